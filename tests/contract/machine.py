"""A state machine: things are made, changed, ended, deleted and listed in any order, now and then nearly right.

Nothing that is drawn depends on what the server said: rules draw indices, never ids, and count them round and round.
So the same choices make the same requests, whatever the ids are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from tests.contract.api import Api, Endpoint
from tests.contract.bodies import INDICES, Bodies
from tests.contract.caller import Caller, Query, lists
from tests.contract.session import Session
from tests.contract.slips import ID_SLIPS, Slip, body_slips, query_slips, wrong_id

MACHINE = "machine"
_MOST_PAGES = 6
_MOST_VALUES = 5
# Hypothesis repeats parts of earlier examples once it has seen ten. In groups this small, each one is new.
_GROUP = 9

Advance = Callable[[float], object]


class Draws:
    """What the rules draw, made from the spec once. Operations go by their operationId, so that failures read well.

    Args:
        api: the API whose spec it is.
    """

    def __init__(self, api: Api) -> None:
        self.bodies = bodies = Bodies(api)
        every = [endpoint for endpoint in api.endpoints.values() if endpoint.kind]
        self.kinds = st.sampled_from(list(api.resources))
        self.creates = st.one_of([_with(e, bodies.drawn(e)) for e in every if e.verb == "create"])
        self.acts = st.one_of([_with(e, bodies.drawn(e)) for e in every if e.takes_id])
        self.lists = st.one_of([_with(e, self._query(e)) for e in lists(api)])
        self.slips = _some_of((e, body_slips(bodies, e)) for e in every)
        self.query_slips = _some_of((e, query_slips(bodies, e)) for e in lists(api))

    def _query(self, endpoint: Endpoint) -> SearchStrategy[Query]:
        values = {name: self.bodies.values(p["schema"])[:_MOST_VALUES] for name, p in endpoint.query.items()}
        return st.fixed_dictionaries({}, optional={name: st.sampled_from(known) for name, known in values.items()})


def _with(endpoint: Endpoint, drawn: SearchStrategy[Any]) -> SearchStrategy[tuple[str, Any]]:
    return st.tuples(st.just(endpoint.id), drawn)


def _some_of(slips: Iterable[tuple[Endpoint, Sequence[Any]]]) -> SearchStrategy[tuple[str, Any]]:
    return st.one_of([_with(endpoint, st.sampled_from(known)) for endpoint, known in slips if known])


def _drawn(name: str) -> SearchStrategy[Any]:
    """What the running machine's `Draws` have under a name."""
    return st.runner().flatmap(attrgetter(f"draws.{name}"))


class Lives(RuleBasedStateMachine):
    """The lives of things on a server.

    Args:
        session: what the requests are sent through.
        draws: what the rules draw.
        advance: lets time pass on a server of our own; None when only real time passes.
        strict: whether a finding is an error.
    """

    def __init__(self, session: Session, draws: Draws, advance: Advance | None = None, *, strict: bool = True) -> None:
        super().__init__()
        self.draws = draws
        self._api = session.api
        self._session = session
        self._caller = Caller(session, draws.bodies, MACHINE)
        self._advance = advance
        self._strict = strict

    @rule(draft=_drawn("creates"), times=st.sampled_from([1, 1, 2, 3]))
    def create(self, draft: tuple[str, Any], times: int) -> None:
        """Makes something, or several things from one body."""
        operation, body = draft
        for _ in range(times):
            self._caller.call(self._api.endpoints[operation], body=body)

    @rule(act=_drawn("acts"), index=INDICES, times=st.sampled_from([1, 1, 2]))
    def act(self, act: tuple[str, Any], index: int, times: int) -> None:
        """Does something to what lives, or does it twice; then reads it."""
        operation, body = act
        endpoint = self._api.endpoints[operation]
        id_ = self._caller.pick(endpoint.kind, index)
        for _ in range(times):
            self._caller.call(endpoint, id_, body=body)
        self._read(endpoint.kind, id_)

    @rule(act=_drawn("acts"), index=INDICES)
    def act_on_deleted(self, act: tuple[str, Any], index: int) -> None:
        """Does something to what is gone."""
        operation, body = act
        endpoint = self._api.endpoints[operation]
        self._caller.call(endpoint, self._caller.pick_gone(endpoint.kind, index), body=body)

    @rule(act=_drawn("acts"), index=INDICES, slip=st.sampled_from(ID_SLIPS))
    def act_on_wrong_id(self, act: tuple[str, Any], index: int, slip: str) -> None:
        """Does something to an id that is nearly right; then reads what it was taken from."""
        operation, body = act
        endpoint = self._api.endpoints[operation]
        id_ = self._caller.pick(endpoint.kind, index)
        self._caller.call(endpoint, wrong_id(id_, slip), body=body)
        self._read(endpoint.kind, id_)

    @rule(act=_drawn("acts"), index=INDICES, kind=_drawn("kinds"))
    def act_on_other_kind(self, act: tuple[str, Any], index: int, kind: str) -> None:
        """Does something of one kind to a thing of any kind; then reads that."""
        operation, body = act
        id_ = self._caller.pick(kind, index)
        self._caller.call(self._api.endpoints[operation], id_, body=body)
        self._read(kind, id_)

    @rule(draft=_drawn("slips"), number=st.sampled_from(range(40)), index=INDICES)
    def misuse_body(self, draft: tuple[str, Slip], number: int, index: int) -> None:
        """Sends a body that is nearly right; then reads what it was about."""
        operation, slip = draft
        endpoint = self._api.endpoints[operation]
        id_ = self._caller.pick(endpoint.kind, index)
        body = slip.apply(self.draws.bodies.sample(endpoint, number))
        self._caller.call(endpoint, id_ if endpoint.takes_id else "", body=body)
        self._read(endpoint.kind, id_)

    @rule(act=_drawn("acts"), index=INDICES)
    def send_nothing(self, act: tuple[str, Any], index: int) -> None:
        """Sends an empty object where there should be fields."""
        endpoint = self._api.endpoints[act[0]]
        id_ = self._caller.pick(endpoint.kind, index)
        self._caller.call(endpoint, id_, body=None if endpoint.body is None else {})
        self._read(endpoint.kind, id_)

    @rule(kind=_drawn("kinds"))
    def read_all(self, kind: str) -> None:
        """Reads all that lives of a kind."""
        for id_ in self._caller.living[kind]:
            self._read(kind, id_)

    @rule(query=_drawn("lists"))
    def list_page(self, query: tuple[str, Query]) -> None:
        """Reads one page of a list, twice."""
        for _ in range(2):
            self._caller.call(self._api.endpoints[query[0]], query=query[1])

    @rule(query=_drawn("lists"))
    def turn_pages(self, query: tuple[str, Query]) -> None:
        """Reads the pages of a list in turn."""
        operation, parameters = query
        endpoint = self._api.endpoints[operation]
        page = (endpoint.page or {}).get("parameter")
        wanted = {name: value for name, value in parameters.items() if name != page}
        self._caller.read_pages(endpoint, wanted, _MOST_PAGES)

    @rule(query=_drawn("query_slips"))
    def misuse_query(self, query: tuple[str, tuple[str, str]]) -> None:
        """Asks for a list with a parameter that it cannot have."""
        operation, (name, value) = query
        self._caller.call(self._api.endpoints[operation], query={name: value})

    @rule(seconds=st.sampled_from([0.3, 1.0, 3.0]))
    def let_time_pass(self, seconds: float) -> None:
        """Lets time pass, if the server's clock is ours."""
        if self._advance is not None:
            self._advance(seconds)

    def _read(self, kind: str, id_: str) -> None:
        get = self._api.resources[kind].endpoints.get("get")
        if get is not None:
            self._caller.call(get, id_)

    @invariant()
    def nothing_is_found(self) -> None:
        """Ends a strict machine at the first finding."""
        if self._strict and self._session.findings:
            raise AssertionError("\n".join(f"{f.rule}: {f.message}" for f in self._session.findings))


def run(session: Session, seed: int, examples: int = 63, steps: int = 30, advance: Advance | None = None) -> None:
    """Runs the machine against a server that keeps its state; the session keeps what is found.

    Nothing is tried again or made smaller, because the server would not be the same.

    Args:
        session: what the requests are sent through.
        seed: makes the same requests, on a fresh server.
        examples: how often to start over with nothing known.
        steps: how many rules to run each time.
        advance: lets time pass on a server of our own; None when only real time passes.
    """
    draws = Draws(session.api)

    class TheseLives(Lives):
        def __init__(self) -> None:
            super().__init__(session, draws, advance, strict=False)

    for done in range(0, examples, _GROUP):
        run_state_machine_as_test(
            hypothesis.seed(f"{seed}/{done}")(TheseLives),
            settings=settings(
                max_examples=min(_GROUP, examples - done),
                stateful_step_count=steps,
                phases=[Phase.generate],
                database=None,
                deadline=None,
                derandomize=False,
                print_blob=False,
                verbosity=Verbosity.quiet,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
