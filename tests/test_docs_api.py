"""Edits of query parameters, of limits and of the API as a whole are found, once, with their place."""

from __future__ import annotations

import pytest

from scripts.docs.findings import Action
from scripts.docs.source import Markup
from tests.docs_edits import MARKUPS, PAGE, PARAMETERS, Edit, assert_found, both, edit, find, swap, swap_all

EDITS = (
    edit(
        "parameter added",
        swap("Limit\n(optional)\n", "Limit\n(optional)\nIn which order\nSort\n(optional)\n"),
        (Action.ADD, "#/paths/~1conversations/get/parameters/-"),
    ),
    edit(
        "parameter removed",
        swap("Which limit of personas you want\nLimit\n(optional)\n", ""),
        (Action.REMOVE, "#/paths/~1personas/get/parameters/1"),
    ),
    edit("parameter made required", swap("Page\n(optional)", "Page\n(required)"), (Action.CHANGE, PARAMETERS + "Page")),
    edit("parameter without a mark", swap("Page\n(optional)\n", "Page\n"), (Action.CHANGE, PARAMETERS + "Page")),
    edit(
        "parameter in lower case",
        swap("\nLimit\n", "\nlimit\n", of="GET /personas"),
        (Action.PROMOTE, PARAMETERS + "Limit"),
    ),
    edit(
        "list in lower case",
        both(
            swap("\nPage\n", "\npage\n", of="GET /speech"),
            swap("\nLimit\n", "\nlimit\n", of="GET /speech"),
            swap("\nStatus\n", "\nstatus\n", of="GET /speech"),
        ),
        (Action.PROMOTE, PARAMETERS + "Page"),
        (Action.PROMOTE, PARAMETERS + "Limit"),
        (Action.PROMOTE, PARAMETERS + "SpeechStatusFilter"),
    ),
    edit(
        "parameter described otherwise",
        swap("Which page of speech you want", "Pages count from 0"),
        (Action.NEW_LINE, PARAMETERS + "Page"),
    ),
    edit("sockets changed", swap_all("1 socket", "4 sockets"), (Action.CHANGE, "#/x-limits/keep_alive_sockets")),
    edit(
        "timeout changed in one place",
        swap("a request: 60 seconds", "a request: 2 minutes"),
        (Action.CHANGE, "#/x-limits/timeout_seconds"),
    ),
    edit("scope of limits changed", swap("per API key", "per account"), (Action.CHANGE, "#/x-limits/rate_limit_scope")),
    edit(
        "scope of limits dropped",
        swap("Our rate limits count per API key\n", ""),
        (Action.REMOVE, "#/x-limits/rate_limit_scope"),
    ),
    edit(
        "status of limits changed",
        both(swap("code\n429\n", "code\n420\n"), swap("gets the 429", "gets the 420")),
        (Action.CHANGE, "#/x-limits/rate_limit_status"),
    ),
    edit(
        "header changed", swap_all("x-api-key", "x-films-key"), (Action.CHANGE, "#/components/securitySchemes/apiKey")
    ),
    edit("base URL changed", swap_all("twintone.ai/v1", "twintone.ai/v2"), (Action.CHANGE, "#/servers/0")),
    edit(
        "base URL added",
        swap("Authentication\n", "Sandbox Base URL: https://try.example.com/v1\nAuthentication\n"),
        (Action.ADD, "#/servers/-"),
    ),
    edit(
        "contact changed", swap_all("James@twintone.ai", "films@example.com"), (Action.CHANGE, "#/info/contact/email")
    ),
    edit("version changed", swap("Films API v1", "Films API v2"), (Action.CHANGE, "#/info/version")),
    edit(
        "rule added",
        swap("Our rate limits", "Films are kept for 30 days\nOur rate limits"),
        (Action.NEW_LINE, "#/x-limits"),
    ),
    edit(
        "rule changed", swap("whatever you send", "unless you upload"), (Action.NEW_LINE, "#/x-limits/timeout_seconds")
    ),
    edit(
        "rule removed",
        swap("When something fails, the answer says why.\n", ""),
        (Action.VANISHED_LINE, "#/components/responses"),
    ),
    edit(
        "rule moved",
        both(
            swap("When something fails, the answer says why.\n", ""),
            swap("Anything else?", "When something fails, the answer says why.\nAnything else?"),
        ),
        (Action.NEW_LINE, "#/info/contact/email"),
    ),
    edit("typo put right", swap("by hand", "by and"), (Action.NEW_LINE, "#/info/contact/email")),
    edit(
        "sample changed",
        swap("public async Task Drop", "public async Task Forget"),
        (Action.NEW_LINE, "#/paths/~1speech~1{speech_id}/delete"),
    ),
)


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("case", EDITS, ids=str)
def test_an_edit_is_found(case: Edit, markup: Markup) -> None:
    assert_found(case, markup)


@pytest.mark.parametrize("markup", MARKUPS)
def test_names_of_parameters_that_changed_places_are_found(markup: Markup) -> None:
    change = both(swap("\nPage\n", "\n!\n"), swap("\nLimit\n", "\nPage\n"), swap("\n!\n", "\nLimit\n"))
    assert {finding.pointer for finding in find(change(PAGE), markup)} == {PARAMETERS + "Page", PARAMETERS + "Limit"}
