"""Edits of operations, their bodies and their statuses are found, once, with the place in the description."""

from __future__ import annotations

import pytest

from scripts.docs.findings import Action
from scripts.docs.source import Markup
from tests.docs_edits import MARKUPS, RESPONSES, SCHEMAS, Edit, assert_found, both, edit, swap, swap_all, without

EDITS = (
    edit(
        "operation added",
        both(
            swap("Delete a video\n", "Get captions\nGET /videos/:id/captions\nDelete a video\n"),
            swap(
                "\nConversations\n",
                "\nGET /videos/:id/captions\nWhat is said.\nGET /videos/:id/captions\nWhat is said.Response:\n"
                '{\n"text": "string",\n"language": "en|de" // Optional\n}\nConversations\n',
            ),
        ),
        (Action.ADD, "#/paths/~1videos~1{id}~1captions/get"),
    ),
    edit(
        "operation added to a path",
        swap("Delete a video\n", "Put\nPUT /videos/:id\nDelete a video\n"),
        (Action.ADD, "#/paths/~1videos~1{video_id}/put"),
    ),
    edit(
        "operation of the index removed",
        swap("List videos\nGET /videos\n", ""),
        (Action.REMOVE, "#/paths/~1videos/get"),
    ),
    edit("operation removed", without("PATCH /speech/:id"), (Action.REMOVE, "#/paths/~1speech~1{speech_id}/patch")),
    edit(
        "operation removed from the index alone",
        swap("PATCH /speech/:id\n", ""),
        (Action.VANISHED_LINE, "#/paths/~1speech~1{speech_id}/patch"),
    ),
    edit(
        "operation renamed",
        swap_all("\nPOST /speech\n", "\nPOST /voice\n"),
        (Action.REMOVE, "#/paths/~1speech/post"),
        (Action.ADD, "#/paths/~1voice/post"),
    ),
    edit(
        "method changed",
        swap_all("PATCH /videos/:id\n", "PUT /videos/:id\n"),
        (Action.ADD, "#/paths/~1videos~1{video_id}/put"),
        (Action.REMOVE, "#/paths/~1videos~1{video_id}/patch"),
    ),
    edit(
        "body added",
        swap("HTTP 204 No Content\nHTTP 204 No Content\nHTTP", '{\n"deleted": boolean\n}\nHTTP'),
        (Action.VANISHED_LINE, "#/paths/~1videos~1{video_id}/delete/responses/204"),
        (Action.ADD, "#/paths/~1videos~1{video_id}/delete/responses/204/content"),
    ),
    edit(
        "body removed",
        swap('Request Body:\n{\n"name": "string"\n}\nResponse:', "Response:", of="PATCH /videos/:id"),
        (Action.REMOVE, "#/paths/~1videos~1{video_id}/patch/requestBody"),
        (Action.NEW_LINE, "#/paths/~1videos~1{video_id}/patch"),
    ),
    edit(
        "status added",
        swap("Means not found\n404\n", "Means not found\n404\nMeans a conflict\n409\n"),
        (Action.ADD, RESPONSES + "Conflict"),
    ),
    edit("status removed", swap("Means not found\n404\n", ""), (Action.REMOVE, RESPONSES + "NotFound")),
    edit(
        "status changed",
        swap("not found\n404\n", "not found\n410\n"),
        (Action.ADD, RESPONSES + "Gone"),
        (Action.REMOVE, RESPONSES + "NotFound"),
    ),
    edit(
        "meaning of a status changed",
        swap("Means not found\n", "Means gone for good\n"),
        (Action.NEW_LINE, RESPONSES + "NotFound"),
    ),
    edit(
        "meanings of statuses swapped",
        swap("Means unauthorized\n401\nMeans not found\n404\n", "Means not found\n401\nMeans unauthorized\n404\n"),
        (Action.NEW_LINE, RESPONSES + "Unauthorized"),
        (Action.NEW_LINE, RESPONSES + "NotFound"),
    ),
    edit(
        "meanings of successes swapped",
        swap("Means ok\n200\nMeans created\n201\n", "Means created\n200\nMeans ok\n201\n"),
        (Action.NEW_LINE, "#/paths/~1replicas/get/responses/200"),
        (Action.NEW_LINE, "#/paths/~1replicas/post/responses/201"),
    ),
    edit(
        "titles of the index swapped",
        swap(
            "End a conversation\nPOST /conversations/:id\nDelete a conversation\n",
            "Delete a conversation\nPOST /conversations/:id\nEnd a conversation\n",
        ),
        (Action.NEW_LINE, "#/paths/~1conversations~1{conversation_id}/post"),
        (Action.NEW_LINE, "#/paths/~1conversations~1{conversation_id}/delete"),
    ),
    edit(
        "errors of an operation listed",
        swap("Response:", "\nErrors:\nHTTP 409 Conflict\nResponse:", of="POST /conversations/:id"),
        (Action.NEW_LINE, "#/paths/~1conversations~1{conversation_id}/post"),
        (Action.ADD, "#/paths/~1conversations~1{conversation_id}/post/responses/409"),
        (Action.NEW_LINE, "#/paths/~1conversations~1{conversation_id}/post"),
    ),
    edit(
        "errors of an operation under a heading",
        swap("Response:", "\nErrors\nHTTP 409 Conflict\nResponse:", of="POST /conversations/:id"),
        (Action.NEW_LINE, "#/paths/~1conversations~1{conversation_id}/post"),
        (Action.ADD, "#/paths/~1conversations~1{conversation_id}/post/responses/409"),
        (Action.NEW_LINE, "#/paths/~1conversations~1{conversation_id}/post"),
    ),
    edit(
        "broken status changed", swap("50\n2\nstatus", "50\n3\nstatus"), (Action.ADD, RESPONSES + "ServiceUnavailable")
    ),
    edit(
        "status of a deletion changed",
        swap_all("HTTP 204 No Content", "HTTP 202 Accepted"),
        *[
            (Action.CHANGE, f"#/paths/~1{kind}~1{{{name}_id}}/delete/responses/204")
            for kind, name in (
                ("videos", "video"),
                ("conversations", "conversation"),
                ("personas", "persona"),
                ("speech", "speech"),
            )
        ],
    ),
    edit(
        "status of a creation stated",
        swap("Response:", "Response: HTTP 201 Created", of="POST /videos"),
        (Action.PROMOTE, "#/paths/~1videos/post/responses/201"),
    ),
    edit(
        "field of the error body added",
        swap('"status": number', '"status": number,\n"id": "string"'),
        (Action.ADD, SCHEMAS + "ErrorBody/properties/id"),
    ),
    edit(
        "field of the error body retyped",
        swap('"status": number', '"status": integer'),
        (Action.PROMOTE, SCHEMAS + "ErrorBody/properties/status"),
    ),
    edit(
        "field of the error body removed from the example",
        swap('"message": "There is no such thing.",\n', ""),
        (Action.VANISHED_LINE, SCHEMAS + "ErrorBody/properties/message"),
    ),
    edit(
        "field of the error body removed from the list of fields",
        swap('"message": "string",\n', ""),
        (Action.REMOVE, SCHEMAS + "ErrorBody/properties/message"),
    ),
    edit(
        "field of the error body removed everywhere",
        both(swap('"message": "There is no such thing.",\n', ""), swap('"message": "string",\n', "")),
        (Action.REMOVE, SCHEMAS + "ErrorBody/properties/message"),
    ),
    edit(
        "field of the error body added to the example",
        swap('"error": "NoSuchThing",\n', '"error": "NoSuchThing",\n"id": "e1",\n'),
        (Action.ADD, SCHEMAS + "ErrorBody/properties/id"),
    ),
    edit(
        "field of the error body renamed",
        swap_all('"message": "', '"detail": "'),
        (Action.ADD, SCHEMAS + "ErrorBody/properties/detail"),
        (Action.REMOVE, SCHEMAS + "ErrorBody/properties/message"),
    ),
)


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("case", EDITS, ids=str)
def test_an_edit_is_found(case: Edit, markup: Markup) -> None:
    assert_found(case, markup)
