"""Messages on their way: a channel has as many lanes as it may have connections, each a thread with one of them.

A lane is given a message only while this worker holds it, and the next one only when what became of the last was noted
in the outbox. So whenever the process is killed, no more messages are in doubt than connections were open.
"""

import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue

from adapters.telling.channel import Channel, Delivered, Outcome, Outgoing, Temporary
from adapters.telling.mails.pacing import UNPACED, DomainPace, Paced
from adapters.words.catalogue import Said
from events.views import Claimed
from rules.problems import N_

elapsed: Callable[[], float] = partial(time.clock_gettime, getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
"""Seconds that go on while the process, or the machine, is stopped: as those of a lease do."""

_RIGHT_AFTER = 0.001
"""Seconds for which to wait for further outcomes: to note one by itself takes the database several times as long."""

_BROKE = N_("The channel failed on this message ({why}): the program's fault; please report it.")
_NO_ANSWER = "no outcome"


@dataclass(frozen=True, slots=True)
class Work:
    """A message that this worker holds, and that is ready to go."""

    claimed: Claimed
    outgoing: Outgoing
    channel: str  # by which it goes
    before: tuple[Outcome, str] | None = None  # what came of it by another channel, and the line that is kept of that


@dataclass(slots=True, eq=False)
class Lane:
    """One way to a channel, over a connection of its own."""

    name: str  # of the channel, as the outbox calls it: it may call itself otherwise
    channel: Channel
    work: Work | None = None  # in hand, until what became of it was noted
    answered: bool = False  # what became of it is known
    took: bool = False  # something, since the channel began to deliver
    proven: bool = False  # it has delivered
    retired: bool = False  # it is given no more
    thread: threading.Thread | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a message in a lane."""

    lane: Lane
    work: Work
    outcome: Outcome


class Lanes:
    """All lanes of a worker, and the messages that wait for one. Its methods are called from the worker's thread."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels
        self._waiting: dict[str, deque[Work]] = {name: deque() for name in channels}
        self._later: defaultdict[tuple[str, str], deque[Work]] = defaultdict(deque)  # by domain: it has had enough now
        self._lanes: defaultdict[str, list[Lane]] = defaultdict(list)
        self._handed: SimpleQueue[Handed] = SimpleQueue()
        self._turn = threading.Condition()
        self._ours_until = 0.0
        self._closed = False

    def put(self, name: str, work: Iterable[Work]) -> None:
        """Have these wait for a lane of that channel."""
        pace = self._pace(name)
        with self._turn:
            for one in work:
                later = self._later.get((name, pace.domain(one.outgoing.address)))
                (later or self._waiting[name]).append(one)  # behind those of its domain that wait until they may go
            self._turn.notify_all()
        self._open_more()

    def ours_until(self, moment: float) -> None:
        """All that waits is this worker's until then, by `elapsed`; later nothing of it is begun."""
        with self._turn:
            self._ours_until = moment
            self._turn.notify_all()

    def taken(self, seconds: float) -> list[Handed]:
        """What came of messages in hand, as soon as there is any, and within that time; with what comes right after."""
        found: list[Handed] = []
        try:
            found.append(self._handed.get(timeout=seconds))
            while len(found) < self._in_hand():
                found.append(self._handed.get(timeout=_RIGHT_AFTER))
        except Empty:
            pass
        return found

    def noted(self, handed: Iterable[Handed]) -> None:
        """What became of these was noted: their lanes go on with the next."""
        with self._turn:
            for one in handed:
                one.lane.work = None
                one.lane.proven = one.lane.proven or isinstance(one.outcome, Delivered)
            self._turn.notify_all()
        self._open_more()

    def retire(self, lane: Lane) -> bool:
        """Give a lane no more. False: nothing goes by the others of its channel either, and it has no lanes now."""
        with self._turn:
            lane.retired = True
            others = [one for one in self._lanes[lane.name] if not one.retired]
            if any(one.proven for one in others):
                return True
            for one in others:
                one.retired = True
            self._turn.notify_all()
            return False

    def withdraw(self, those: Callable[[Work], bool] = lambda _: True) -> list[Work]:
        """Of the messages that wait, let those wait no longer."""
        with self._turn:
            every = [*self._waiting.values(), *self._later.values()]
            found = [work for waiting in every for work in waiting if those(work)]
            gone = {id(work) for work in found}
            for waiting in every:
                left = [work for work in waiting if id(work) not in gone]
                waiting.clear()
                waiting.extend(left)
            return found

    @property
    def waiting(self) -> int:
        """The number of messages that wait for a lane, but for those whose domain has had enough for now."""
        return sum(len(waiting) for waiting in self._waiting.values())

    def close(self, seconds: float) -> None:
        """Begin no more, and wait so long for connections to be closed; one that takes longer is left to itself."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        until = time.monotonic() + seconds
        for lane in [lane for lanes in self._lanes.values() for lane in lanes]:
            if lane.thread:
                lane.thread.join(max(0.0, until - time.monotonic()))

    def _in_hand(self) -> int:
        return sum(lane.work is not None for lanes in self._lanes.values() for lane in lanes)

    def _open_more(self) -> None:
        """Open a channel's first lane when something waits for it; others when it has shown that it delivers."""
        for name, waiting in self._waiting.items():
            lanes, most = self._lanes[name], self._channels[name].connections
            at_work = [lane for lane in lanes if not lane.retired]
            if waiting and (not lanes or (len(lanes) < most and any(lane.proven for lane in at_work))):
                self._open(name)

    def _open(self, name: str) -> None:
        lane = Lane(name, self._channels[name])
        self._lanes[name].append(lane)
        # A thread that hangs on a server must not keep the program from ending.
        lane.thread = threading.Thread(target=self._work, args=(lane,), name=f"{name} lane", daemon=True)
        lane.thread.start()

    # --- in the threads of the lanes ---------------------------------------------------------------------------------

    def _work(self, lane: Lane) -> None:
        """Deliver until there is no more; a message that breaks the channel is answered for, and the next one tried."""
        while not (self._closed or lane.retired):
            lane.took, why = False, _NO_ANSWER
            try:
                for outcome in lane.channel.deliver(self._feed(lane)):
                    self._answer(lane, outcome)
            except Exception as error:  # noqa: BLE001 - one message that breaks a channel must not hold up the others
                why = type(error).__name__
            if not lane.took and self._next(lane) is None:
                return
            self._answer(lane, Temporary(Said(_BROKE, {"why": why}), unknown=True))

    def _answer(self, lane: Lane, outcome: Outcome) -> None:
        if lane.work is not None and not lane.answered:
            lane.answered = True
            self._handed.put(Handed(lane, lane.work, outcome))

    def _feed(self, lane: Lane) -> Iterator[Outgoing]:
        while (work := self._next(lane)) is not None:
            yield work.outgoing

    def _next(self, lane: Lane) -> Work | None:
        """The lane's next message, as soon as there is one and it may be begun; None: there will be none."""
        with self._turn:
            while not self._closed and not lane.retired:
                wait = self._ours_until - elapsed()
                if lane.work is None and wait > 0 and (work := self._first_free(lane.name)):
                    lane.work, lane.answered, lane.took = work, False, True
                    return work
                self._turn.wait(min(wait, 1.0) if wait > 0 else 1.0)
            return None

    def _first_free(self, name: str) -> Work | None:
        """The first that waits to whom no other is on its way: what one recipient is told stays in its order."""
        told = {one.work.claimed.recipient for one in self._lanes[name] if one.work}
        self._let_go_on(name)
        waiting, pace = self._waiting[name], self._pace(name)
        found, too_soon = None, list[Work]()
        for work in waiting:
            domain = pace.domain(work.outgoing.address)
            if domain and pace.free(domain) <= 0:
                too_soon.append(work)
            elif work.claimed.recipient not in told:
                found = work
                pace.took(domain)
                break
        for work in filter(None, (*too_soon, found)):
            waiting.remove(work)
        for work in reversed(too_soon):  # they came before those that are there
            self._later[name, pace.domain(work.outgoing.address)].appendleft(work)
        return found

    def _let_go_on(self, name: str) -> None:
        """Let as many wait for a lane again as may go to their domains by now."""
        waiting, pace = self._waiting[name], self._pace(name)
        held = {domain: later for (of, domain), later in self._later.items() if of == name and later}
        there = Counter(pace.domain(work.outgoing.address) for work in waiting) if held else Counter()
        for domain, later in held.items():
            for _ in range(min(len(later), pace.free(domain) - there[domain])):
                waiting.append(later.popleft())

    def _pace(self, name: str) -> DomainPace:
        channel = self._channels[name]
        return channel.pace if isinstance(channel, Paced) else UNPACED
