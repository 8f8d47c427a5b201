"""Sync and async: every operation exists twice, looks the same, and sends the same."""

from __future__ import annotations

import asyncio
import importlib
import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from scripts import spec as specs
from tests.raw_server import RawServer, answer
from twintone import AsyncTwinTone, TwinTone
from twintone_api import workflows

SPEC = specs.load()
OPERATIONS = {operation.operation_id: operation for operation in specs.operations(SPEC)}
RESOURCES = [tag["name"] for tag in SPEC["tags"]]


def resource_class(prefix: str, resource: str) -> Any:
    owner = getattr(workflows, f"{prefix}Workflows")
    module = importlib.import_module(f"twintone_api.workflows.{resource}")
    return get_type_hints(getattr(owner, resource).func, vars(module))["return"]


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_operation_is_a_method_of_both_clients(operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    name = operation.raw["x-method"]
    sync, asynchronous = (getattr(resource_class(prefix, operation.tag), name) for prefix in ("", "Async"))
    assert inspect.signature(sync) == inspect.signature(asynchronous)
    assert inspect.getdoc(sync) == inspect.getdoc(asynchronous)
    assert inspect.iscoroutinefunction(asynchronous)
    assert not inspect.iscoroutinefunction(sync)


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_workflow_is_a_method_of_both_clients(resource: str) -> None:
    sync, asynchronous = (resource_class(prefix, resource) for prefix in ("", "Async"))

    def parameters(method: Callable[..., Any]) -> str:
        signature = str(inspect.signature(method).replace(return_annotation=inspect.Signature.empty))
        return signature.replace("AsyncJobs", "Jobs")  # only an event loop takes from asynchronous iterables

    public = {
        name: parameters(method) for name, method in inspect.getmembers(sync, inspect.isfunction) if name[0] != "_"
    }
    assert public == {
        name: parameters(method)
        for name, method in inspect.getmembers(asynchronous, inspect.isfunction)
        if name[0] != "_"
    }
    assert "iterate" in public


# An answer that every operation can read.
ANYTHING = {"id": "some_1", "status": "ended", **{tag: [] for tag in RESOURCES}}


def arguments(operation: specs.Operation) -> tuple[list[str], dict[str, Any]]:
    """Takes the examples of the spec as arguments."""
    path = [parameter["example"] for parameter in operation.parameters if parameter["in"] == "path"]
    query = {item["name"]: item["example"] for item in operation.parameters if item["in"] == "query"}
    body = operation.raw.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples: list[dict[str, Any]] = [example["value"] for example in body.get("examples", {}).values()]
    return path, {**query, **(examples[0] if examples else {})}


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_both_clients_send_the_same(operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    path, keywords = arguments(operation)
    with RawServer(answer(200, ANYTHING)) as server:

        async def ask() -> None:
            async with AsyncTwinTone("key-1", base_url=server.url) as client:
                await getattr(getattr(client, operation.tag), operation.raw["x-method"])(*path, **keywords)

        with TwinTone("key-1", base_url=server.url) as client:
            getattr(getattr(client, operation.tag), operation.raw["x-method"])(*path, **keywords)
        asyncio.run(ask())
        sync, asynchronous = server.requests
    assert sync == asynchronous
    assert sync.method == operation.method
    assert sync.headers["x-api-key"] == "key-1"
