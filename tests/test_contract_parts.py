"""What stands below a resource in the path is tested too: actions, parts to read, and what has no resource at all."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts import spec as specs
from scripts.spec import Object
from tests.contract.api import Api
from tests.contract.channel import AppChannel
from tests.contract.mutants.machinery import prefix
from tests.contract.run import Server, phases
from tests.contract.session import Session
from tests.sample import load_sample
from twintone.emulator import ManualClock, create_app
from twintone.emulator.handlers import handles
from twintone.emulator.world import Call

KEY = "key-of-the-owner-1"
TEXT = {"type": "string", "description": "Something.", "examples": ["Text"]}


@handles("repeatVideo")
def repeat(call: Call) -> Any:
    return call.view(call.record())


@handles("listMessagesOfConversation")
def messages(call: Call) -> Any:
    call.record()
    message = {"id": "mes_1", "text": "Hi"}
    return {"messages": [message], "pagination": {"total": 1, "page": call.query.get("page", 1), "pages": 1}}


@handles("getVoiceOfReplica")
def voice(call: Call) -> Any:
    call.record()
    return {"text": "Text"}


@handles("getUseOfAccount")
def usage(call: Call) -> Any:
    return {"text": str(call.now)}


def answering(schema: Object, like: Object, **change: object) -> Object:
    """An operation like another one, with an answer of its own."""
    operation = copy.deepcopy(like) | change
    operation["responses"] = {"200": {"description": "It.", "content": {specs.JSON: {"schema": schema}}}} | {
        status: response for status, response in like["responses"].items() if status >= "400" and status != "default"
    }
    return operation


@pytest.fixture(scope="module")
def spec() -> Object:
    """A description with an action, a list and an object that belong to a resource, and an object without one."""
    spec = load_sample()
    paths = spec["paths"]
    read = {name: paths[f"/{name}s/{{{name}_id}}"] for name in ("video", "replica", "conversation")}
    page = {"items": "messages", "page": "/pagination/page", "pages": "/pagination/pages", "parameter": "page"}
    message = {"type": "object", "properties": {"id": TEXT, "text": TEXT}, "required": ["id", "text"]}
    shown = {"messages": {"type": "array", "items": message}, "pagination": {"$ref": "#/components/schemas/Pagination"}}
    list_ = {"type": "object", "required": list(shown), "x-page": page, "properties": shown}
    text = {"type": "object", "required": ["text"], "properties": {"text": TEXT}}
    added = {
        ("video", "repeat", "post"): answering(
            {"$ref": "#/components/schemas/Video"}, read["video"]["get"], operationId="repeatVideo"
        ),
        ("conversation", "messages", "get"): answering(
            list_,
            read["conversation"]["get"],
            operationId="listMessagesOfConversation",
            parameters=[{"$ref": "#/components/parameters/Page"}],
        ),
        ("replica", "voice", "get"): answering(text, read["replica"]["get"], operationId="getVoiceOfReplica"),
    }
    for (name, part, method), operation in added.items():
        operation["x-method"] = {"messages": "list", "voice": "get"}.get(part, part)
        parameters = read[name]["parameters"]
        paths[f"/{name}s/{{{name}_id}}/{part}"] = {"parameters": parameters, method: operation}
    alone = answering(text, paths["/videos"]["get"], operationId="getUseOfAccount", parameters=[])
    paths["/usage"] = {"get": alone | {"x-method": "get"}}
    return spec


@pytest.fixture
def session(spec: Object) -> Iterator[Session]:
    clock, api = ManualClock(), Api(spec)
    app = create_app(spec=spec, keys=[KEY], clock=clock, seed=1)
    session = Session(api, AppChannel(app, prefix(api), KEY), lambda: clock.advance(0.05))
    yield session
    session.channel.close()
    app.state.world.store.close()


def test_what_is_below_a_resource_is_tested_and_found_right(session: Session, tmp_path: Path) -> None:
    server = Server("http://127.0.0.1/v1", KEY)
    for name, phase in phases(session, server, 1, tmp_path):
        if name in ("survey", "protocol", "tour"):
            phase()
    assert [finding for finding, _ in session.verdicts()] == []
    for operation, status in (
        *(("repeatVideo", 200), ("repeatVideo", 401), ("repeatVideo", 404)),
        *(("listMessagesOfConversation", 200), ("listMessagesOfConversation", 404)),
        *(("getVoiceOfReplica", 200), ("getVoiceOfReplica", 404)),
        *(("getUseOfAccount", 200), ("getUseOfAccount", 401)),
    ):
        assert session.coverage.statuses[operation][status] > 0, (operation, status)


def test_a_part_is_not_taken_for_its_resource(spec: Object) -> None:
    resources = Api(spec).resources
    assert resources["conversations"].endpoints["list"].id == "listConversations"
    assert resources["replicas"].endpoints["get"].id == "getReplica"
    assert {"repeat"} < resources["videos"].can
    assert {"getVoiceOfReplica"} < resources["replicas"].can
    assert resources["conversations"].endpoints["listMessagesOfConversation"].page is None
