"""Telling in tests: all that is ready to go leaves, and each recipient's letters are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from adapters.clock import SetClock, day_in_viet_nam
from adapters.telling.channel import Delivered, Outcome, Outgoing
from adapters.telling.dispatching import dispatching
from adapters.telling.message_content import reading
from engine.contacts import ListedUnit
from engine.telling.news import news
from events.store import Cap, Digests, Quiet, Store, Timing
from tests.worlds import World

MAIL_OF_EACH: tuple[ListedUnit, ...] = (
    {"code": "vn", "name": "Trung ương", "kind": "central", "email": "vn@example.vn"},
    {"code": "12", "name": "Tỉnh", "kind": "province", "parent": "vn", "email": "tinh@example.vn"},
    {"code": "bto", "name": "Ban Tổ chức", "kind": "party-body", "parent": "12", "email": "bto@example.vn"},
    {"code": "bnv", "name": "Sở Nội vụ", "kind": "department", "parent": "12", "email": "bnv@example.vn"},
    {"code": "c1", "name": "Xã c1", "kind": "commune", "parent": "12", "email": "c1@example.vn"},
    {"code": "c2", "name": "Xã c2", "kind": "commune", "parent": "12", "email": "c2@example.vn"},
)


NOWHERE = Quiet()
AS_IT_COMES = Digests()


def office(store: Store | None = None, today: str = "2025-07-21") -> World:
    """A world in which every agency has an e-mail address."""
    made = World(store, today=today)
    made.register(MAIL_OF_EACH, "units")
    return made


@dataclass
class Post:
    """A channel that takes over what it is given, unless it is told otherwise, and remembers under which keys."""

    name: str = "mail"
    connections: int = 1
    answers: dict[str, list[Outcome]] = field(default_factory=dict)  # by address
    handed: list[Outgoing] = field(default_factory=list)

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Take over each message."""
        for message in messages:
            self.handed.append(message)
            answers = self.answers.get(message.address)
            yield answers.pop(0) if answers else Delivered()


def flush(
    world: World,
    post: Post | None = None,
    hold: timedelta = timedelta(),
    quiet: Quiet = NOWHERE,
    digests: Digests = AS_IT_COMES,
    cap: Cap | None = None,
) -> list[Outgoing]:
    """All that is ready to go leaves, and what was handed over by that."""
    post = post or Post()
    before = len(post.handed)
    clock = SetClock(world.now)
    composer = news(day_in_viet_nam(world.now), Timing(hold, quiet, digests, cap))
    dispatching(world.store, {"mail": post}, clock, composer=composer)
    return post.handed[before:]


def letters(
    world: World,
    post: Post | None = None,
    hold: timedelta = timedelta(),
    quiet: Quiet = NOWHERE,
    digests: Digests = AS_IT_COMES,
    cap: Cap | None = None,
) -> dict[str, list[tuple[str, str, str | None]]]:
    """What leaves now, by recipient: the kind, task and due date of each item, as it was said."""
    sent = {message.key.partition("/mail")[0] + "/mail" for message in flush(world, post, hold, quiet, digests, cap)}
    with world.store.begin(write=False) as session:
        views = [view for view in session.messages(status="sent") if view.key in sent]
    found: dict[str, list[tuple[str, str, str | None]]] = {}
    for view in views:
        for item in reading(view.content).items:
            of = f"{item.task}/{item.unit}" if item.unit else item.task
            due = item.due.isoformat() if item.due else None
            found.setdefault(view.recipient, []).append((str(item.change), of, due))
    return found


def items(world: World, recipient: str) -> list[dict[str, Any]]:
    """All that a recipient was sent, item by item, as it is kept."""
    import json  # noqa: PLC0415

    with world.store.begin(write=False) as session:
        views = session.messages(recipient=recipient, status="sent")
    return [item for view in views for item in json.loads(view.content)["items"]]
