"""Servers that answer the open questions of the spec in ways that it does not expect."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.contract.mutants.machinery import Behaviour, Call, Reply, Server, answer


async def plain(call: Call, server: Server) -> Reply:
    return await server.ask(call)


async def heading_names(call: Call, server: Server) -> Reply:
    """Knows only Page, Limit and Status."""
    if call.endpoint is not None and call.endpoint.page:
        query = {name.lower(): value for name, value in parse_qsl(call.query) if name[:1].isupper()}
        call = replace(call, query=urlencode(query))
    return await server.ask(call)


async def strict_names(call: Call, server: Server) -> Reply:
    """Refuses the names that it does not know, which are those of the spec."""
    if call.endpoint is not None and any(name.islower() for name in call.parameters):
        reply = await server.ask(call.with_parameters(page="0"))
        assert reply.status == 400
        return reply
    return await heading_names(call, server)


async def pages_from_0(call: Call, server: Server) -> Reply:
    if call.endpoint is None or not call.endpoint.page:
        return await server.ask(call)
    asked = call.parameters.get("page", "0")
    reply = await server.ask(call.with_parameters(page=int(asked) + 1) if asked.isdecimal() else call)
    if not reply.succeeded:
        return reply
    pagination = reply.json["pagination"]
    return reply.with_fields(pagination={**pagination, "page": pagination["page"] - 1})


async def silent_pages_from_0(call: Call, server: Server) -> Reply:
    """Calls every page the first; only the items show where it begins."""
    reply = await pages_from_0(call, server)
    if call.endpoint is None or not call.endpoint.page or not reply.succeeded:
        return reply
    return reply.with_fields(pagination={**reply.json["pagination"], "page": 1})


async def lenient_pages(call: Call, server: Server) -> Reply:
    """Takes page 0 for page 1, and 0 items for one."""
    changes = {name: "1" for name in ("page", "limit") if call.parameters.get(name) == "0"}
    return await server.ask(call.with_parameters(**changes))


async def no_pages(call: Call, server: Server) -> Reply:
    return await server.ask(call.with_parameters(page=None, limit=None))


async def status_200(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    return replace(reply, status=200) if reply.status == 201 else reply


async def ended_twice_409(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    return reply.with_status(409) if call.does("conversations", "end") and reply.status == 400 else reply


async def unknown_references_400(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    creates = call.endpoint is not None and call.endpoint.verb == "create"
    return reply.with_status(400) if creates and reply.status == 404 else reply


def _times(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {name: change(v) if name.endswith("_at") else _times(v, change) for name, v in value.items()}
    return [_times(inner, change) for inner in value] if isinstance(value, list) else value


def times(change: Any) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return reply.with_json(_times(reply.json, change)) if reply.succeeded and reply.body else reply

    return behave


def rfc_1123(value: str) -> str:
    return format_datetime(datetime.fromisoformat(value), usegmt=True)


def renamed_list(name: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if not call.does("replicas", "list") or not reply.succeeded:
            return reply
        return reply.with_json({name if key == "replicas" else key: value for key, value in reply.json.items()})

    return behave


async def bare_list(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    return reply.with_json(reply.json["videos"]) if call.does("videos", "list") and reply.succeeded else reply


async def join_url(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    made = call.does("conversations", "create") and reply.succeeded
    return reply.with_fields(join_url="https://rooms.example.com/secret-room") if made else reply


async def eager_urls(call: Call, server: Server) -> Reply:
    """Shows a URL for speech that is not ready."""
    reply = await server.ask(call)
    if call.does("speech", "get") and reply.json.get("status") == "failed":
        return reply.with_fields(url="https://media.example.com/x.wav")
    return reply


async def forgotten_names(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    if not call.does("speech", "get") or not reply.succeeded:
        return reply
    return reply.with_json({name: value for name, value in reply.json.items() if name != "name"})


async def whole_personas(call: Call, server: Server) -> Reply:
    """Wants all fields of a persona, or none."""
    if not call.does("personas", "update") or len(call.json) == 3:
        return await server.ask(call)
    return await server.ask(call.with_json({}) if call.json else call.with_json({"description": "same"}))


async def picky_replicas(call: Call, server: Server) -> Reply:
    return await server.ask(call.with_json({}) if call.does("replicas", "create") else call)


async def text_statuses(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    return reply.with_fields(status=str(reply.status)) if reply.status >= 400 else reply


async def limits_told(call: Call, server: Server) -> Reply:
    """Is busy once, and tells its limits in every answer."""
    if server.count("all") == 3:
        reply = answer(429, {"error": "SlowDown", "message": "", "status": 429})
        return replace(reply, headers=(*reply.headers, (b"retry-after", b"7"), (b"x-ratelimit-remaining", b"0")))
    reply = await server.ask(call)
    return replace(reply, headers=(*reply.headers, (b"x-ratelimit-limit", b"60")))


async def gateway(call: Call, server: Server) -> Reply:
    """Fails once with a proxy's page, and once with a status that the docs do not list."""
    number = server.count("all")
    if number == 8:
        return answer(502).with_body(b"<h1>Bad Gateway</h1>", b"text/html; charset=utf-8")
    return answer(503, {"error": "Busy", "message": "", "status": 503}) if number == 9 else await server.ask(call)
