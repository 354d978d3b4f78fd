"""Whether a plan, or a version of one, may be entered as secret as it is, or less secret than it was.

Both are for whoever keeps the machine to say, in its settings, and are looked at when something is recorded, never when
a log is followed again. To lower a level is for those who may decide on it (Luật Bảo vệ bí mật nhà nước: the head of
the body that fixed the level), and needs their document, as every version of a plan does.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.happenings.entry import Entry
from engine.happenings.named import listed
from events.errors import N_, EventError
from rules.plan import Plan
from rules.secrecy import Level

if TYPE_CHECKING:
    from engine.happenings.secrecy.same_words import Lowered

TOO_SECRET = N_(
    "“{what}” of plan “{plan}” is “{level}”; here nothing above “{highest}” may be entered (setting "
    "`secrecy_highest`). State secrets may not be kept on a machine that is connected to a network other than an "
    "independent LAN (Luật Bảo vệ bí mật nhà nước 117/2025/QH15, article 5, paragraph 2). Nothing was recorded. Keep "
    "it on a machine for them."
)
NOT_LOWERED = N_(
    "{actor} may not lower levels of secrecy of plan “{plan}”: {rows}. Nothing was recorded. Those who may are "
    "named in the setting `secrecy_lowered_by` ({known}); one of them records it, by the document that lowers it."
)
SAME_WORDS = N_(
    "Rows of plan “{plan}” have the words of others that are more secret, or were: {rows}. {actor} may not lower "
    "levels of secrecy. Nothing was recorded. Give each its level (`secrecy` in the file, --secrecy on the command "
    "line). Those who may lower it are named in the setting `secrecy_lowered_by` ({known}); one of them records it, by "
    "the document that lowers it."
)


def must_be_allowed_here(entry: Entry, plan: Plan) -> None:
    """Raise EventError where the plan or a row of it is more secret than what may be entered here."""
    highest = entry.tools.highest
    for what, level in _levels(plan):
        if level > highest:
            raise EventError(TOO_SECRET, what=what, plan=plan.id, level=str(level), highest=str(highest))


def must_not_be_lowered(entry: Entry, running: Plan | None, proposed: Plan) -> None:
    """Raise EventError where a version makes something less secret, and whoever records it may not.

    That is so too where it brings in, less secret, what a secret row says or said. `running` is the version in force;
    None: the plan is new.
    """
    may, actor = entry.tools.lowered_by, entry.event.actor
    if actor in may:
        return
    from engine.happenings.secrecy.same_words import brought_in  # noqa: PLC0415 - only plans bring in words

    known = ", ".join(sorted(may)) or "-"
    lowered = list(_lowered(running, proposed)) if running else []
    if lowered:
        raise EventError(NOT_LOWERED, actor=actor, plan=proposed.id, rows=listed(lowered), known=known)
    again = list(map(_named, brought_in(entry.snapshot, running, proposed)))
    if again:
        raise EventError(SAME_WORDS, actor=actor, plan=proposed.id, rows=listed(again), known=known)


def _named(one: "Lowered") -> str:
    """By numbers alone: what the words are is not told."""
    return f"{one.number} ({one.said.number}: {one.said.level} → {one.level})"


def _levels(plan: Plan) -> Iterator[tuple[str, Level]]:
    yield plan.number, plan.secrecy
    yield from ((rule.number, rule.secrecy) for rule in plan.rules.values())


def _lowered(running: Plan, proposed: Plan) -> Iterator[str]:
    """What both have and the later one has less secret, by number, from which level to which."""
    if proposed.secrecy < running.secrecy:
        yield f"{running.number} ({running.secrecy} → {proposed.secrecy})"
    for name, rule in running.rules.items():
        now = proposed.rules.get(name)
        if now and now.secrecy < rule.secrecy:
            yield f"{now.number} ({rule.secrecy} → {now.secrecy})"
