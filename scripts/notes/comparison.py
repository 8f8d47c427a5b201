"""The comparison of two descriptions: what each compiles to, what each says, and how each says it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from scripts.generate import render
from scripts.notes import api, surface
from scripts.notes.api_lines import api_lines
from scripts.notes.differences import Difference, differences
from scripts.notes.lines import Grade, Line, call, merge
from scripts.notes.python_lines import python_lines
from scripts.notes.texts import text_lines
from scripts.spec import Object


@dataclass(frozen=True)
class Description:
    """A description, with what can be read from it."""

    spec: Object
    surface: Mapping[str, surface.Entry]
    api: Mapping[str, api.Entry]


def describe(spec: Object) -> Description:
    """Compile a description that passes its checks, in memory, and read the outcome.

    Raises:
        GenerateError: It cannot be compiled.
    """
    return Description(spec, surface.read_surface(dict(render(spec))), api.read_api(spec))


def compare(old: Description, new: Description) -> list[Line]:
    """Return what has changed for users, by group; nothing if the descriptions say the same."""
    found = list(_lines(old, new))
    if not found and old.spec != new.spec:
        found = [Line("Fixed", Grade.FIX, ("Details of the API's description that change no program",))]
    return merge(found, [call(name) for name in _calls(new) if name in _calls(old)])


def _lines(old: Description, new: Description) -> Iterator[Line]:
    python = differences(old.surface, new.surface)
    texts = {name for side in (old, new) for name, entry in side.surface.items() if isinstance(entry, surface.Values)}
    renames = _renames(old, new)
    said: dict[str, int] = {}
    for difference in python:
        for line in python_lines(difference, texts, renames):
            place = _place(difference.subject)
            said[place] = max(line.grade, said.get(place, line.grade))
            yield line
    for other in _unspoken(old, new, python):
        for line in api_lines(other):
            # What Python shows of a field needs no second line, unless that line would be graded higher.
            if not isinstance(other.new, api.Field) or line.grade > said.get(_place(other.subject), -1):
                yield line
    yield from text_lines(old.spec, new.spec)


def _place(subject: str) -> str:
    """Return the subject in one notation for the argument and the attribute of a model."""
    return subject.removesuffix(")").replace("(", ".")


def _unspoken(
    old: Description, new: Description, python: Collection[Difference[surface.Entry]]
) -> list[Difference[api.Entry]]:
    """Return the differences of the API, but for what is new, gone or another thing in Python."""
    spoken = [item.subject for item in python if item.is_whole]
    return differences(old.api, new.api, spoken)


def _calls(description: Description) -> dict[str, api.Operation]:
    return {name: entry for name, entry in description.api.items() if isinstance(entry, api.Operation)}


def _renames(old: Description, new: Description) -> dict[str, str]:
    """Return the new names of calls, and of namespaces that moved as a whole."""
    olds, news = _calls(old), _calls(new)
    fresh = {name: entry for name, entry in news.items() if name not in olds}
    renames = {}
    for name, entry in olds.items():
        same = [other for other, found in fresh.items() if entry.id == found.id]
        same += [other for other, found in fresh.items() if entry.route == found.route]
        if name not in news and same:
            renames[name] = same[0]
    for space in {name.rpartition(".")[0] for name in olds} - {name.rpartition(".")[0] for name in news}:
        targets = {renames.get(name, "").rpartition(".")[0] for name in olds if name.startswith(f"{space}.")}
        if len(targets) == 1 and (target := targets.pop()):
            renames[space] = target
    return renames
