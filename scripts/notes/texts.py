"""What changed in words alone: descriptions, and why facts are believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from scripts.evidence import facts, nearest
from scripts.notes.lines import Grade, Line, listing
from scripts.notes.places import Place, places
from scripts.spec import Object

_TEXTS = ("title", "summary", "description")
_DOCS = ""  # no tag: the docs say so


def text_lines(old: Object, new: Object) -> Iterator[Line]:
    """Yield what there is to say of objects that both descriptions have."""
    before, now = places(old), places(new)
    shared = [address for address in now if address in before]
    yield from _evidence(before, now, old, new)
    for address in shared:
        if _text(before[address]) != _text(now[address]):
            yield Line("Fixed", Grade.FIX, now[address].names, lead="Reworded:")


def _text(place: Place) -> list[object]:
    return [place.node.value.get(key) for key in _TEXTS]


def _evidence(before: Mapping[str, Place], now: Mapping[str, Place], old: Object, new: Object) -> Iterator[Line]:
    olds, news = _beliefs(before, old), _beliefs(now, new)
    changed: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    for address in (address for address in news if address in olds):
        facets = [facet for facet in news[address] if facet in olds[address]]
        for facet in facets:
            kinds = (olds[address][facet], news[address][facet])
            if kinds[0] != kinds[1]:
                changed[kinds].setdefault(address, []).append(facet)
    for (kind, other), found in changed.items():
        lead = "Now stated by the docs" if other == _DOCS else f"Now {other}"
        lead += ", no longer stated by the docs:" if kind == _DOCS else f", no longer {kind}:"
        whole = {address for address, facets in found.items() if len(facets) == len(news[address])}
        for address, facets in found.items():
            if not any(address.startswith(f"{other_address}/") for other_address in whole):
                names = now[address].names
                if address not in whole:
                    names = tuple(f"the {listing(facets)} of {name}" for name in names)
                yield Line("Changed", Grade.FIX, names, lead=lead)


def _beliefs(found: Mapping[str, Place], spec: Object) -> dict[str, dict[str, str]]:
    """Return for each address the kind of evidence that each fact there has."""
    addresses = {place.node.pointer: address for address, place in found.items()}
    beliefs: dict[str, dict[str, str]] = defaultdict(dict)
    for fact in facts(spec):
        address = addresses[fact.pointer]
        value = found[address].node.value
        # What only refers is spoken for by what it refers to.
        if "$ref" not in value or "x-evidence" in value:
            tag = nearest(spec, fact.pointer, fact.facet)
            beliefs[address][fact.facet] = tag.kind if tag else _DOCS
    return beliefs
