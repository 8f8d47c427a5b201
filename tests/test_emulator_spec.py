"""The emulator follows the spec: what is added to a copy of the spec is served without a line of code."""

from __future__ import annotations

import copy
import importlib.resources
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from twintone.emulator import Emulator, ManualClock
from twintone.emulator.clock import timestamp

SHIPPED = json.loads((importlib.resources.files("twintone_api") / "openapi.json").read_text("utf-8"))


@pytest.fixture
def spec() -> Any:
    return copy.deepcopy(SHIPPED)


class Served:
    """An emulator that serves some spec."""

    def __init__(self, spec: Any) -> None:
        self.clock = ManualClock()
        self.emulator = Emulator(spec=spec, clock=self.clock)
        self.http = httpx.Client(base_url=self.emulator.base_url, headers={"x-api-key": "k"})

    def close(self) -> None:
        self.http.close()
        self.emulator.close()

    def call(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        response = self.http.request(method, path, json=body)
        assert response.status_code == status, response.text
        return response.json() if response.content else None


@pytest.fixture
def served(spec: Any) -> Iterator[Served]:
    with closing(Served(spec)) as served:
        yield served


def like(spec: Any, old: str, new: str) -> None:
    """Adds a resource to the spec that is called otherwise and is like another: plural, singular, id prefix."""

    def renamed(value: Any) -> Any:
        text = json.dumps(value)
        for a, b in zip(old.split(), new.split(), strict=True):
            text = text.replace(a, b).replace(a.title(), b.title())
        return json.loads(text)

    plural, singular, _ = old.split()
    for path in list(spec["paths"]):
        if path.split("/")[1:] in ([plural], [plural, f"{{{singular}_id}}"]):
            spec["paths"][renamed(path)] = renamed(spec["paths"][path])
    for section in spec["components"].values():
        for name in list(section):
            if singular.title() in name:
                section[renamed(name)] = renamed(section[name])


class TestAdded:
    """Things that were added to a copy of the spec."""

    def test_a_plain_resource(self, spec: Any) -> None:
        like(spec, "personas persona per_", "brands brand bra_")
        with closing(Served(spec)) as served:
            voice = {"pitch": 1, "speed": 1}
            brand = served.call("POST", "/brands", {"name": "A", "description": "B", "voice_settings": voice}, 201)
            assert brand["id"].startswith("bra_")
            path = f"/brands/{brand['id']}"
            assert served.call("PATCH", path, {"name": "C"})["name"] == "C"
            assert served.call("GET", path)["description"] == "B"
            assert served.call("GET", "/brands")["brands"] == [brand | {"name": "C"}]
            assert served.call("GET", "/personas")["pagination"]["total"] == 0
            served.call("DELETE", path, status=204)
            served.call("GET", path, status=404)
            assert served.emulator.ledger == []

    def test_a_job(self, spec: Any) -> None:
        like(spec, "videos video vid_", "songs song son_")
        with closing(Served(spec)) as served:
            replica = served.call("POST", "/replicas", {"name": "Ada"}, 201)["id"]
            served.call("POST", "/songs", {"replica_id": "rep_nobody", "script": "La"}, 404)
            song = served.call("POST", "/songs", {"replica_id": replica, "script": "La"}, 201)
            bad = served.call("POST", "/songs", {"replica_id": replica, "script": "[fail]"}, 201)
            served.clock.advance(2)
            ready = served.call("GET", f"/songs/{song['id']}")
            assert httpx.get(ready["url"]).headers["content-type"] == "video/mp4"
            assert served.call("GET", f"/songs/{bad['id']}")["status"] == "failed"
            assert [item["id"] for item in served.call("GET", "/songs?status=ready")["songs"]] == [song["id"]]
            assert [(entry.kind, entry.id) for entry in served.emulator.ledger] == [
                ("songs", song["id"]),
                ("songs", bad["id"]),
            ]

    def test_fields_that_are_sent(self, spec: Any) -> None:
        schemas = spec["components"]["schemas"]
        schemas["PersonaCreate"]["properties"]["tags"] = {"type": "array", "items": {"type": "string"}}
        schemas["Persona"]["properties"]["tags"] = {"type": "array", "items": {"type": "string"}}
        with closing(Served(spec)) as served:
            body = {"name": "", "description": "", "voice_settings": {"pitch": 1, "speed": 1}, "tags": ["a"]}
            persona = served.call("POST", "/personas", body, 201)
            assert "tags" not in persona
            assert served.call("GET", f"/personas/{persona['id']}")["tags"] == ["a"]
            served.call("POST", "/personas", body | {"tags": [1]}, 400)

    def test_fields_that_only_the_server_knows(self, spec: Any) -> None:
        video = spec["components"]["schemas"]["Video"]
        invented = {
            "seconds": {"type": "number", "minimum": 0.5},
            "codec": {"type": "string", "examples": ["h264"]},
            "version": {"const": 3},
            "quality": {"enum": ["high", "low"]},
            "seen_at": {"$ref": "#/components/schemas/Timestamp"},
            "owner": {"type": "object", "required": ["name"], "properties": {"name": {"type": ["string", "null"]}}},
        }
        video["properties"] |= invented
        video["required"] += list(invented)
        with closing(Served(spec)) as served:
            replica = served.call("POST", "/replicas", {"name": "Ada"}, 201)["id"]
            made = served.call("POST", "/videos", {"replica_id": replica, "script": "x", "seconds": 7}, 201)
            served.clock.advance(1)
            video = served.call("GET", f"/videos/{made['id']}")
            assert {name: video[name] for name in invented} == {
                "seconds": 0.5,
                "codec": "h264",
                "version": 3,
                "quality": "high",
                "seen_at": made["created_at"],
                "owner": {"name": ""},
            }

    def test_a_reference(self, spec: Any) -> None:
        schemas = spec["components"]["schemas"]
        people = {"type": "array", "items": {"$ref": "#/components/schemas/PersonaId"}}
        schemas["VideoCreate"]["properties"]["cast"] = {"type": "object", "properties": {"people": people}}
        with closing(Served(spec)) as served:
            replica = served.call("POST", "/replicas", {"name": "Ada"}, 201)["id"]
            body = {"name": "", "description": "", "voice_settings": {"pitch": 1, "speed": 1}}
            persona = served.call("POST", "/personas", body, 201)["id"]
            video = {"replica_id": replica, "script": "x"}
            served.call("POST", "/videos", video | {"cast": {"people": [persona]}}, 201)
            served.call("POST", "/videos", video | {"cast": {"people": [persona, "nobody"]}}, 404)

    def test_a_status_that_comes_first(self, spec: Any) -> None:
        schemas = spec["components"]["schemas"]
        schemas["VideoStatus"]["enum"] = ["queued", "processing", "ready", "failed"]
        schemas["Video"]["x-job"]["working"] = ["queued", "processing"]
        schemas["VideoCreated"]["properties"]["status"]["enum"] = ["queued"]
        with closing(Served(spec)) as served:
            replica = served.call("POST", "/replicas", {"name": "Ada"}, 201)["id"]
            made = served.call("POST", "/videos", {"replica_id": replica, "script": "x"}, 201)
            seen = [made["status"]]
            for _ in range(4):
                seen.append(served.call("GET", f"/videos/{made['id']}")["status"])
                served.clock.advance(0.75)
            assert seen == ["queued", "queued", "queued", "processing", "ready"]
            assert served.call("GET", "/videos?status=queued")["videos"] == []

    def test_a_value_and_a_filter(self, spec: Any) -> None:
        spec["components"]["schemas"]["ConversationStatus"]["enum"].append("paused")
        rename = {"name": "replica_id", "in": "query", "schema": {"$ref": "#/components/schemas/ReplicaId"}}
        spec["paths"]["/conversations"]["get"]["parameters"].append(rename)
        with closing(Served(spec)) as served:
            ada, bob = (served.call("POST", "/replicas", {"name": name}, 201)["id"] for name in ("Ada", "Bob"))
            talks = [served.call("POST", "/conversations", {"replica_id": r}, 201) for r in (ada, bob, ada)]
            assert served.call("GET", "/conversations?status=paused")["conversations"] == []
            found = served.call("GET", f"/conversations?replica_id={ada}&status=active&limit=1&page=2")
            assert found == {"conversations": [talks[0]], "pagination": {"total": 2, "page": 2, "pages": 2}}

    def test_filters_of_every_kind(self, spec: Any) -> None:
        schemas, kinds = spec["components"]["schemas"], {"size": "number", "public": "boolean", "year": "integer"}
        for name, kind in kinds.items():
            for schema in ("PersonaCreate", "PersonaListItem"):
                schemas[schema]["properties"][name] = {"type": kind}
            filter_by = {"name": name, "in": "query", "required": kind == "integer", "schema": {"type": kind}}
            spec["paths"]["/personas"]["get"]["parameters"].append(filter_by)
        with closing(Served(spec)) as served:
            body = {"name": "", "description": "", "voice_settings": {"pitch": 1, "speed": 1}}
            for size, public in ((1.5, True), (-20, True), (1.5, False)):
                served.call("POST", "/personas", body | {"size": size, "public": public, "year": 1999}, 201)

            def found(query: str) -> int:
                total = served.call("GET", f"/personas?year=1999&{query}")["pagination"]["total"]
                assert isinstance(total, int)
                return total

            totals = {"public=true": 2, "public=false": 1, "size=1.5": 2, "size=-2e1": 1, "size=7": 0}
            assert {query: found(query) for query in totals} == totals
            assert "is missing" in served.call("GET", "/personas", status=400)["message"]
            for query in ("public=1", "public=True", "size=x", "size=1e999", f"size={'9' * 5000}", "size=nan"):
                served.call("GET", f"/personas?year=1999&{query}", status=400)

    def test_a_condition_that_an_update_meets(self, spec: Any) -> None:
        schemas = spec["components"]["schemas"]
        state = {"type": "string", "enum": ["open", "closed"]}
        closed_at = {"$ref": "#/components/schemas/Timestamp", "x-present-when": {"state": "closed"}}
        schemas["Persona"]["properties"] |= {"state": state, "closed_at": closed_at}
        schemas["Persona"]["required"].append("state")
        schemas["PersonaUpdate"]["properties"]["state"] = state
        with closing(Served(spec)) as served:
            body = {"name": "", "description": "", "voice_settings": {"pitch": 1, "speed": 1}}
            path = f"/personas/{served.call('POST', '/personas', body, 201)['id']}"
            assert served.call("GET", path)["state"] == "open"
            then = timestamp(served.clock.advance(5))
            served.call("PATCH", path, {"state": "closed"})
            served.clock.advance(5)
            served.call("PATCH", path, {"name": "x"})
            assert served.call("GET", path)["closed_at"] == then
            served.call("PATCH", path, {"state": "open"})
            assert "closed_at" not in served.call("GET", path)

    def test_another_prefix_and_another_header(self, spec: Any) -> None:
        spec["servers"][0]["url"] = "https://api.twintone.ai/v2/"
        spec["components"]["securitySchemes"]["apiKey"]["name"] = "X-Key"
        with Emulator(spec=spec) as emulator:
            assert emulator.base_url.endswith("/v2")
            assert httpx.get(emulator.base_url + "/videos", headers={"x-key": "k"}).status_code == 200
            assert httpx.get(emulator.base_url + "/videos", headers={"x-api-key": "k"}).status_code == 401


def test_a_schema_may_contain_itself(spec: Any) -> None:
    replica = spec["components"]["schemas"]["Replica"]
    replica["properties"]["made_from"] = {"$ref": "#/components/schemas/Replica"}
    with closing(Served(spec)) as served:
        assert served.call("POST", "/replicas", {"name": "x"}, 201)["name"] == "x"
