"""The live run is safe: it only reads, slowly and not much, says so first, and shows neither key nor data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.exchange import KEY as PLACEHOLDER
from tests.contract.live.command import main
from tests.contract.live.settings import CannotStart, read_settings
from tests.contract.mutants.machinery import Call, Reply, Server, answer, error
from tests.live_runs import live
from tests.raw_server import RawServer
from tests.raw_server import answer as raw_answer
from tests.simulation import VirtualClock
from tests.strange_emulator import API, KEY, StrangeEmulator, strange


@pytest.fixture(scope="module")
def server() -> Iterator[StrangeEmulator]:
    with strange() as server:
        yield server


@pytest.fixture(autouse=True)
def forget(server: StrangeEmulator) -> None:
    server.asked.clear()


def test_nothing_but_get_is_sent(server: StrangeEmulator, tmp_path: Path) -> None:
    result = live(server, tmp_path)
    assert result.code == 0
    assert server.methods() == {"GET"}
    assert 40 < len(server.asked) <= 80
    assert f"{len(server.asked)} of at most 80 requests, 0 of at most 0 creates." in result.report
    assert "Findings" not in result.report
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


def test_what_it_reads(server: StrangeEmulator, tmp_path: Path) -> None:
    live(server, tmp_path)
    for kind, resource in API.resources.items():
        wanted = ["", "?limit=1", "?limit=1&page=2", "?page=1&limit=1", "?page=0", "/twintone-contract-unknown-0000"]
        query = resource.endpoints["list"].query
        if "status" in query:
            values = API.spec["components"]["schemas"][query["status"]["schema"]["$ref"].rpartition("/")[2]]["enum"]
            wanted += [f"?status={value}" for value in values]
        assert {f"GET /{kind}{rest}" for rest in wanted} <= set(server.asked), kind
        by_id = re.compile(rf"GET /{kind}/{resource.kind[:3]}_")
        assert any(by_id.match(line) or line.startswith(f"GET /{kind}/") for line in server.asked)


def test_it_says_first_what_it_is_going_to_do(server: StrangeEmulator, tmp_path: Path) -> None:
    plan = live(server, tmp_path).output.partition("Answered")[0]
    for words in (
        server.url,
        "At most 80 requests",
        "30 a minute",
        "nothing but GET",
        "401",
        "second 429",
        "5 findings",
    ):
        assert words in plan


def test_it_keeps_its_rate(server: StrangeEmulator, tmp_path: Path) -> None:
    result = live(server, tmp_path, "--rate", "10")
    assert result.clock.seconds == pytest.approx(6 * (len(server.asked) - 1))


@pytest.mark.parametrize("most", [1, 7, 30])
def test_it_keeps_to_the_maximum_and_tells_what_it_learnt(server: StrangeEmulator, tmp_path: Path, most: int) -> None:
    result = live(server, tmp_path, "--max-requests", str(most))
    assert len(server.asked) == most
    assert result.code == 3
    assert (
        f"**The maximum of {most} requests is reached.** What follows is what was learnt until then." in result.report
    )
    assert "`#/components/schemas/Replica`" in result.report


def test_a_request_is_counted_once_when_the_server_drops_the_connection(tmp_path: Path) -> None:
    with RawServer(raw_answer(200, {}), b"") as server:
        settings = read_settings(["--out", str(tmp_path)], {"TWINTONE_API_KEY": KEY, "BASE_URL": server.url}, API)
        assert settings.limit == 80
        result = live(RawAddress(server), tmp_path, clock=VirtualClock())
        assert len(server.requests) == 4
    assert result.code in (1, 3)
    assert "3 requests in a row got no answer." in result.report


class RawAddress(StrangeEmulator):
    """A raw server in the place of an emulator."""

    def __init__(self, server: RawServer) -> None:
        self._server = server

    @property
    def url(self) -> str:
        return self._server.url


def test_it_stops_after_five_findings(tmp_path: Path) -> None:
    async def broken(call: Call, server: Server) -> Reply:
        return error(500)

    with strange(broken, furnished=False) as server:
        result = live(server, tmp_path)
        assert len(server.asked) == 5
    assert result.code == 1
    assert "**5 findings were made.**" in result.report
    assert result.report.count("BROKEN CONTRACT") == 5


def test_a_guess_that_is_wrong_everywhere_is_one_finding(tmp_path: Path) -> None:
    async def no_pages(call: Call, server: Server) -> Reply:
        return await server.ask(call.with_parameters(page=None, limit=None))

    with strange(no_pages) as server:
        result = live(server, tmp_path)
        assert len(server.asked) > 50
    assert result.code == 0
    assert "SPEC NEEDS UPDATE" in result.report
    assert "BROKEN CONTRACT" not in result.report


def test_a_wrong_guess_fails_a_strict_run_alone(tmp_path: Path) -> None:
    async def zero(call: Call, server: Server) -> Reply:
        return await server.ask(call.with_parameters(page="1") if call.parameters.get("page") == "0" else call)

    with strange(zero) as server:
        assert live(server, tmp_path).code == 0
        assert live(server, tmp_path, STRICT="0").code == 0
        assert live(server, tmp_path, STRICT="1").code == 1


def test_a_refused_key_stops_it_at_once(server: StrangeEmulator, tmp_path: Path) -> None:
    result = live(server, tmp_path, key="tt-some-other-key")
    assert server.asked == ["GET /replicas"]
    assert result.code == 3
    assert "**The server refused the API key with 401.**" in result.report


def test_the_wrong_key_is_sent_once_and_is_no_variant_of_the_right_one(tmp_path: Path) -> None:
    keys: list[str] = []

    async def note(call: Call, server: Server) -> Reply:
        keys.append(call.header(b"x-api-key").decode())
        return await server.ask(call)

    with strange(note, furnished=False) as server:
        assert live(server, tmp_path).code == 0
    wrong = [key for key in keys if key != KEY]
    assert wrong == ["twintone-contract-wrong-key"]
    assert PLACEHOLDER not in keys


@pytest.mark.parametrize("spelled", [KEY, "".join(f"\\u{ord(letter):04x}" for letter in KEY)], ids=["plain", "escaped"])
def test_the_key_is_nowhere_even_if_the_server_echoes_it(tmp_path: Path, spelled: str) -> None:
    async def echo(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if reply.succeeded and b'"name"' in reply.body:
            return reply.with_body(reply.body.replace(b'"name"', f'"{spelled}"'.encode()))
        text = f'{{"error": "{spelled}", "message": "{spelled}", "status": "{spelled}"}}'
        return reply if reply.succeeded else reply.with_body(text.encode())

    with strange(echo) as server:
        result = live(server, tmp_path, "--spend", "3")
        assert server.count("POST") > 0
    assert result.code == 1
    assert {path.name for path in tmp_path.iterdir()} == {"report.md", "private.md", "journal.db"}
    for secret in (KEY, spelled, KEY.swapcase()):
        assert secret.encode() not in result.everything


def test_the_report_quotes_no_data(tmp_path: Path) -> None:
    async def wrong(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does("videos", "list") and reply.succeeded:
            return reply.with_fields(pagination={"total": "gone to lunch", "page": 1, "pages": 1})
        return reply

    with strange(wrong) as server:
        result = live(server, tmp_path)
        ids = [item["id"] for kind in API.resources for item in server.call("GET", f"/{kind}?limit=9")[kind]]
    assert result.code == 1
    shown = result.report + result.output
    for private in ("Ada", "Lovelace", "Grace", "Hopper", "Secret", "Private", "lunch", *ids):
        assert private not in shown
    assert "lunch" in (tmp_path / "private.md").read_text()


def test_what_is_private_does_not_outlive_its_run(server: StrangeEmulator, tmp_path: Path) -> None:
    (tmp_path / "private.md").write_text("old findings")
    live(server, tmp_path)
    assert not (tmp_path / "private.md").exists()


def test_a_page_that_is_no_page_is_no_traceback(tmp_path: Path) -> None:
    pages = iter([b"", b"[", b"[]", b"[1]", b"null", b'{"replicas": 1}', b"<html>", b'{"videos": [null, {"id": 1}]}'])

    async def odd(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return reply.with_body(next(pages, reply.body)) if call.endpoint and call.endpoint.page else reply

    with strange(odd) as server:
        assert live(server, tmp_path).code == 1


def test_ids_that_would_lead_elsewhere_are_not_asked_for(tmp_path: Path) -> None:
    ids = ["", ".", "..", "a/../b", "%2e%2e", "two words", 7, None, {"id": 1}]

    async def odd(call: Call, server: Server) -> Reply:
        if not call.does("personas", "list"):
            return await server.ask(call)
        items = [{"id": ids.pop() if ids else "per_1", "name": "x"} for _ in range(4)]
        return answer(200, {"personas": items, "pagination": {"total": 4, "page": 1, "pages": 1}})

    with strange(odd, furnished=False) as server:
        live(server, tmp_path)
        asked = {line for line in server.asked if line.startswith("GET /personas/")}
    assert asked <= {"GET /personas/two words", "GET /personas/per_1", "GET /personas/twintone-contract-unknown-0000"}


def test_an_odd_order_of_answers_is_no_traceback(tmp_path: Path) -> None:
    replies = iter(
        [answer(204), answer(302), answer(304), answer(418, "tea"), answer(200, {"pagination": {"page": "1"}})]
    )

    async def odd(call: Call, server: Server) -> Reply:
        return next(replies, None) or await server.ask(call)

    with strange(odd, furnished=False) as server:
        assert live(server, tmp_path).code == 1


WRONG_ADDRESSES = (
    *("api", "ftp://h/v1", "http://", "http://[", "http://h:x", "http://h:0"),
    *("https://u:p@h/v1", "http://h/?a", "http://h/#a"),
)


@pytest.mark.parametrize(
    ("argv", "environment", "sentence"),
    [
        ([], {"TWINTONE_API_KEY": ""}, "There is no API key; set TWINTONE_API_KEY"),
        ([], {"TWINTONE_API_KEY": "tt-live\nkey"}, "TWINTONE_API_KEY holds what no header can carry"),
        ([], {"TWINTONE_API_KEY": "tt-live-\u00fc"}, "TWINTONE_API_KEY holds what no header can carry"),
        (["--create"], {}, "Creates cost money, so --create needs SPEND=n"),
        (["--create"], {"SPEND": ""}, "Creates cost money, so --create needs SPEND=n"),
        (["--create"], {"SPEND": "0"}, "SPEND=0 allows no create"),
        ([], {"SPEND": "many"}, "SPEND has to be a whole number"),
        ([], {"SPEND": "-1"}, "SPEND has to be a whole number"),
        (["--spend", "1.5"], {}, "SPEND has to be a whole number"),
        (["--rate", "0"], {}, "The rate has to be"),
        (["--rate", "nan"], {}, "The rate has to be"),
        (["--max-requests", "0"], {}, "The maximum of requests has to be"),
        *(([], {"BASE_URL": url}, "BASE_URL is no address of an API") for url in WRONG_ADDRESSES),
    ],
)
def test_settings_without_sense_are_refused_in_a_sentence(
    argv: list[str], environment: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CannotStart, match=re.escape(sentence)) as refused:
        read_settings(argv, {"TWINTONE_API_KEY": KEY, **environment}, API)
    assert str(refused.value).endswith(".")
    assert "tt-live" not in str(refused.value)


def test_a_refusal_is_one_line_and_nothing_is_sent(
    server: StrangeEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("TWINTONE_API_KEY", KEY)
    monkeypatch.setenv("BASE_URL", server.url)
    monkeypatch.delenv("SPEND", raising=False)
    assert main(["--create", "--out", str(tmp_path)]) == 2
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert (server.asked, list(tmp_path.iterdir())) == ([], [])


def test_the_address_is_that_of_the_spec_unless_told_otherwise() -> None:
    settings = read_settings([], {"TWINTONE_API_KEY": KEY, "BASE_URL": ""}, API)
    assert settings.address == API.spec["servers"][0]["url"]
    assert (settings.spend, settings.clean, settings.strict) == (0, False, False)
    with pytest.raises(CannotStart):
        read_settings([], {}, API)


def test_a_folder_that_cannot_be_written_is_one_sentence(
    server: StrangeEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TWINTONE_API_KEY", KEY)
    monkeypatch.setenv("BASE_URL", server.url)
    for argv in ([], ["--spend", "1"]):
        assert main([*argv, "--out", str(tmp_path / "file" / "out")], VirtualClock()) == 2
        assert capsys.readouterr().err.endswith("Name another folder with --out.\n")
    assert server.methods() <= {"GET"}
