"""Calls of clients that compare answers with the spec."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any

import pytest

from scripts import spec as specs
from tests.contract.api import Api
from tests.contract.mutants.recipes import usual
from tests.raw_server import KEY
from twintone import AsyncTwinTone, TwinTone
from twintone.spec import load

TYPE = "content-type: application/json"
NOW = "2026-01-15T09:30:00Z"
API = Api(load())


def completed(name: str, **fields: object) -> dict[str, Any]:
    """Returns the fields with examples of all others that must stand beside them in a schema of the spec.

    Args:
        name: The name of the schema.
        fields: Those that matter.
    """
    schema = {"$ref": f"#/components/schemas/{name}"}
    required = specs.resolve(API.spec, schema).get("required", ())
    body = dict(fields)
    for other, node in specs.properties(API.spec, schema).items():
        when = node.get("x-present-when", {})
        if other in required or (when and when.items() <= fields.items()):
            body.setdefault(other, usual(API, node))
    return body


WORKING = completed("VideoCreated", **completed("Video", id="vid_1", status="processing", created_at=NOW))
READY = completed("Video", id="vid_1", status="ready", created_at=NOW, url="https://media.example.com/1.mp4")
ODD_DATE = {**WORKING, "created_at": "yesterday"}

Call = Callable[[Any], Any]


def ask(make: Callable[..., Any], url: str, do: Call, **options: Any) -> Any:
    """Does something with a client of either kind."""

    async def main() -> Any:
        client = make(KEY, base_url=url, **{"validate": True, **options})
        try:
            result = do(client)
            return await result if isawaitable(result) else result
        finally:
            closed = client.close()
            if isawaitable(closed):
                await closed

    return asyncio.run(main())


BOTH = pytest.mark.parametrize("make", [TwinTone, AsyncTwinTone])


def create(client: Any) -> Any:
    return client.videos.create(replica_id="rep_1", script="Hello")


def create_and_wait(client: Any, **hooks: Any) -> Any:
    return client.videos.create_and_wait(replica_id="rep_1", script="Hello", **hooks)


def get(client: Any) -> Any:
    return client.videos.get("vid_1")
