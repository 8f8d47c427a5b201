"""Each mistake in the description gives a sentence that points at it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from scripts.spec import at, join, tokens
from scripts.spec_check import check
from tests.sample import load_sample

SPEC = load_sample()

Mutation = Callable[[dict[str, Any]], None]


def put(pointer: str, value: Any) -> Mutation:
    def mutate(spec: dict[str, Any]) -> None:
        parent, key = _parent(spec, pointer)
        parent[key] = value

    return mutate


def drop(pointer: str) -> Mutation:
    def mutate(spec: dict[str, Any]) -> None:
        parent, key = _parent(spec, pointer)
        del parent[key]

    return mutate


def _parent(spec: dict[str, Any], pointer: str) -> tuple[Any, Any]:
    *above, key = tokens(pointer)
    parent = at(spec, join("#", *above))
    return parent, int(key) if isinstance(parent, list) else key


def mutated(mutation: Mutation) -> dict[str, Any]:
    spec = copy.deepcopy(SPEC)
    mutation(spec)
    return spec


VIDEOS, VIDEO = "#/paths/~1videos", "#/paths/~1videos~1{video_id}"
END = "#/paths/~1conversations~1{conversation_id}/post"
SCHEMAS, PARAMETERS, LINKS = "#/components/schemas", "#/components/parameters", "#/components/links"
JSON = "content/application~1json"

SHAPE = [
    (drop("#/paths"), "#/paths: the description needs paths"),
    (put("#/openapi", "3.0.3"), "#/openapi: this must be a version 3.1"),
    (put("#/paths", ["get"]), "#/paths: this must be a mapping"),
    (put("#/paths/videos", {}), "#/paths/videos: a path begins with a slash"),
    (put(VIDEOS, None), "#/paths/~1videos: this, the path, must be a mapping"),
    (put(f"{VIDEOS}/get/parameters", {}), f"{VIDEOS}/get/parameters: this must be a list"),
    (put(f"{SCHEMAS}/Video/properties/url", "uri"), f"{SCHEMAS}/Video/properties/url: this, the schema, must be"),
    (lambda spec: spec["paths"]["/videos"]["get"]["responses"].update({200: {}}), "the key 200 is no text"),
    (put("#/x-limits/timeout_seconds", float("inf")), "#/x-limits/timeout_seconds: inf is no JSON number"),
    (put("#/info/version", {1, 2}), "#/info/version: a set is no JSON value"),
    (lambda spec: spec["info"].update(contact=spec["info"]), "#/info/contact: this holds itself"),
    (put(f"{PARAMETERS}/Page/name", 5), f"{PARAMETERS}/Page/name: a parameter needs the text name"),
]
REFERENCES = [
    (drop(f"{SCHEMAS}/VideoStatus"), f"{SCHEMAS}/Video/properties/status/$ref: #/components/schemas/VideoStatus leads"),
    (put(f"{SCHEMAS}/VideoId", {"$ref": f"{SCHEMAS}/VideoId"}), f"{SCHEMAS}/VideoId/$ref: The reference"),
    (
        put(f"{VIDEOS}/get/responses/400/$ref", f"{SCHEMAS}/Video"),
        f"{VIDEOS}/get/responses/400/$ref: a response can only refer to #/components/responses",
    ),
    (put(f"{SCHEMAS}/Video/properties/id/$ref", "other.yaml#/Id"), f"{SCHEMAS}/Video/properties/id/$ref: a schema"),
]
KEYWORDS = [
    (put(f"{SCHEMAS}/VideoId/minLenght", 1), f"{SCHEMAS}/VideoId/minLenght: minLenght is no keyword"),
    (put(f"{SCHEMAS}/Video/if", {}), f"{SCHEMAS}/Video/if: if is no keyword"),
    (put(f"{SCHEMAS}/Video/required", "id"), f"{SCHEMAS}/Video/required: this is not valid"),
    (put(f"{SCHEMAS}/VideoId/pattern", "("), f"{SCHEMAS}/VideoId/pattern: this is not valid"),
    (put(f"{SCHEMAS}/VideoId/pattern", "^vid_"), f"{SCHEMAS}/VideoId/pattern: the docs state no pattern"),
    (put(f"{SCHEMAS}/VideoId/maxLength", 99), f"{SCHEMAS}/VideoId/maxLength: the docs state no maxLength"),
    (put(f"{SCHEMAS}/VideoId/minLength", 4), f"{SCHEMAS}/VideoId/minLength: the docs ask for no more"),
    (put(f"{SCHEMAS}/PageLimit/maximum", 100), f"{SCHEMAS}/PageLimit/maximum: the docs state no maximum"),
    (put(f"{SCHEMAS}/PageLimit/default", 20), f"{SCHEMAS}/PageLimit/default: the docs state no default"),
    (put(f"{SCHEMAS}/PageLimit/multipleOf", 2), f"{SCHEMAS}/PageLimit/multipleOf: the docs state no multipleOf"),
    (put(f"{SCHEMAS}/VideoList/properties/videos/maxItems", 9), f"{SCHEMAS}/VideoList/properties/videos/maxItems: the"),
    (drop(f"{SCHEMAS}/VideoList/properties/videos/items"), f"{SCHEMAS}/VideoList/properties/videos: an array needs"),
    (put(f"{SCHEMAS}/Timestamp/format", "datetime"), f"{SCHEMAS}/Timestamp/format: 'datetime' is no known format"),
]
EVIDENCE = [
    (put(f"{SCHEMAS}/Video/x-evidnce", "inferred: so"), f"{SCHEMAS}/Video/x-evidnce: x-evidnce is no known key"),
    (put(f"{SCHEMAS}/Video/X-Evidence", "inferred: so"), f"{SCHEMAS}/Video/X-Evidence: X-Evidence is no known key"),
    (put("#/paths/x-note", {"get": 5}), "#/paths/x-note: x-note is no known key"),
    (put(f"{VIDEOS}/post/responses/201/links/x-note", 5), f"{VIDEOS}/post/responses/201/links/x-note: x-note is no"),
    (put(f"{VIDEOS}/post/x-evidence/name", "guessed: so"), f"{VIDEOS}/post/x-evidence/name: evidence is"),
    (put("#/servers/0/x-evidence", "inferred: "), "#/servers/0/x-evidence: evidence is"),
    (put("#/servers/0/x-evidence", ["inferred: so"]), "#/servers/0/x-evidence: evidence is"),
    (put(f"{SCHEMAS}/Timestamp/x-evidence", {}), f"{SCHEMAS}/Timestamp/x-evidence: an empty map"),
    (put(f"{SCHEMAS}/Timestamp/x-evidence/look", "inferred: so"), f"{SCHEMAS}/Timestamp/x-evidence/look: look is no"),
    (put(f"{SCHEMAS}/Timestamp/x-evidence/values", "inferred: so"), f"{SCHEMAS}/Timestamp/x-evidence/values: this"),
    (drop(f"{SCHEMAS}/VideoId/x-evidence"), f"{SCHEMAS}/VideoId: the docs state no bounds"),
    (drop(f"{SCHEMAS}/PersonaUpdate/x-evidence/bounds"), f"{SCHEMAS}/PersonaUpdate: the docs state no bounds"),
    (drop(f"{SCHEMAS}/Pagination/properties/page/x-evidence"), f"{SCHEMAS}/Pagination/properties/page: the docs state"),
]
PRESENCE = f"{SCHEMAS}/Video/properties/url/x-present-when"
JOB, PAGE, SETTLED = f"{SCHEMAS}/Speech/x-job", f"{SCHEMAS}/VideoList/x-page", f"{END}/x-settled-when"
HINTS = [
    (put(PRESENCE, {"state": "ready"}), f"{PRESENCE}: the property url has no sibling state"),
    (put(PRESENCE, {"url": "ready"}), f"{PRESENCE}: the property url has no sibling url"),
    (put(PRESENCE, {"status": "done"}), f"{PRESENCE}: 'done' is no value of status"),
    (put(PRESENCE, {"status": "ready", "id": "a"}), f"{PRESENCE}: this must name one sibling"),
    (put(PRESENCE, "ready"), f"{PRESENCE}: this must name one sibling"),
    (put(f"{SCHEMAS}/Video/required", ["id", "url"]), f"{PRESENCE}: url cannot be required"),
    (put(f"{SCHEMAS}/Video/x-present-when", {"status": "ready"}), f"{SCHEMAS}/Video/x-present-when: only a property"),
    (put(f"{VIDEOS}/get/x-present-when", {}), f"{VIDEOS}/get/x-present-when: x-present-when means nothing on this op"),
    (put(f"{JOB}/result", "link"), f"{JOB}/result: the schema has no property 'link'"),
    (put(f"{JOB}/status", "state"), f"{JOB}/status: the schema has no property 'state'"),
    (put(f"{JOB}/succeeded", ["ready", "done"]), f"{JOB}: 'done' is no value of the property 'status'"),
    (put(f"{JOB}/failed", ["failed", "ready"]), f"{JOB}: the status 'ready' must stand in exactly one"),
    (put(f"{SCHEMAS}/SpeechStatus/enum", ["processing", "ready", "failed", "queued"]), f"{JOB}: the status 'queued'"),
    (put(f"{JOB}/working", []), f"{JOB}/working: this must list at least one status"),
    (drop(f"{JOB}/failed"), f"{JOB}: the key failed is missing"),
    (put(f"{JOB}/cancelled", []), f"{JOB}/cancelled: cancelled is no known key"),
    (put(JOB, "status"), f"{JOB}: this must be a mapping"),
    (put(f"{SCHEMAS}/VideoStatus/x-job", SPEC["components"]["schemas"]["Video"]["x-job"]), "only an object schema"),
    (put(f"{VIDEOS}/get/x-job", {}), f"{VIDEOS}/get/x-job: x-job means nothing on this operation"),
    (put(f"{PAGE}/items", "items"), f"{PAGE}/items: 'items' is no array property"),
    (put(f"{PAGE}/items", "pagination"), f"{PAGE}/items: 'pagination' is no array property"),
    (put(f"{PAGE}/pages", "/pagination/count"), f"{PAGE}/pages: '/pagination/count' does not lead to an integer"),
    (put(f"{PAGE}/page", "pagination"), f"{PAGE}/page: 'pagination' does not lead"),
    (put(f"{PAGE}/parameter", "offset"), f"{PAGE}/parameter: GET /videos has no query parameter 'offset'"),
    (put(f"{PAGE}/limit", "per_page"), f"{PAGE}/limit: GET /videos has no query parameter 'per_page'"),
    (put(f"{PAGE}/created", "made_at"), f"{PAGE}/created: 'made_at' is no date-time property of the items"),
    (put(f"{PAGE}/created", ["created_at"]), f"{PAGE}/created: ['created_at'] is no date-time property of the items"),
    (put(f"{PAGE}/limit", ["limit"]), f"{PAGE}/limit: GET /videos has no query parameter ['limit']"),
    (drop(f"{PAGE}/page"), f"{PAGE}: the key page is missing"),
    (put(PAGE, []), f"{PAGE}: this must be a mapping"),
    (put(f"{SCHEMAS}/Video/x-page", SPEC["components"]["schemas"]["VideoList"]["x-page"]), "Video/x-page/items"),
    (put(f"{SCHEMAS}/Pagination/x-page", {}), f"{SCHEMAS}/Pagination/x-page: no operation answers"),
    (put(f"{SETTLED}/operation", "getTalk"), f"{SETTLED}/operation: there is no operation 'getTalk'"),
    (put(f"{SETTLED}/operation", "getVideo"), f"{SETTLED}/operation: getVideo is no other operation on the path"),
    (put(f"{SETTLED}/values", {"status": "over"}), f"{SETTLED}/values/status: 'over' is in no enum status"),
    (put(f"{SETTLED}/values", {"state": "ended"}), f"{SETTLED}/values/state: 'ended' is in no enum state"),
    (put(f"{SETTLED}/values", {}), f"{SETTLED}/values: this must name at least one property"),
    (put(SETTLED, None), f"{SETTLED}: this must be a mapping"),
    (drop("#/x-limits"), "#/x-limits: the description needs x-limits"),
    (drop("#/x-limits/timeout_seconds"), "#/x-limits: the key timeout_seconds is missing"),
    (put("#/x-limits/keep_alive_sockets", True), "#/x-limits/keep_alive_sockets: this must be a whole number"),
    (put("#/x-limits/rate_limit_scope", 7), "#/x-limits/rate_limit_scope: this must be a text"),
    (put("#/x-limits", "none"), "#/x-limits: this must be a mapping"),
    (put("#/x-limits/x-evidence", "corrected: so"), "#/x-limits/x-evidence: this must be a mapping"),
    (put("#/x-limits/x-evidence", {"bursts": "corrected: so"}), "#/x-limits/x-evidence/bursts: bursts is no known key"),
    (
        put("#/x-limits/x-evidence", {"timeout_seconds": "inferred: so"}),
        "#/x-limits/x-evidence/timeout_seconds: evidence of a limit is 'corrected: why'",
    ),
    (drop(f"{VIDEOS}/get/x-method"), f"{VIDEOS}/get/x-method: GET /videos needs a method name"),
    (put(f"{VIDEOS}/get/x-method", "list-all"), f"{VIDEOS}/get/x-method: GET /videos needs a method name"),
    (put(f"{VIDEOS}/get/x-method", "import"), f"{VIDEOS}/get/x-method: GET /videos needs a method name"),
    (put(f"{VIDEOS}/post/x-method", "list"), f"{VIDEOS}/post/x-method: videos.list is already the method of GET"),
    (drop(f"{VIDEO}/get/x-repeatable"), f"{VIDEO}/get/x-repeatable: GET /videos/{{video_id}} must say true or false"),
    (put(f"{VIDEO}/get/x-repeatable", "yes"), f"{VIDEO}/get/x-repeatable: GET /videos/{{video_id}} must say"),
]
OPERATIONS = [
    (drop(f"{VIDEOS}/get/operationId"), f"{VIDEOS}/get/operationId: GET /videos needs an identifier"),
    (put(f"{VIDEOS}/get/operationId", "getVideo"), "operationId: getVideo is already the name of GET /videos"),
    (drop(f"{VIDEOS}/get/tags"), f"{VIDEOS}/get/tags: GET /videos needs exactly one tag"),
    (put(f"{VIDEOS}/get/tags", ["videos", "speech"]), f"{VIDEOS}/get/tags: GET /videos needs exactly one tag"),
    (put(f"{VIDEOS}/get/tags", ["films"]), f"{VIDEOS}/get/tags: the tag 'films' is not declared"),
    (drop(f"{VIDEOS}/get/summary"), f"{VIDEOS}/get/summary: GET /videos needs a summary"),
    (put(f"{VIDEOS}/get/description", " "), f"{VIDEOS}/get/description: GET /videos needs a description"),
    (drop(f"{VIDEOS}/get/responses/200"), f"{VIDEOS}/get/responses: GET /videos has no 2xx answer"),
    *[
        (drop(f"{VIDEOS}/get/responses/{status}"), f"{VIDEOS}/get/responses: GET /videos does not list {status}")
        for status in ("400", "401", "429", "500", "502", "default")
    ],
    (drop(f"{VIDEO}/get/responses/404"), f"{VIDEO}/get/responses: GET /videos/{{video_id}} does not list 404"),
    (drop(f"{VIDEOS}/post/responses/404"), f"{VIDEOS}/post/responses: POST /videos does not list 404, though its body"),
    (drop(f"{PARAMETERS}/Limit/description"), f"{PARAMETERS}/Limit: this parameter needs a description"),
    (drop(f"{SCHEMAS}/Video/description"), f"{SCHEMAS}/Video: this schema needs a description"),
    (drop(f"{SCHEMAS}/Video/properties/name/description"), f"{SCHEMAS}/Video/properties/name: this schema needs a"),
    (drop(f"{VIDEOS}/post/requestBody/{JSON}/examples"), f"{VIDEOS}/post/requestBody/{JSON}: POST /videos needs an ex"),
    (drop(f"{VIDEOS}/post/responses/201/{JSON}/examples"), f"{VIDEOS}/post/responses/201/{JSON}: POST /videos needs"),
]
EXAMPLE = f"{VIDEO}/get/responses/200/{JSON}/examples"
EXAMPLES = [
    (drop(f"{EXAMPLE}/ready/value/url"), f"{EXAMPLE}/ready: the example does not fit"),
    (put(f"{EXAMPLE}/failed/value/url", "https://a.example/b"), f"{EXAMPLE}/failed: the example does not fit its sc"),
    (put(f"{EXAMPLE}/ready/value/status", "done"), f"{EXAMPLE}/ready: the example does not fit its schema at /status"),
    (put(f"{EXAMPLE}/ready/value/created_at", "today"), f"{EXAMPLE}/ready: the example does not fit its schema at /cr"),
    (put(f"{EXAMPLE}/ready/value/url", "here"), f"{EXAMPLE}/ready: the example does not fit its schema at /url"),
    (put(f"{EXAMPLE}/ready/value/nmae", "A"), f"{EXAMPLE}/ready: the example does not fit its schema at the whole"),
    (drop(f"{EXAMPLE}/ready/value"), f"{EXAMPLE}/ready: the example does not fit"),
    (put(f"{PARAMETERS}/Page/example", 0), f"{PARAMETERS}/Page/example: the example does not fit"),
    (put(f"{SCHEMAS}/VideoStatus/examples", ["done"]), f"{SCHEMAS}/VideoStatus/examples/0: the example does not fit"),
    (
        put("#/components/responses/NotFound/content/application~1json/examples/missing/value/status", "404"),
        "#/components/responses/NotFound/content/application~1json/examples/missing: the example does not fit",
    ),
]
REPLICA = "#/paths/~1replicas/post/responses/201/links"
FOLLOW_UPS = [
    (put(f"{LINKS}/GetVideo/operationId", "getFilm"), f"{LINKS}/GetVideo/operationId: there is no operation 'getFilm'"),
    (drop(f"{LINKS}/GetVideo/operationId"), f"{LINKS}/GetVideo/operationId: a link needs the text operationId"),
    (put(f"{LINKS}/GetVideo/parameters", {"id": "a"}), f"{LINKS}/GetVideo/parameters/id: getVideo knows no id"),
    (drop(f"{LINKS}/GetVideo/parameters"), f"{LINKS}/GetVideo/parameters: the link must give getVideo its video_id"),
    (put(f"{LINKS}/GetVideo/parameters", []), f"{LINKS}/GetVideo/parameters: this must be a mapping"),
    (put(f"{LINKS}/FilmReplica/requestBody/text", "a"), f"{LINKS}/FilmReplica/requestBody/text: createVideo knows no"),
    (drop(f"{LINKS}/FilmReplica/requestBody/script"), f"{LINKS}/FilmReplica/requestBody: the link must give createVid"),
    (
        put(f"{LINKS}/GetListedVideo/parameters/video_id", "$response.body#/items/0/id"),
        f"{VIDEOS}/get/responses/200/links/getFirst: the answer of GET /videos has nothing at /items/0/id",
    ),
    (
        put(f"{LINKS}/GetVideo/parameters/video_id", "$response.body#/status"),
        f"{VIDEOS}/post/responses/201/links/get: /status in the answer of POST /videos is not the video_id",
    ),
    (
        drop(f"{VIDEOS}/post/responses/201/links/get"),
        f"{VIDEOS}/post/responses/201/links: no link of POST /videos leads",
    ),
    (drop(f"{VIDEOS}/get/responses/200/links"), f"{VIDEOS}/get/responses/200/links: no link of GET /videos leads to"),
    (drop(f"{REPLICA}/film"), f"{REPLICA}: no link of POST /replicas leads to createVideo"),
    (drop(f"{REPLICA}/talk"), f"{REPLICA}: no link of POST /replicas leads to createConversation"),
    (
        drop("#/paths/~1personas/post/responses/201/links/speak"),
        "#/paths/~1personas/post/responses/201/links: no link of POST /personas leads to createSpeech",
    ),
]


@pytest.mark.parametrize(
    ("mutation", "expected"),
    [
        pytest.param(mutation, expected, id=expected)
        for table in (SHAPE, REFERENCES, KEYWORDS, EVIDENCE, HINTS, OPERATIONS, EXAMPLES, FOLLOW_UPS)
        for mutation, expected in table
    ],
)
def test_each_mistake_is_found_where_it_stands(mutation: Mutation, expected: str) -> None:
    findings = check(mutated(mutation))
    assert any(expected in finding for finding in findings), findings
    assert all(finding.startswith("#") and ": " in finding and finding.endswith(".") for finding in findings)
