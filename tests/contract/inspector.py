"""The inspector: every rule, applied to every exchange."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from tests.contract.answers import AnswerRules
from tests.contract.api import Api, Endpoint
from tests.contract.exchange import KEY, Answer, Exchange
from tests.contract.finding import Finding, Place
from tests.contract.lists import ListRules
from tests.contract.memory import ID, Memory, Record
from tests.contract.pages import Page
from tests.contract.records import RecordRules, Telling
from tests.contract.validity import Validity, rulebook


class Inspector:
    """Looks at exchanges one after the other; what it learns from one, it holds against the next.

    Args:
        api: the API to hold the server to.
    """

    def __init__(self, api: Api) -> None:
        self.confirmed: set[str] = set()
        self._api = api
        self._memory = Memory(api)
        self._rulebook = rulebook(api)
        self._answers = AnswerRules(self._rulebook)
        self._records = RecordRules(self._memory, self._rulebook)
        self._lists = ListRules(self._memory, self._records, self.confirmed)

    def known(self) -> dict[str, list[str]]:
        """The ids of everything that is or was there, by kind."""
        return {kind: list(shelf.records) for kind, shelf in self._memory.shelves.items()}

    def see(self, exchange: Exchange) -> list[Finding]:
        """What is wrong with an exchange."""
        match = self._api.match(exchange.request.method, exchange.request.path)
        if match is None or match.endpoint is None:
            return []  # the table of strange requests knows what to expect
        return list(self._see(exchange, match.endpoint, match.id))

    def _see(self, exchange: Exchange, endpoint: Endpoint, id_: str) -> Iterator[Finding]:
        validity = self._rulebook.request(endpoint, exchange.request)
        yield from self._answers.see(endpoint, exchange, validity)
        keys = [value for name, value in exchange.request.headers if name.lower() == self._api.key_header.lower()]
        if not any(keys):
            yield from self._answers.anonymous(endpoint, exchange)
        if keys != [KEY]:
            return  # whether another key is an account of its own is for the server to say
        case = _Case(self._api, self._memory, self._records, endpoint, id_, exchange, validity)
        if exchange.answer is None or exchange.answer.status >= 500:
            case.doubt()
        elif exchange.answer.succeeded:
            yield from case.unexpected_success()
            yield from self._take_effect(case, exchange.answer)
        elif exchange.answer.status != 429:
            yield from case.unexpected_refusal(exchange.answer.status)
            self._confirm(endpoint, validity, exchange.answer.status)

    def _take_effect(self, case: _Case, answer: Answer) -> Iterator[Finding]:
        if not case.endpoint.kind or not case.endpoint.shows_itself:
            return
        if case.endpoint.page is not None:
            if not case.validity.complaints and not case.validity.unclear:
                shelf = self._memory.shelves[case.endpoint.kind]
                yield from self._lists.see(
                    Page(case.endpoint, shelf, case.validity.query, case.exchange, answer.object)
                )
        else:
            yield from case.effect(answer.object)

    def _confirm(self, endpoint: Endpoint, validity: Validity, status: int) -> None:
        """A parameter is known to a server that refuses its wrong values."""
        pointers = {place.pointer for complaint in validity.complaints for place in complaint.places[-1:]}
        if status == 400 and len(pointers) == 1 and endpoint.body is None:
            self.confirmed |= pointers


class _Case:
    """One request with the key, and what the model says about it."""

    def __init__(
        self,
        api: Api,
        memory: Memory,
        records: RecordRules,
        endpoint: Endpoint,
        id_: str,
        exchange: Exchange,
        validity: Validity,
    ) -> None:
        self._api, self._memory, self._records = api, memory, records
        self.endpoint, self.id, self.exchange, self.validity = endpoint, id_, exchange, validity
        self.shelf = memory.shelves.get(endpoint.kind)
        self.record = self.shelf.records.get(id_) if self.shelf is not None and endpoint.takes_id else None
        self._body = records.sent(endpoint.body_fields, validity.body)

    def _finding(self, rule: str, message: str, *places: Place, steps: tuple[Exchange, ...] = ()) -> Finding:
        steps = tuple(step for step in steps if step.number < self.exchange.number)
        return Finding(rule, message, places, self.endpoint.id, (*steps, self.exchange))

    def _response(self, status: int) -> Place:
        return Place(self.endpoint.response_pointer(str(status)))

    def _refers_to_the_unknown(self) -> bool:
        """Whether the body refers to something that may or may not exist."""
        found = self._api.references(self.endpoint, self.validity.body)
        records = [self._memory.find(kind, str(self.validity.body[name])) for name, kind, _ in found]
        return any(record is None or record.alive is None for record in records)

    def _dangling(self) -> Iterator[tuple[str, Place, Record | None]]:
        """What the body refers to and does not exist."""
        for name, kind, place in self._api.references(self.endpoint, self.validity.body):
            id_ = self.validity.body[name]
            record = self._memory.find(kind, id_) if isinstance(id_, str) else None
            if record is not None and record.alive is not False:
                continue
            if record is not None or (self._memory.shelves[kind].complete and isinstance(id_, str)):
                yield f"{name} {id_!r:.60}", place, record

    # What should have been refused, or accepted ----------------------------------------------------------------------

    def unexpected_success(self) -> Iterator[Finding]:
        """What is wrong with the fact that the request was accepted."""
        if self.validity.invalid:
            first = self.validity.complaints[0]
            yield self._finding("invalid-refused", f"Accepted, although {first.message}.", *first.places)
        for name, _, record in self._dangling():
            steps = record.steps() if record else ()
            message = f"Accepted, although {name} names nothing that exists."
            yield self._finding("reference-exists", message, self._response(404), steps=steps)
        if not self.endpoint.takes_id or self.shelf is None:
            return
        if self.record is None and self.shelf.complete and not self.shelf.doubtful:
            yield self._finding(
                "unknown-not-found", f"{self.id[:60]!r} was never made, and is there.", self._response(404)
            )
        elif self.record is not None and self.record.alive is False:
            message = f"{self.record.id} was deleted, and is there."
            yield self._finding("deleted-gone", message, self._response(404), steps=self.record.steps())
        elif self._is_over():
            message = f"{self.id} had ended before, and was ended again."
            steps = self.record.steps() if self.record else ()
            yield self._finding("ended-once", message, self._response(min(self._when_over())), steps=steps)

    def unexpected_refusal(self, status: int) -> Iterator[Finding]:
        """What is wrong with the fact that the request was refused."""
        if self.validity.unclear:
            return
        missing = self.endpoint.takes_id and (self.record is None or self.record.alive is not True)
        dangling = list(self._dangling())
        if dangling and status == 400 and not missing and not self.validity.invalid and self.endpoint.lists(404):
            name, _, record = dangling[0]
            message = f"Refused with 400, because {name} names nothing that exists; the spec says 404."
            yield self._finding(
                "reference-exists", message, self._response(404), steps=record.steps() if record else ()
            )
        if missing or dangling:
            expected = {404, 400} if self.validity.invalid or not missing else {404}
        elif self._is_over():
            expected = self._when_over()
        elif self.validity.invalid:
            expected = {400}
        else:
            expected = set()
        if status in expected or (status in (400, 404) and self._refers_to_the_unknown()):
            return
        steps = self.record.steps() if self.record is not None else ()
        if not expected:
            rule = "known-found" if status == 404 and self.endpoint.takes_id else "valid-accepted"
            message = f"A valid request was answered with {status}."
            yield self._finding(rule, message, self._response(self.endpoint.successes[0]), steps=steps)
        elif missing and (self.record is not None or (self.shelf is not None and self.shelf.complete)):
            rule = "unknown-not-found" if self.record is None else "deleted-gone"
            message = f"{self.id[:60]!r} does not exist; that is answered with {status} instead of 404."
            yield self._finding(rule, message, self._response(404), steps=steps)
        elif not missing:
            reason = self.validity.complaints[0].message if self.validity.complaints else "it has ended before"
            rule = "ended-once" if self._is_over() else "invalid-refused"
            message = f"Refused with {status} instead of {min(expected)}, because {reason}."
            yield self._finding(rule, message, self._response(min(expected)), steps=steps)

    def _is_over(self) -> bool:
        is_end = "x-settled-when" in self.endpoint.operation.raw
        return is_end and self.record is not None and self.record.ended is not None

    def _when_over(self) -> set[int]:
        return {status for status in (400, 409) if self.endpoint.lists(status)} or {400}

    # What follows from it --------------------------------------------------------------------------------------------

    def doubt(self) -> None:
        """The outcome is not known: what it may have changed is forgotten."""
        if self.shelf is None or self.endpoint.operation.method == "GET":
            return
        self._memory.changed(self.endpoint.kind)
        if not self.endpoint.takes_id:
            self.shelf.doubtful += 1
            self.shelf.exact = False
        elif self.record is not None:
            if self.endpoint.operation.method == "DELETE" and self.record.alive:
                self.record.alive = None
            for name in {*self.endpoint.answer_fields, *self.endpoint.body_fields}:
                self.record.values.pop(name, None)

    def effect(self, told: Mapping[str, Any]) -> Iterator[Finding]:
        """What is wrong with what the answer tells, and what is known from now on."""
        method = self.endpoint.operation.method
        record = self.record if self.endpoint.takes_id else None
        if not self.endpoint.takes_id:
            record = yield from self._made(told)
        elif record is None and self.shelf is not None and method != "DELETE":
            record = self._memory.add(self.endpoint.kind, self.id, self.exchange, ranked=False)
            self.shelf.exact = False
        if record is None:
            return
        if method != "GET":
            self._memory.changed(self.endpoint.kind)
        if method == "DELETE":
            record.alive, record.gone = False, self.exchange
            return
        record.alive = True if record.alive is None else record.alive
        self._change(record, told)
        yield from self._records.compare(
            Telling(record, told, self.endpoint.answer_fields, self.endpoint.id, self.exchange)
        )

    def _made(self, told: Mapping[str, Any]) -> Generator[Finding, None, Record | None]:
        id_ = told.get(ID)
        if self.shelf is None or not isinstance(id_, str):
            self.doubt()
            return None
        before = self._memory.owners.get(id_)
        if before is not None:
            message = f"{id_} was given to one of {before.kind} before."
            yield self._finding("ids-unique", message, *_place(self.endpoint, ID), steps=before.steps())
        if id_ in self.shelf.records:
            return None
        return self._memory.add(self.endpoint.kind, id_, self.exchange)

    def _change(self, record: Record, told: Mapping[str, Any]) -> None:
        is_special = self.endpoint.verb not in ("create", "get", "update", "list")
        if is_special:
            record.ended = record.ended or self.exchange
            for name in self.endpoint.answer_fields.keys() - {ID}:
                if name not in (self.shelf.resource.times if self.shelf else ()):
                    record.values.pop(name, None)
        if self.validity.unclear:
            for name in self.endpoint.body_fields:
                record.values.pop(name, None)
        else:
            self._memory.told(record, self._body, self.exchange)


def _place(endpoint: Endpoint, name: str) -> tuple[Place, ...]:
    return tuple(place for field, place in endpoint.answer_fields.items() if field == name)
