"""The Retry-After header in every form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twintone.policies.retry_after import FOREVER, retry_after

TODAY = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
LATER = format_datetime(TODAY + timedelta(seconds=90), usegmt=True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        ("1.5", 1.5),
        ("86400", 86400),
        (LATER, 90),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 15 Jan 2026 09:31:00 -0000", 60),
        ("-5", 0),
        ("", 0),
        ("soon", 0),
        ("1e3", 0),
        ("\u0661", 0),
        ("9" * 400, FOREVER),
        ("Thu, 99 Jan 2026 09:31:00 GMT", 0),
    ],
)
def test_forms(value: str, seconds: float) -> None:
    assert retry_after({"retry-after": value}, TODAY) == seconds


def test_a_date_is_measured_on_the_clock_of_the_server_that_wrote_it() -> None:
    an_hour_ahead = format_datetime(TODAY + timedelta(hours=1), usegmt=True)
    come_back = format_datetime(TODAY + timedelta(hours=1, seconds=30), usegmt=True)
    assert retry_after({"retry-after": come_back, "date": an_hour_ahead}, TODAY) == 30


@given(st.text())
def test_nothing_breaks_it(value: str) -> None:
    assert retry_after({"retry-after": value, "date": value}, TODAY) >= 0
