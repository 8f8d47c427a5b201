"""Servers that make a mistake: a right one behind a channel that changes what is asked or answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from tests.contract.channel import Channel
from tests.contract.exchange import Answer, Request

Ask = Callable[[Request], Answer]
Mistake = Callable[[Request, Ask], Answer]


class Wrong:
    """A channel to a server that makes a mistake."""

    def __init__(self, channel: Channel, mistake: Mistake) -> None:
        self._channel, self._mistake = channel, mistake

    def send(self, request: Request) -> Answer:
        return self._mistake(request, self._channel.send)

    def close(self) -> None:
        self._channel.close()


def _path(request: Request, **changes: str) -> Request:
    query = dict(parse_qsl(request.target.partition("?")[2])) | changes
    kept = {name: value for name, value in query.items() if value}
    return replace(request, target=f"{request.path}?{urlencode(kept)}" if kept else request.path)


def _get(request: Request) -> Request:
    return replace(request, method="GET", target=request.path, body=None)


def delete_does_nothing(request: Request, ask: Ask) -> Answer:
    answer = ask(_get(request) if request.method == "DELETE" else request)
    return Answer(204) if request.method == "DELETE" and answer.succeeded else answer


def update_is_not_kept(request: Request, ask: Ask) -> Answer:
    if request.method != "PATCH" or not request.path.startswith("/personas/"):
        return ask(request)
    before = ask(_get(request)).object
    answer = ask(request)
    kept = {name: before[name] for name in ("name", "description", "voice_settings") if name in before}
    ask(replace(request, body=json.dumps(kept).encode()))
    return answer


def filter_is_ignored(request: Request, ask: Ask) -> Answer:
    ignored = "?" in request.target and request.path == "/speech" and "processing" in request.target
    return ask(_path(request, status="") if ignored else request)


def page_two_repeats_page_one(request: Request, ask: Ask) -> Answer:
    if "page=2" not in request.target.replace("?", "&").split("&"):
        return ask(request)
    answer = ask(_path(request, page="1"))
    body = dict(answer.object)
    body["pagination"] = {**body["pagination"], "page": 2}
    return replace(answer, body=json.dumps(body).encode())


class StatusGoesBackwards:
    """Each video is working again when it is read for the third time after it was ready."""

    def __init__(self) -> None:
        self.reads: dict[str, int] = {}

    def __call__(self, request: Request, ask: Ask) -> Answer:
        answer = ask(request)
        if request.method == "GET" and answer.object.get("status") == "ready":
            self.reads[request.path] = self.reads.get(request.path, 0) + 1
            if self.reads[request.path] % 3 == 0:
                body = {**answer.object, "status": "processing"}
                del body["url"]
                return replace(answer, body=json.dumps(body).encode())
        return answer


def update_touches_the_newest_too(request: Request, ask: Ask) -> Answer:
    answer = ask(request)
    if request.method == "PATCH" and request.path.startswith("/replicas/") and answer.succeeded:
        newest = ask(replace(_get(request), target="/replicas?limit=1")).object["replicas"][0]
        ask(replace(request, target=f"/replicas/{newest['id']}"))
    return answer


def refused_update_is_kept(request: Request, ask: Ask) -> Answer:
    answer = ask(request)
    if request.method == "PATCH" and answer.status == 400 and b'"name": "' in (request.body or b""):
        name = json.loads(request.body or b"")["name"]
        ask(replace(request, body=json.dumps({"name": name}).encode()))
    return answer


MISTAKES: dict[str, tuple[Callable[[], Mistake], str]] = {
    "delete does nothing": (lambda: delete_does_nothing, "deleted-gone"),
    "update is not kept": (lambda: update_is_not_kept, "sent-kept"),
    "filter is ignored": (lambda: filter_is_ignored, "filter-kept"),
    "page two repeats page one": (lambda: page_two_repeats_page_one, "page-content"),
    "status goes backwards": (StatusGoesBackwards, "status-forward"),
    "update touches the newest too": (lambda: update_touches_the_newest_too, "sent-kept"),
    "refused update is kept": (lambda: refused_update_is_kept, "sent-kept"),
}
