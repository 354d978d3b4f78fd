"""The days on which a task will be told of, in explanations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from adapters.cli.frame.terminal import Terminal
from adapters.words.amounts import amount_said
from adapters.words.catalogue import say
from engine.asking.course.coming_rungs import Coming
from rules.ladders.rungs import Hears
from rules.language.offset_text import format_amount
from rules.problems import N_

HEARERS: Mapping[Hears, str] = {
    Hears.LEAD: N_("who leads"),
    Hears.COOPERATING: N_("who cooperates"),
    Hears.SUPERIOR: N_("the unit above"),
    Hears.FOLLOWER: N_("who follows the plan"),
}
_COMING = N_("It will be told of on:")
_ON, _AGAIN = N_("{day}: {to}"), N_("{day}: {to}; again every {every}")


def coming_answers(found: Sequence[Coming]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [coming_answer(one) for one in found]


def coming_answer(one: Coming) -> dict[str, Any]:
    """One of the days for programs: to whom, each with the channels (none: all)."""
    return {
        "day": one.day.isoformat(),
        "to": {who: list(by) for who, by in one.to},
        "every": format_amount(one.every) if one.every else None,
    }


def next_text(terminal: Terminal, told: Mapping[str, Any] | None) -> str:
    """The day that comes next in a list, of an answer for programs, and who is told then; nothing where none does."""
    if told is None:
        return ""
    return terminal.text(_ON, day=date.fromisoformat(told["day"]), to=_hearers(terminal, map(Hears, told["to"])))


def _hearers(terminal: Terminal, hears: Iterable[Hears]) -> str:
    return ", ".join(terminal.text(HEARERS[who]) for who in hears)


def coming_lines(terminal: Terminal, found: Sequence[Coming]) -> Iterator[str]:
    """Each day, and who is told then."""
    if found:
        yield from ("", terminal.text(_COMING))
    for one in found:
        to = _hearers(terminal, (who for who, _ in one.to))
        every = say(amount_said(format_amount(one.every)), terminal.lang) if one.every else None
        yield "  " + terminal.text(_AGAIN if every else _ON, day=one.day, to=to, every=every)
