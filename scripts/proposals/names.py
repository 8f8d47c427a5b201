"""Make names and words of names: VoiceCloneList and voice_clone_id of voice-clones, and sentences of seen_at."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import chain, count

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VOWELS = ("a", "e", "i", "o", "u")
_YOU = ("eu", "uni", "us")  # spoken with a consonant
_SHORT = re.compile(r"[^aeiou]+[aeiou][^aeiouwxy]")
_PARTICIPLES = {
    "get": "got",
    "make": "made",
    "read": "read",
    "reset": "reset",
    "run": "run",
    "send": "sent",
    "set": "set",
}
_CAPITALS = {"id": "ID", "url": "URL", "uri": "URI", "api": "API", "ai": "AI"}


def words(name: str) -> list[str]:
    """Return the words of a name in lower case; there is always one."""
    return [word.lower() for word in _WORD.findall(name)] or ["thing"]


def snake(name: str) -> str:
    """Return the name as `snake_case`, as an identifier."""
    joined = "_".join(words(name))
    return f"n_{joined}" if joined[0].isdigit() else joined


def pascal(name: str) -> str:
    """Return the name as `PascalCase`."""
    return "".join(word.capitalize() for word in words(name))


def camel(name: str) -> str:
    """Return the name as `camelCase`."""
    first, *others = words(name)
    return first + "".join(map(str.capitalize, others))


def singular(name: str) -> str:
    """Return the singular of a plural English noun; of a name of several words, that of the last."""
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    if name.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return name[:-2]
    if name.endswith("s") and not name.endswith(("ss", "us", "is")):
        return name[:-1]
    return name


def said(name: str) -> str:
    """Return the name as words in a sentence."""
    return " ".join(_CAPITALS.get(word, word) for word in words(name))


def noun(name: str) -> str:
    """Return the name as a noun with its article, such as `an avatar`."""
    text = " ".join(words(name))
    return f"{'an' if text.startswith(_VOWELS) and not text.startswith(_YOU) else 'a'} {text}"


def participle(verb: str) -> str:
    """Return the past participle of a verb."""
    if verb in _PARTICIPLES or verb.endswith(("ed", "ent")):
        return _PARTICIPLES.get(verb, verb)
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ied"
    doubled = verb[-1] if _SHORT.fullmatch(verb) else ""
    return f"{verb}d" if verb.endswith("e") else f"{verb}{doubled}ed"


def third_person(verb: str) -> str:
    """Return what it does who does this."""
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2:-1] not in _VOWELS else f"{verb}s"


def possessive(text: str) -> str:
    """Return the genitive of a noun."""
    return f"{text}'" if text.endswith("s") else f"{text}'s"


def free(name: str, taken: Container[str]) -> str:
    """Return the name, or the first of name2, name3, ... that is not taken."""
    return next(found for found in chain([name], (f"{name}{n}" for n in count(2))) if found not in taken)
