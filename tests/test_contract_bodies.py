"""Bodies and slips of the contract layer: what the spec allows, and what it does not."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from scripts import spec as specs
from tests.contract.api import Api
from tests.contract.bodies import Bodies, Pick, fill
from tests.contract.exchange import Request
from tests.contract.slips import ID_SLIPS, body_slips, query_slips, wrong_id
from tests.contract.validity import Rulebook

API = Api()
WITH_BODY = [endpoint.id for endpoint in API.endpoints.values() if endpoint.body is not None]
WITH_QUERY = [endpoint.id for endpoint in API.endpoints.values() if endpoint.query]


@pytest.mark.parametrize("operation", WITH_BODY)
def test_samples_are_valid(operation: str) -> None:
    endpoint, rulebook, bodies = API.endpoints[operation], Rulebook(API), Bodies(API)
    samples = [bodies.sample(endpoint, n, optional=n % 2 == 0, fails=n % 3 == 0) for n in range(60)]
    samples += [bodies.sample_field(endpoint, name, 1) for name in endpoint.body_fields]
    assert all(rulebook.request(endpoint, _request(operation, body)).valid for body in samples)
    assert len({repr(body) for body in samples}) > 20 or not endpoint.body_fields


@pytest.mark.parametrize("operation", WITH_BODY)
def test_slips_are_wrong(operation: str) -> None:
    endpoint, rulebook, bodies = API.endpoints[operation], Rulebook(API), Bodies(API)
    slips = body_slips(bodies, endpoint)
    for slip in slips:
        validity = rulebook.request(endpoint, _request(operation, slip.apply(bodies.sample(endpoint, 1))))
        # Other keys are unknown fields; wrong ids are not the schema's to know.
        assert validity.invalid or validity.unclear or isinstance(slip.value, Pick), slip
    missing = {slip.path for slip in slips if not slip.name}
    schema = API.spec["components"]["schemas"][str((endpoint.body or {})["$ref"]).rpartition("/")[2]]
    assert {(name,) for name in schema.get("required", ())} <= missing


@pytest.mark.parametrize("operation", WITH_QUERY)
def test_query_slips_are_wrong(operation: str) -> None:
    endpoint, rulebook = API.endpoints[operation], Rulebook(API)
    slips = query_slips(Bodies(API), endpoint)
    schemas = {name: specs.resolve(API.spec, found["schema"]) for name, found in endpoint.query.items()}
    free = {name for name, schema in schemas.items() if schema["type"] == "string" and "enum" not in schema}
    assert {name for name, _ in slips} == schemas.keys() - free
    for name, text in slips:
        target = f"{endpoint.operation.path}?{urlencode({name: text})}"
        validity = rulebook.request(endpoint, Request("GET", target))
        assert validity.invalid or validity.unclear, (name, text)


@pytest.mark.parametrize("slip", ID_SLIPS)
@pytest.mark.parametrize("id_", ["vid_0", "1", "v", "ä"])
def test_wrong_ids_are_other_ids(id_: str, slip: str) -> None:
    assert wrong_id(id_, slip) not in ("", id_)


def _request(operation: str, body: Any) -> Request:
    content = json.dumps(fill(body, lambda pick: f"{pick.kind}-1")).encode()
    return Request(API.endpoints[operation].operation.method, "/", content, (("Content-Type", "application/json"),))
