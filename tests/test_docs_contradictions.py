"""Where the page no longer contradicts itself, or no longer is silent, the evidence has to follow."""

from __future__ import annotations

import pytest

from scripts.docs.findings import Action
from scripts.docs.source import Markup
from tests.docs_edits import MARKUPS, SCHEMAS, Edit, assert_found, edit, swap, swap_all

EDITS = (
    edit(
        "one wrong base URL put right",
        swap('"https://api.twintone.ai/vi"', '"https://api.twintone.ai/v1"'),
        (Action.CORRECTED, "#/servers/0"),
    ),
    edit(
        "both wrong base URLs put right",
        swap_all("twintone.ai/vi", "twintone.ai/v1"),
        (Action.CORRECTED, "#/servers/0"),
    ),
    edit(
        "another wrong base URL",
        swap("BASE_URL = 'https://api.twintone.ai/v1'", "BASE_URL = 'https://api.twintone.ai'"),
        (Action.CORRECTED, "#/servers/0"),
    ),
    edit(
        "wrong path put right", swap("/v1/video\u2019", "/v1/videos\u2019"), (Action.CORRECTED, "#/paths/~1videos/post")
    ),
    edit("another wrong path", swap("/v1/video\u2019", "/v1/film\u2019"), (Action.CORRECTED, "#/paths/~1videos/post")),
    edit(
        "a new wrong path", swap("/v1/replicas\u2019", "/v1/replica\u2019"), (Action.CHANGE, "#/paths/~1replicas/get")
    ),
    edit(
        "url of speech gets its condition",
        swap('"url": "string",', '"url": "string", // Present only if status is "ready"', of="GET /speech/:id"),
        (Action.CORRECTED, SCHEMAS + "Speech/properties/url"),
    ),
    edit(
        "update of a persona gets its marks",
        swap('"name": "string",\n', '"name": "string", // Optional\n', of="PATCH /personas/:id"),
        (Action.CORRECTED, SCHEMAS + "PersonaUpdate"),
    ),
    edit(
        "presence of a name stated",
        swap('"name": "string",', '"name": "string", // Optional', of="GET /videos/:id"),
        (Action.PROMOTE, SCHEMAS + "Video/properties/name"),
    ),
    edit(
        "replicas get a section",
        swap(
            "Endpoint details\n",
            "Endpoint details\nReplicas\nGET /replicas/:id\nOne.\nGET /replicas/:id\nOne.Response:\n"
            '{\n"id": "string",\n"name": "string",\n"born_at": "string"\n}\n'
            "DELETE /replicas/:id\nGone.\nDELETE /replicas/:id\nGone.Response: HTTP 204 No Content\n",
        ),
        (Action.PROMOTE, SCHEMAS + "Replica"),
        (Action.PROMOTE, "#/paths/~1replicas~1{replica_id}/delete/responses/204"),
    ),
    edit(
        "name of speech shown",
        swap('"text": "string",', '"name": "string",\n"text": "string",', of="GET /speech/:id"),
        (Action.PROMOTE, SCHEMAS + "Speech/properties/name"),
    ),
    edit(
        "oddity of the index changed in its title",
        swap("Drop a likeness", "Forget a likeness"),
        (Action.NEW_LINE, "#/paths/~1replicas~1{replica_id}/delete"),
    ),
)


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("case", EDITS, ids=str)
def test_an_edit_is_found(case: Edit, markup: Markup) -> None:
    assert_found(case, markup)
