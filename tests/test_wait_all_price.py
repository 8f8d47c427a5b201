"""What waiting for many jobs costs, in the simulation that `make bench-wait` runs."""

from __future__ import annotations

import pytest

from scripts import bench_wait


def test_the_goals_are_met(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_wait.main() == 0
    table = capsys.readouterr().out
    assert table.count("wait_all") == table.count("wait for each") == len(bench_wait.SIZES)
    assert "All are met." in table


def test_a_goal_that_is_missed_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bench_wait, "SIZES", (10,))
    monkeypatch.setattr(bench_wait, "GOALS", {10: {"requests a job": 1.0, "mean latency": 60.0}})
    assert bench_wait.main() == 1
    assert "10 jobs: requests a job is 13.700, and may be 1.0." in capsys.readouterr().out
