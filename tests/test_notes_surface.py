"""What the notes read from a compiled package: all that people can use of it, and nothing else."""

from __future__ import annotations

import inspect
from typing import Any, get_args

import attrs
import pytest

from scripts import spec as specs
from scripts.generate import render
from scripts.notes.annotations import accepts
from scripts.notes.surface import Attribute, Class, Method, Namespace, Parameter, Values, read_surface
from twintone import TwinTone, errors, models

SURFACE = read_surface(dict(render(specs.load())))


def parameters(function: Any) -> dict[str, tuple[str, bool]]:
    """Returns the parameters that a caller gives, each with its annotation and whether it is required."""
    found = list(inspect.signature(function).parameters.values())
    return {
        ("**" if item.kind is item.VAR_KEYWORD else "") + item.name: (
            str(item.annotation),
            item.default is item.empty and item.kind is not item.VAR_KEYWORD,
        )
        for item in found
    }


def read(owner: str) -> dict[str, tuple[str, bool]]:
    items = {name: entry for name, entry in SURFACE.items() if name.startswith(f"{owner}(")}
    return {
        name.removeprefix(f"{owner}(").removesuffix(")"): (entry.type, entry.required)
        for name, entry in items.items()
        if isinstance(entry, Parameter)
    }


def test_it_has_every_method_with_its_signature() -> None:
    namespaces = [name for name, entry in SURFACE.items() if isinstance(entry, Namespace)]
    with TwinTone("key-1", base_url="http://127.0.0.1:9") as client:
        for namespace in namespaces:
            resource = getattr(client, namespace.removeprefix("client."))
            methods = {name: method for name, method in inspect.getmembers(resource, callable) if name[0] != "_"}
            found = {name.rpartition(".")[2]: entry for name, entry in SURFACE.items() if isinstance(entry, Method)
                     and name.startswith(f"{namespace}.")}  # fmt: skip
            assert found.keys() == methods.keys()
            for name, method in methods.items():
                assert read(f"{namespace}.{name}") == parameters(method)
                assert found[name].returns == inspect.signature(method).return_annotation
        tags = {tag["name"] for tag in specs.load()["tags"]}
        assert {name.removeprefix("client.") for name in namespaces} == tags


def test_it_has_every_model_with_its_attributes() -> None:
    classes = {name for name, entry in SURFACE.items() if isinstance(entry, Class) and entry.noun != "exception"}
    aliases = {name: entry for name, entry in SURFACE.items() if isinstance(entry, Values) and name != "Outcome"}
    assert classes | aliases.keys() == set(models.__all__)
    for name in classes:
        model = getattr(models, name)
        if attrs.has(model):
            found = {item.name: Attribute(str(item.type)) for item in attrs.fields(model)}
            assert {
                key.partition(".")[2]: entry for key, entry in SURFACE.items() if key.startswith(f"{name}.")
            } == found
    for name, entry in aliases.items():
        assert entry.values == set(get_args(getattr(models, name)))


def test_it_has_every_exception_with_its_status() -> None:
    found = {
        name: entry.note for name, entry in SURFACE.items() if isinstance(entry, Class) and entry.noun == "exception"
    }
    assert found.keys() < set(errors.__all__)
    assert found["RateLimitError"] == ", for the status 429"
    assert found["APIError"] == ""


def test_it_knows_which_values_are_sent() -> None:
    values = {name: entry.sent for name, entry in SURFACE.items() if isinstance(entry, Values)}
    assert all(values[name] for name in ("VideoStatus", "SpeechStatus", "ConversationStatus"))
    assert not values["VideoCreatedStatus"]


def test_a_model_that_is_sent_is_made_from_its_own_fields() -> None:
    assert read("VoiceSettings") == {"pitch": ("float | None", True), "speed": ("float | None", True)}
    assert read("VoiceSettingsDict") == {"pitch": ("float", True), "speed": ("float", True)}
    assert read("Video") == {}


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("str", "str", True),
        ("str | None", "str", True),
        ("str", "str | None", False),
        ("float", "int", True),
        ("int", "float", False),
        ("Any", "dict[str, int] | None", True),
        ("str", "Any", False),
        ("str | None", "VideoStatus | None", True),
        ("VideoStatus", "str", False),
        ("list[float] | None", "list[int]", True),
        ("list[int]", "list[float]", False),
        ("Sequence[int]", "list[int]", False),
        ("dict[str, float]", "dict[str, int]", True),
        ("dict[str, int]", "dict[str]", False),
        ("Callable[[A], object]", "Callable[[A], object]", True),
        ("Callable[[A], object]", "Callable[[B], object]", False),
    ],
)
def test_a_type_accepts_another(wide: str, narrow: str, expected: bool) -> None:
    assert accepts(wide, narrow, {"VideoStatus"}) is expected
