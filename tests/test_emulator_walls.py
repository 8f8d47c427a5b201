"""Where the emulator must stop or complain: specs that it cannot serve, answers that the spec forbids, its walls."""

from __future__ import annotations

import asyncio
import copy
import logging
import subprocess
import sys
from typing import Any

import httpx
import jsonschema
import pytest

import twintone.emulator
from tests.sample import load_sample
from twintone.emulator import Emulator, EmulatorError, compile_for_validation, create_app
from twintone.emulator.handlers import handles


@pytest.fixture
def spec() -> Any:
    return load_sample()


def test_start_stops_at_an_operation_without_a_handler(spec: Any) -> None:
    clone = copy.deepcopy(spec["paths"]["/videos"]["post"]) | {"operationId": "cloneVideo", "x-method": "clone"}
    spec["paths"]["/videos/{video_id}"]["post"] = clone
    with pytest.raises(EmulatorError, match="no handler for cloneVideo"):
        Emulator(spec=spec)


def test_start_stops_at_a_path_of_another_kind(spec: Any) -> None:
    spec["paths"]["/account/plan/now"] = {"get": spec["paths"]["/videos"]["get"] | {"operationId": "getPlan"}}
    with pytest.raises(EmulatorError, match="no handler for getPlan"):
        create_app(spec=spec)


def test_an_action_of_a_resource_is_served_once_it_has_a_handler(spec: Any) -> None:
    action = copy.deepcopy(spec["paths"]["/replicas/{replica_id}"]["get"]) | {
        "operationId": "wakeReplica",
        "x-method": "wake",
    }
    parameters = spec["paths"]["/replicas/{replica_id}"]["parameters"]
    spec["paths"]["/replicas/{replica_id}/wake"] = {"parameters": parameters, "post": action}
    with pytest.raises(EmulatorError, match=r"no handler for wakeReplica \(POST /replicas/{replica_id}/wake\)"):
        create_app(spec=spec)
    handles("wakeReplica")(lambda call: call.view(call.record()))
    with Emulator(spec=spec) as emulator, httpx.Client(base_url=emulator.base_url, headers={"x-api-key": "k"}) as http:
        replica = http.post("/replicas", json={"name": "Ada"}).json()
        assert http.post(f"/replicas/{replica['id']}/wake").json() == replica
        assert http.post("/replicas/nobody/wake").status_code == 404
        assert http.get(f"/replicas/{replica['id']}").json() == replica


def test_start_stops_at_what_reads_a_resource_without_an_id(spec: Any) -> None:
    usage = spec["paths"]["/replicas/{replica_id}"]["get"] | {"operationId": "getUsage"}
    spec["paths"]["/usage"] = {"get": usage}
    with pytest.raises(EmulatorError, match="no handler for getUsage"):
        create_app(spec=spec)


def test_start_stops_at_a_list_without_pages(spec: Any) -> None:
    del spec["components"]["schemas"]["VideoList"]["x-page"]
    with pytest.raises(EmulatorError, match="listVideos has no x-page"):
        create_app(spec=spec)


def test_start_stops_at_a_filter_by_something_unknown(spec: Any) -> None:
    color = {"name": "color", "in": "query", "schema": {"type": "string"}}
    spec["paths"]["/videos"]["get"]["parameters"].append(color)
    with pytest.raises(EmulatorError, match="color of listVideos"):
        create_app(spec=spec)


@pytest.mark.parametrize("name", ["Nothing", "Nothing/at/all", "Loop"])
def test_start_stops_at_a_reference_that_leads_nowhere(spec: Any, name: str) -> None:
    schemas = spec["components"]["schemas"]
    schemas["Video"]["properties"]["id"] = {"$ref": f"#/components/schemas/{name}"}
    schemas["Loop"] = {"$ref": "#/components/schemas/Loop"}
    with pytest.raises(EmulatorError, match="leads nowhere"):
        create_app(spec=spec)


def test_start_stops_at_a_resource_without_ids(spec: Any) -> None:
    for name in ("Replica", "ReplicaCreate"):
        spec["components"]["schemas"][name]["properties"].pop("id", None)
    with pytest.raises(EmulatorError, match="replicas shows an id"):
        create_app(spec=spec)


def test_start_stops_at_another_way_to_say_who_calls(spec: Any) -> None:
    spec["components"]["securitySchemes"]["apiKey"]["in"] = "query"
    with pytest.raises(EmulatorError, match="API key in a header"):
        create_app(spec=spec)


def test_start_stops_at_an_operation_that_never_succeeds(spec: Any) -> None:
    del spec["paths"]["/videos"]["get"]["responses"]["200"]
    with pytest.raises(EmulatorError, match="listVideos has no answer for success"):
        create_app(spec=spec)


def test_an_answer_that_the_spec_forbids_is_a_500_and_is_logged(spec: Any, caplog: pytest.LogCaptureFixture) -> None:
    spec["components"]["schemas"]["Replica"]["properties"]["name"]["maxLength"] = 3
    with Emulator(spec=spec) as emulator, caplog.at_level(logging.ERROR):
        path, key = emulator.base_url + "/replicas", {"x-api-key": "k"}
        assert httpx.post(path, json={"name": "Bob"}, headers=key).status_code == 201
        error = httpx.post(path, json={"name": "Grace"}, headers=key)
        assert (error.status_code, error.json()["error"]) == (500, "InternalServerError")
    [record] = [record for record in caplog.records if record.exc_info and record.exc_info[1]]
    assert record.exc_info
    assert "createReplica answered 201 with a body that the spec does not allow" in str(record.exc_info[1])


def test_a_status_that_the_spec_does_not_list_is_an_error_of_the_emulator(spec: Any) -> None:
    for status in ("404", "default"):
        del spec["paths"]["/videos/{video_id}"]["get"]["responses"][status]
    app = create_app(spec=spec)

    async def call() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as http:
            await http.get("/v1/videos/nobody", headers={"x-api-key": "k"})

    with pytest.raises(Exception, match="getVideo answered 404, which the spec does not list"):
        asyncio.run(call())
    app.state.world.store.close()


@pytest.mark.parametrize(
    ("video", "valid"),
    [
        ({"status": "processing"}, True),
        ({"status": "ready", "url": "https://media.example.com/a.mp4"}, True),
        ({"status": "failed", "error": "It could not be made."}, True),
        ({"status": "ready"}, False),
        ({"status": "failed"}, False),
        ({"status": "processing", "url": "https://media.example.com/a.mp4"}, False),
        ({"status": "ready", "url": "https://media.example.com/a.mp4", "error": "?"}, False),
    ],
)
def test_presence_is_compiled_to_json_schema(spec: Any, video: dict[str, str], valid: bool) -> None:
    before = copy.deepcopy(spec)
    compiled = compile_for_validation(spec)
    assert spec == before
    document = {"$ref": "#/components/schemas/Video", "components": compiled["components"]}
    check = jsonschema.Draft202012Validator(document)
    assert check.is_valid({"id": "vid_1", "created_at": "2026-01-15T09:30:00Z", **video}) is valid


def test_the_emulator_never_imports_the_client() -> None:
    program = """
import sys
import twintone.emulator as package
for name in package.__all__:
    getattr(package, name)
import twintone.emulator.__main__
print([name for name in sys.modules
       if name.startswith("twintone_api.") or name.startswith("twintone.") and name.split(".")[1] != "emulator"])
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_importing_the_package_does_not_import_the_server() -> None:
    program = """
import sys
import twintone.emulator
print([name for name in ("uvicorn", "starlette", "jsonschema_rs") if name in sys.modules])
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_name_that_the_package_does_not_have() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = twintone.emulator.Nothing
