"""The guard of a live run: what gets through, how fast, how much, and when it ends."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.contract.channel import NoAnswer
from tests.contract.exchange import KEY, Answer, Request
from tests.contract.live.guard import PATIENCE, FreshChannel, Guard, NotAllowed, Permit, Stopped
from tests.fault_server import Fault, FaultServer, Line, good
from tests.simulation import START, VirtualClock

HEADER = "x-api-key"
GOOD = Answer(200)
METHODS = ("POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "get", "")


class Script:
    """A channel that answers what it is told to, and notes when it was asked."""

    def __init__(self, clock: VirtualClock, *answers: Answer | None) -> None:
        self._clock = clock
        self._answers: Iterator[Answer | None] = itertools.chain(answers, itertools.repeat(GOOD))
        self.times: list[float] = []

    def send(self, request: Request) -> Answer:
        self.times.append(self._clock.now())
        if (answer := next(self._answers)) is None:
            raise NoAnswer("It was lost.")
        return answer

    def close(self) -> None:
        self.times.append(-1)


class Everything:
    """A permit for everything, which notes what it is told."""

    def __init__(self, reserve: int = 0) -> None:
        self.told: list[object] = []
        self._reserve = reserve

    def reserve(self, request: Request) -> int:
        return self._reserve

    def before(self, request: Request) -> None:
        self.told.append(request.method)

    def after(self, request: Request, answer: Answer | None) -> None:
        self.told.append(answer and answer.status)


def request(method: str = "GET", key: str = KEY) -> Request:
    return Request(method, "/videos", None, ((HEADER, key),))


def too_many(*headers: tuple[str, str]) -> Answer:
    return Answer(429, headers)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


Make = Callable[..., tuple[Guard, Script]]


@pytest.fixture
def make(clock: VirtualClock) -> Make:
    def guarded(
        *answers: Answer | None, rate: float = 60.0, limit: int = 80, permit: Permit | None = None
    ) -> tuple[Guard, Script]:
        script = Script(clock, *answers)
        return Guard(script, HEADER, clock, rate=rate, limit=limit, permit=permit), script

    return guarded


@pytest.mark.parametrize("method", METHODS)
def test_without_a_permit_nothing_but_get_is_sent(make: Make, method: str) -> None:
    guard, script = make()
    with pytest.raises(NotAllowed), guard.cleaning():
        guard.send(request(method))
    assert (script.times, guard.sent) == ([], 0)
    assert guard.send(request()) == GOOD


def test_requests_keep_their_distance(make: Make) -> None:
    guard, script = make(rate=20.0)
    for _ in range(5):
        guard.send(request())
    assert script.times == [0, 3, 6, 9, 12]


def test_the_maximum_is_kept(make: Make) -> None:
    guard, script = make(limit=3)
    for _ in range(3):
        guard.send(request())
    for _ in range(2):
        with pytest.raises(Stopped, match="The maximum of 3 requests is reached"):
            guard.send(request())
    with guard.cleaning(), pytest.raises(Stopped):
        guard.send(request())
    assert (len(script.times), guard.sent, guard.final) == (3, 3, False)


def test_what_is_kept_back_is_for_the_clean_up(make: Make) -> None:
    guard, script = make(limit=5, permit=Everything(reserve=2))
    for _ in range(3):
        guard.send(request("POST"))
    with pytest.raises(Stopped, match="5 requests is reached, 2 of them kept back to delete what was made"):
        guard.send(request())
    with guard.cleaning():
        for _ in range(2):
            guard.send(request("DELETE"))
        with pytest.raises(Stopped):
            guard.send(request("DELETE"))
    assert len(script.times) == 5


def test_the_permit_hears_of_everything_before_and_after(make: Make) -> None:
    permit = Everything()
    guard, _ = make(GOOD, None, Answer(404), permit=permit)
    guard.send(request("POST"))
    with pytest.raises(NoAnswer):
        guard.send(request("PATCH"))
    guard.send(request())
    assert permit.told == ["POST", 200, "PATCH", None, "GET", 404]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((), 60),
        ((("retry-after", "17"),), 17),
        ((("retry-after", "0"),), 60),
        ((("retry-after", "soon"),), 60),
        ((("retry-after", START.strftime("%a, %d Jan %Y 09:32:00 GMT")),), 120),
    ],
)
def test_a_429_is_waited_out(make: Make, headers: tuple[tuple[str, str], ...], seconds: float) -> None:
    guard, script = make(too_many(*headers))
    assert guard.send(request()).status == 429
    assert guard.send(request()) == GOOD
    assert script.times == [0, seconds]
    assert guard.stopped == ""


def test_the_second_429_stops_it(make: Make) -> None:
    guard, script = make(too_many(("retry-after", "5")), GOOD, too_many(("retry-after", "9")))
    for _ in range(3):
        guard.send(request())
    with pytest.raises(Stopped, match="answered 429 twice"):
        guard.send(request())
    assert script.times == [0, 5, 6]
    with guard.cleaning():  # which still honours the rest that was asked for
        guard.send(request())
    assert script.times[-1] == 15


def test_the_clean_up_bears_429_only_so_often(make: Make) -> None:
    guard, script = make(*[too_many()] * 4)
    guard.send(request())
    with guard.cleaning():
        for _ in range(3):
            guard.send(request())
        with pytest.raises(Stopped):
            guard.send(request())
    assert len(script.times) == 4


def test_a_long_rest_is_not_waited_for(make: Make, clock: VirtualClock) -> None:
    guard, _ = make(too_many(("retry-after", str(PATIENCE + 1))))
    guard.send(request())
    with pytest.raises(Stopped, match="asked to be left alone for 601 seconds"), guard.cleaning():
        guard.send(request())
    assert clock.seconds == 0


def test_a_401_stops_it_for_good(make: Make) -> None:
    guard, script = make(Answer(401))
    for _ in range(2):
        with pytest.raises(Stopped, match="refused the API key with 401"), guard.cleaning():
            guard.send(request())
    assert len(script.times) == 1


def test_a_401_to_a_wrong_key_does_not(make: Make) -> None:
    guard, _ = make(Answer(401))
    assert guard.send(request(key="wrong")).status == 401
    assert guard.send(request()) == GOOD


def test_three_lost_answers_in_a_row_stop_it_and_six_for_good(make: Make) -> None:
    guard, script = make(None, None, GOOD, *[None] * 9)

    def send() -> bool:
        try:
            return bool(guard.send(request()))
        except NoAnswer:
            return False

    assert [send() for _ in range(6)] == [False, False, True, False, False, False]
    with pytest.raises(Stopped, match="3 requests in a row got no answer"):
        send()
    with guard.cleaning():
        assert [send() for _ in range(3)] == [False] * 3
        with pytest.raises(Stopped):
            send()
    assert len(script.times) == 9


def test_the_first_reason_to_stop_is_kept(make: Make) -> None:
    guard, _ = make()
    guard.stop("One.")
    guard.stop("Two.")
    with pytest.raises(Stopped, match="One"):
        guard.send(request())


def test_closing_closes_the_channel(make: Make) -> None:
    guard, script = make()
    guard.close()
    assert script.times == [-1]


def leave(line: Line) -> bool:
    """Reads a request and closes the connection."""
    return False


def test_a_fresh_channel_never_sends_twice() -> None:
    """A server that reads a request and leaves has been asked once, whatever connections it kept open before."""
    with FaultServer(Fault("leaves", leave, first=good)) as server:
        channel = FreshChannel(server.url, "key")
        assert channel.send(request()).status == 200
        server.begin()
        with pytest.raises(NoAnswer):
            channel.send(request())
        channel.close()
        assert server.seen == ["GET /videos"]


@pytest.mark.parametrize("host", ["a..b", "x" * 64])
def test_a_name_that_is_no_host_is_no_traceback(host: str) -> None:
    with pytest.raises(NoAnswer):
        FreshChannel(f"http://{host}/v1", "key").send(request())
