"""Whatever JSON comes, a model is read as it is declared, or a DecodeError is raised."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import datetime
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twintone_api import models
from twintone_api.errors import DecodeError

TIMES = ["2026-01-15T09:30:00Z", "Thu, 15 Jan 2026 09:30:00 GMT", "15 Jan 2026", "10", "9" * 30]
MODELS = [found for name in models.__all__ if inspect.isclass(found := getattr(models, name)) and hasattr(found, "raw")]
TEXTS = st.text() | st.text("0123456789-+:/., TZWamp") | st.sampled_from(TIMES)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=8)


def answers_for(model: Any) -> st.SearchStrategy[Any]:
    """JSON that resembles a model, so that a good part of it can be read."""
    fields = {}
    for name, hint in get_type_hints(model).items():
        inner = next((arg for arg in (hint, *get_args(hint)) if arg in MODELS), None)
        like = answers_for(inner) if inner else JSON
        fields[name] = (st.lists(like) if get_origin(hint) is list else like) | JSON
    fields.pop("id", None)
    return st.fixed_dictionaries({"id": st.just("x") | JSON}, optional=fields)


def fits(value: Any, hint: Any) -> bool:
    """Whether a value has the declared type; an enum may have values that are not listed."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return any(fits(value, argument) for argument in arguments)
    if origin is list:
        return isinstance(value, list) and all(fits(item, arguments[0]) for item in value)
    if hint in MODELS:
        return isinstance(value, hint) and all(fits(getattr(value, n), h) for n, h in get_type_hints(hint).items())
    if hint is datetime:
        return isinstance(value, datetime) and value.tzinfo is not None
    expected = {Literal: str, Mapping: dict, float: int | float, Any: object}.get(origin or hint, hint)
    return isinstance(value, expected) and (hint in {bool, Any} or not isinstance(value, bool))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_any_json_is_read_as_declared_or_is_a_decode_error(model: Any) -> None:
    read = 0

    @settings(max_examples=50, deadline=None)
    @given(answers_for(model) | JSON)
    def check(data: Any) -> None:
        nonlocal read
        try:
            found = model.from_dict(data)
        except DecodeError:
            return
        read += 1
        assert fits(found, model), found

    check()
    assert read, "nothing could be read"


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_any_text_is_a_time_with_a_zone_or_none(text: str) -> None:
    found = models.Video.from_dict({"id": "v", "created_at": text}).created_at
    assert found is None or found.utcoffset() is not None
