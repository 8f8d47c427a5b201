"""Sections of the documentation page about parts of things, actions, and things of which there is but one."""

from __future__ import annotations

from tests.docs_edits import Change, both
from tests.proposing import before, listed


def section(title: str, *, query: str = "", request: str = "", answer: str = "") -> str:
    """Return what the page shows of an operation."""
    lines = [title, "In short.", title]
    if query:
        lines += ["In short.Query Parameters:", f"Which {query}", query.capitalize(), "(optional)", "Response:"]
    elif request:
        lines += ["In short.Request Body:", *_body(request), "Response:"]
    else:
        lines += ["In short.Response:"]
    return "\n".join([*lines, *(_body(answer) if answer else ["HTTP 204 No Content"])])


def _body(fields: str) -> list[str]:
    """Return an object, one field or bracket on each line."""
    text = fields.replace("{", "{\n").replace("[\n{", "[{").replace("[", "[\n").replace("}", "\n}").replace("]", "\n]")
    return ["{", *filter(None, (line.strip() for line in text.replace(", ", ",\n").split("\n"))), "}"]


def stated(*sections: str) -> Change:
    """Add operations to the page, to its index and in full."""
    titles = [text.partition("\n")[0] for text in sections]
    return both(listed(*titles), before("Error Handling", "\n".join(sections)))


ONE = '"id": "string", "text": "string"'
PAGES = '"pagination": {"total": 0, "page": 0, "pages": 0}'
MESSAGES = f'"messages": [{{{ONE}, "role": "user|replica", "created_at": "string"}}]'
CHANGES = {
    "usage": stated(section("GET /usage", answer='"minutes": 0, "period": "string"')),
    "account": stated(
        section("GET /account", answer='"id": "string", "email": "string", "roles": ["string"]'),
        section("PATCH /account", request='"email": "string"', answer='"email": "string"'),
    ),
    "settings": stated(
        section("PUT /settings", request='"language": "string"', answer='"language": "string", "saved_at": "string"'),
        section("GET /settings", answer='"language": "string"'),
    ),
    "messages": stated(section("GET /conversations/:id/messages", query="page", answer=f"{MESSAGES}, {PAGES}")),
    "messages without pages": stated(section("GET /conversations/:id/messages", answer=MESSAGES)),
    "one message": stated(
        section("GET /conversations/:id/messages", query="page", answer=f"{MESSAGES}, {PAGES}"),
        section("POST /conversations/:id/messages", request='"text": "string"', answer=ONE),
        section("GET /conversations/:id/messages/:message_id", answer=ONE),
        section("DELETE /conversations/:id/messages/:message_id"),
        section("POST /conversations/:id/messages/:message_id/flag", answer=ONE),
    ),
    "captions": stated(
        section("GET /videos/:id/captions", answer='"language": "string", "text": "string"'),
        section("PUT /videos/:id/captions", request='"text": "string"', answer='"id": "string", "text": "string"'),
        section("DELETE /videos/:id/captions"),
    ),
    "videos of a replica": stated(
        section("GET /replicas/:id/videos", query="page", answer=f'"videos": [{{{ONE}}}], {PAGES}')
    ),
    "publish": stated(
        section(
            "POST /videos/:id/publish",
            request='"channel": "string", "persona_id": "string"',
            answer='"id": "string", "status": "processing|ready|failed"',
        )
    ),
    "batch": stated(
        section(
            "POST /videos/batch",
            request='"scripts": ["string"]',
            answer='"jobs": [{"id": "string", "replica_id": "string"}]',
        )
    ),
    "stats": stated(section("GET /videos/stats", answer='"made": 0')),
    "replace": stated(
        section("PUT /personas/:id", request='"name": "string"', answer='"id": "string", "name": "string"'),
    ),
    "head": stated(section("HEAD /videos/:id"), section("OPTIONS /videos")),
    "all": stated(
        section("DELETE /videos"), section("PATCH /videos", request='"name": "string"', answer='"changed": 0')
    ),
    "songs of albums": stated(
        section(
            "POST /songs",
            request='"album_id": "string"',
            answer='"id": "string", "album": {"id": "string", "name": "string"}',
        ),
        section("GET /songs/:id", answer='"id": "string", "album_id": "string", "studio_id": "string"'),
        section("POST /albums", request='"name": "string"', answer='"id": "string", "name": "string"'),
        section(
            "GET /albums/:id", answer='"id": "string", "name": "string", "cover": {"id": "string", "url": "string"}'
        ),
    ),
    "named in the index alone": listed("GET /usage", "GET /conversations/:id/messages", "POST /videos/:id/publish"),
}
