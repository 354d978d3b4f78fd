"""The days on which a task will be told of, in explanations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from adapters.answers.speech import Speech
from adapters.words.catalogue import say
from engine.asking.course.coming_rungs import Coming
from rules.ladders.rungs import Hears
from rules.problems import N_

HEARERS: Mapping[Hears, str] = {
    Hears.LEAD: N_("who leads"),
    Hears.LEADER: N_("its leader"),
    Hears.COOPERATING: N_("who cooperates"),
    Hears.SUPERIOR: N_("the unit above"),
    Hears.FOLLOWER: N_("who follows the plan"),
}
_COMING = N_("It will be told of on:")
_ON, _AGAIN = N_("{day}: {to}"), N_("{day}: {to}; again every {every}")


def coming_answers(found: Sequence[Coming]) -> list[dict[str, Any]]:
    """The same for programs: each also says how often it is told again, where it is."""
    return [{**next_answer(one), "every": _every(one)} for one in found]


def next_answer(one: Coming) -> dict[str, Any]:
    """One of the days for programs: to whom, each with the channels (none: all)."""
    return {"day": one.day.isoformat(), "to": {who: list(by) for who, by in one.to}}


def _every(one: Coming) -> str | None:
    """How long after it, and after each time again, in the offset language; None: it is told once."""
    if one.every is None:
        return None
    from rules.language.offset_text import format_amount  # noqa: PLC0415 - lists do not say it

    return format_amount(one.every)


def next_text(speech: Speech, told: Mapping[str, Any] | None) -> str:
    """The day that comes next in a list, of an answer for programs, and who is told then; nothing where none does."""
    if told is None:
        return ""
    return speech.text(_ON, day=date.fromisoformat(told["day"]), to=_hearers(speech, map(Hears, told["to"])))


def _hearers(speech: Speech, hears: Iterable[Hears]) -> str:
    return ", ".join(speech.text(HEARERS[who]) for who in hears)


def coming_lines(speech: Speech, found: Sequence[Coming]) -> Iterator[str]:
    """Each day, and who is told then."""
    if found:
        yield from ("", speech.text(_COMING))
    for one in found:
        to = _hearers(speech, (who for who, _ in one.to))
        yield "  " + speech.text(_AGAIN if one.every else _ON, day=one.day, to=to, every=_in_words(speech, one))


def _in_words(speech: Speech, one: Coming) -> str | None:
    from adapters.words.amounts import amount_said  # noqa: PLC0415 - likewise

    every = _every(one)
    return say(amount_said(every), speech.lang) if every else None
