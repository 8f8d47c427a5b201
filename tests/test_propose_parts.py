"""Operations that are not plain ones of a resource are named, described and linked as a person would do it."""

from __future__ import annotations

import pytest

from scripts.generate import render
from scripts.proposals.decisions import Kind
from scripts.proposals.names import noun, participle, possessive, third_person
from scripts.proposals.propose import Proposal, propose
from scripts.spec import Object, answer_schema, answers, at, operations, resolve
from scripts.spec_check import check
from tests.docs_edits import LOCK, PAGE, swap
from tests.docs_page import SPEC
from tests.propose_expected import FOUND, SCHEMAS, WRITTEN
from tests.propose_pages import CHANGES, MESSAGES, ONE, section, stated
from tests.proposing import proposed, read, remaining, told
from twintone.emulator import EmulatorError, create_app

# What a person is told to check about names and meanings.
TOLD = {
    "usage": "The usage is taken for one thing, not for a list: the client calls this usage.get.",
    "settings": "The settings are taken for one thing, not for a list: the client calls this settings.update.",
    "messages": "The client calls this conversations.list_messages.",
    "one message": "The client calls this conversations.create_message.",
    "captions": "Taken for granted: sending update_captions twice does no more than sending it once.",
    "publish": "The id in this answer is taken to be that of a video.",
    "batch": "The client calls this videos.batch, and its description says no more; say what it does.",
    "replace": "The client calls this personas.replace.",
    "head": "The client calls this videos.options_all.",
}


@pytest.fixture(scope="module")
def proposals() -> dict[str, Proposal]:
    """What is proposed after each change of the page."""
    return {name: proposed(change) for name, change in CHANGES.items()}


def facts(spec: Object) -> dict[str, tuple[str, ...]]:
    """Returns what the description says of the operations that it did not have before."""
    found = {}
    for operation in operations(spec):
        if operation.method.lower() not in SPEC["paths"].get(operation.path, {}):
            ((_, answer),) = answers(spec, operation)
            schema = (answer_schema(spec, operation) or {"$ref": ""})["$ref"].rpartition("/")[2]
            texts = (operation.raw[key] for key in ("operationId", "x-method", "summary", "description"))
            found[operation.title] = (*texts, answer["description"], schema)
    return found


@pytest.mark.parametrize("name", CHANGES)
def test_it_says_what_a_person_would_say(name: str, proposals: dict[str, Proposal]) -> None:
    spec = proposals[name].spec
    assert facts(spec) == FOUND[name]
    assert {pointer: at(spec, pointer) for pointer in WRITTEN.get(name, {})} == WRITTEN.get(name, {})


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_is_left_to_edit_and_it_compiles(name: str, proposals: dict[str, Proposal]) -> None:
    proposal = proposals[name]
    assert remaining(proposal.spec, CHANGES[name]) == []
    assert check(proposal.spec) == []
    assert told(proposal, Kind.LEFT, Kind.READ) == []
    assert len(told(proposal, Kind.DECIDE)) == (3 if name == "named in the index alone" else 0)
    names = {operation.raw["x-method"] for operation in operations(proposal.spec)}
    compiled = "".join(text for path, text in render(proposal.spec) if path.startswith("resources/"))
    assert all(f"    def {name}(" in compiled for name in names)


@pytest.mark.parametrize("name", CHANGES)
def test_it_goes_again_with_its_page(name: str, proposals: dict[str, Proposal]) -> None:
    assert propose(proposals[name].spec, read(PAGE), LOCK).spec == SPEC


@pytest.mark.parametrize("name", TOLD)
def test_guesses_are_told(name: str, proposals: dict[str, Proposal]) -> None:
    assert TOLD[name] in told(proposals[name], Kind.CHECK)


def test_a_list_is_called_so_only_where_it_is_the_list_of_a_resource(proposals: dict[str, Proposal]) -> None:
    for proposal in proposals.values():
        lists = [found for found in operations(proposal.spec) if found.raw["x-method"] == "list"]
        assert all(found.path.count("/") == 1 for found in lists)
        assert len({found.tag for found in lists}) == len(lists) == 5


def test_the_emulator_says_that_it_needs_a_handler(proposals: dict[str, Proposal]) -> None:
    with pytest.raises(EmulatorError, match=r"no handler for getUsage \(GET /usage\)"):
        create_app(spec=proposals["usage"].spec)


def test_a_field_that_comes_later_belongs_to_the_part_that_shows_it() -> None:
    early = stated(section("GET /conversations/:id/messages", answer='"messages": [{"text": "string"}]'))
    before = proposed(early).spec
    later = stated(section("GET /conversations/:id/messages", answer=MESSAGES))(PAGE)
    spec = propose(before, read(later), LOCK).spec
    item = resolve(spec, spec["components"]["schemas"]["ConversationMessageList"]["properties"]["messages"]["items"])
    assert item["properties"]["id"] == {"$ref": f"{SCHEMAS}/ConversationMessageId"}
    assert item["properties"]["created_at"]["description"] == "When the message was created."
    assert check(spec) == []


def test_the_id_of_an_inner_object_is_no_id_of_the_outer_one() -> None:
    change = swap('"speed": number', '"speed": number,\n"id": "string"', of="GET /personas/:id")
    proposal = proposed(change)
    shown = proposal.spec["components"]["schemas"]["Persona"]["properties"]["voice_settings"]
    field = resolve(proposal.spec, shown)["properties"]["id"]
    assert (field["type"], field["examples"]) == ("string", ["voi_123"])
    assert check(proposal.spec) == []


def test_what_two_paths_call_alike_has_ids_of_two_kinds() -> None:
    change = stated(
        section("GET /videos/:id/comments", answer=f'"comments": [{{{ONE}}}]'),
        section("GET /speech/:id/comments", answer=f'"comments": [{{{ONE}}}]'),
    )
    schemas = proposed(change).spec["components"]["schemas"]
    assert {"VideoCommentId", "SpeechCommentId", "VideoCommentListItem", "SpeechCommentListItem"} <= schemas.keys()


def test_a_method_is_no_keyword() -> None:
    spec = proposed(stated(section("POST /videos/:id/import", answer=ONE))).spec
    assert at(spec, "#/paths/~1videos~1{video_id}~1import/post/x-method") == "import_"
    assert check(spec) == []


def test_a_list_without_pages_leads_to_its_items() -> None:
    songs = section("GET /songs", answer=f'"songs": [{{{ONE}}}]')
    spec = proposed(stated(songs, section("GET /songs/:id", answer=ONE))).spec
    link = spec["components"]["links"]["GetListedSong"]
    assert link["description"] == "Read the first song of the list."
    assert link["parameters"] == {"song_id": "$response.body#/songs/0/id"}
    assert check(spec) == []


def test_a_taken_name_is_for_a_person_to_judge() -> None:
    change = stated(section("POST /videos/:id/get", answer=ONE))
    proposal = proposed(change)
    assert told(proposal, Kind.DECIDE) == ["The usual name is taken, so the client calls this videos.get_post."]
    assert check(proposal.spec) == []


@pytest.mark.parametrize(
    ("verb", "third", "past"),
    [
        ("publish", "publishes", "published"),
        ("flag", "flags", "flagged"),
        ("copy", "copies", "copied"),
        ("play", "plays", "played"),
        ("archive", "archives", "archived"),
        ("send", "sends", "sent"),
        ("train", "trains", "trained"),
    ],
)
def test_verbs(verb: str, third: str, past: str) -> None:
    assert (third_person(verb), participle(verb)) == (third, past)


def test_nouns() -> None:
    assert (noun("usage"), noun("uploaded file")) == ("a usage", "an uploaded file")
    assert (possessive("captions"), possessive("video")) == ("captions'", "video's")
