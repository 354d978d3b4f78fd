"""Events of the log, for programs."""

from collections.abc import Mapping
from typing import Any

from engine.contacts import KINDS
from engine.telling.levels import event_level
from events.chain import content
from events.event import Event, Recorded
from rules.plan import Plan


def event_answer(recorded: Recorded, plans: Mapping[str, Plan], root: Event | None = None) -> dict[str, Any]:
    """An event in the log, for programs; the text of a plan is left out, and so are addresses in a log of before.

    `root` is the event that it corrects or withdraws.
    """
    found: dict[str, Any] = {"secrecy": str(event_level(recorded.event, plans, root))}
    found |= {"position": recorded.position, **content(recorded.event), "hash": recorded.hash}
    found["data"] = {name: value for name, value in recorded.event.data.items() if name != "source"}
    if recorded.event.type == "units.registered":
        found["data"]["units"] = [_without_addresses(unit) for unit in found["data"]["units"]]
    return found


def _without_addresses(unit: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in unit.items() if name not in KINDS}
