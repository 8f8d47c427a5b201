"""What the page says in words about a thing that is proposed is shown, or is for a person to read."""

from __future__ import annotations

import pytest

from scripts.proposals.decisions import Kind
from tests.docs_edits import Change, swap
from tests.proposing import before, listed, proposed, told

FIELD = '"script": "string",'
SECTION = """\
GET /songs
List all songs.
GET /songs
List all songs.Query Parameters:
Genre of the song
Genre
(optional)
Response:
{
"songs": [
{
"id": "string"
}
]
}
"""


def song(more: str = "") -> Change:
    page = before("Conversations", SECTION.replace("List all songs.\n", f"List all songs.\n{more}"))
    return lambda text: page(listed("GET /songs")(text))


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        pytest.param(
            swap(FIELD, f'{FIELD}\n"mood": "string", // Optional, at most 20 letters', of="POST /videos"),
            *(Kind.CHECK, "at most 20 letters"),
            id="a remark about a field",
        ),
        pytest.param(song(), Kind.CHECK, "List all songs", id="the title of an operation"),
        pytest.param(song(), Kind.CHECK, "Genre of the song", id="the words about a parameter"),
        pytest.param(song("Each costs a dollar.\n"), Kind.READ, "“Each costs a dollar.”", id="another sentence"),
    ],
)
def test_words_are_told(change: Change, kind: Kind, words: str) -> None:
    assert [text for text in told(proposed(change), kind) if words in text and text.startswith("The page says")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(swap(FIELD, f'{FIELD}\n"mood": "string", // Optional', of="POST /videos"), id="a field"),
        pytest.param(song(), id="labels"),
    ],
)
def test_labels_and_known_words_are_not(change: Change) -> None:
    proposal = proposed(change)
    assert not told(proposal, Kind.READ)
    said = [text for text in told(proposal, Kind.CHECK) if text.startswith("The page says")]
    assert not any(label in text for text in said for label in ("Response", "Query Parameters", '"songs"', "mood"))
