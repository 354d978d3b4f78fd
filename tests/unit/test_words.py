"""Tables of words: each has an entry for all that it can be asked for, and nothing is told in another's words."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from adapters.answers.decisions import LISTS
from adapters.answers.derivations import CHANGES
from adapters.cli.frame.failures import failure
from adapters.cli.output.anchor_check import ANCHOR_BREAKS
from adapters.cli.output.plan_differences import DECIDED
from adapters.demo.player import COUNTED
from adapters.telling.change_words import CHANGE_WORDS
from adapters.telling.message_content import ChangeKind
from adapters.words.catalogue import KINDS, LANGUAGES, say, translator
from adapters.words.changes import HEADINGS
from adapters.words.events import EVENT_WORDS, UnknownType, event_said, words_of
from adapters.words.log import Logbook
from adapters.words.refused.codes import FIELDS
from adapters.words.rules import CYCLES, HAPPENED, WHAT
from adapters.words.tasks import STANDINGS, STATES, TOLD_BY_STATE
from engine.asking.anchors import Finding
from engine.asking.explaining import BEGUN
from engine.decision import NOTICES, Kind
from engine.happenings.amendments import NO_HOUR
from engine.happenings.reports import NOT_OPEN
from engine.tasks import Standing, State
from engine.units import Units
from events import making
from events.catalogue import TYPES, Need
from events.errors import EventError, TypeCode
from events.event import Event, Recorded
from rules import unit_kinds
from rules.amending.merging import Choice
from rules.compiling import compile_plan
from rules.offsets import Cycle, SignalKind
from tests.unit.test_events_catalogue import MADE
from tests.worlds import World, plan_text

PLAN = compile_plan(plan_text(({"due": "by 2025-08-29"},)))
BOOK = Logbook(PLAN, Units({}))
HOLES = re.compile(r"[{}]")


def test_every_type_of_event_has_its_words() -> None:
    """The table holds exactly the types that the log can hold."""
    assert set(EVENT_WORDS) == set(TYPES)


def test_what_amends_an_event_has_words_for_it() -> None:
    """Exactly the types that name the event they correct are told beside it."""
    assert {name for name, words in EVENT_WORDS.items() if words.amending} == {
        name for name, kind in TYPES.items() if kind.corrects is Need.MUST
    }


def test_what_happens_to_a_plan_or_an_agency_is_told_by_its_name() -> None:
    """Only events of a plan as a whole, to those of another plan, and of one agency are told otherwise by name."""
    assert {name for name, words in EVENT_WORDS.items() if words.elsewhere} == {
        "plan.adopted",
        "plan.amended",
        "plan.closed",
        "plan.replaced",
        "unit.merged",
        "unit.split",
        "unit.ended",
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EVENT_WORDS)
def test_words_of_messages_name_the_event_and_its_day_only(name: str, lang: str) -> None:
    """The head of a message has nothing to fill in but what happened, to what, and when."""
    words = EVENT_WORDS[name]
    for template in filter(None, (words.message, words.elsewhere)):
        filled = translator(lang)(template).replace("{event}", "E").replace("{day}", "D")
        assert "D" in filled
        assert not HOLES.search(filled)
    assert not HOLES.search(translator(lang)(words.name))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("event", MADE, ids=lambda event: event.type)
def test_the_entry_of_an_event_is_whole(event: Event, lang: str) -> None:
    """Whatever an event carries, its entry in the log leaves nothing to be filled in."""
    recorded = Recorded(event=event, position=2, previous="0" * 64, hash="1" * 64)
    root = Recorded(event=MADE[3], position=1, previous="0" * 64, hash="0" * 64)
    said = [BOOK.entry(recorded), BOOK.entry(recorded, [root]), event_said(recorded)]
    assert not [text for text in (say(each, lang) for each in said) if HOLES.search(text)]


def test_a_type_that_is_not_known_is_told_as_nothing_else() -> None:
    """An event of a later version is refused by its name, and not taken for another."""
    with pytest.raises(UnknownType) as unknown:
        words_of("milestone.dreamt")
    assert say(unknown.value.said, "en") == (
        "The event type “milestone.dreamt” is not known to this version of the program. Use the version that recorded "
        "it, or a later one."
    )


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        pytest.param(HEADINGS, set(Kind), id="headings"),
        pytest.param(STATES, set(State), id="states"),
        pytest.param({**STANDINGS, **dict.fromkeys(TOLD_BY_STATE)}, set(Standing), id="standings"),
        pytest.param(CHANGES, {BEGUN, *(kind for kind in Kind if kind not in NOTICES)}, id="history"),
        pytest.param(LISTS, {Kind.ACTIVATED, Kind.MOVED, Kind.CLOSED, Kind.FIRMED}, id="lists of an answer"),
        pytest.param(CHANGE_WORDS, set(ChangeKind), id="messages"),
        pytest.param(
            COUNTED,
            set(ChangeKind) - {ChangeKind.RECOUNTED, ChangeKind.WAITS},
            id="the demo's count of messages",
        ),
        pytest.param(ANCHOR_BREAKS, set(Finding) - {Finding.HOLDS}, id="anchors"),
        pytest.param(DECIDED, set(Choice), id="choices"),
        pytest.param(CYCLES, set(Cycle), id="cycles"),
        pytest.param(WHAT, set(SignalKind), id="what is counted from"),
        pytest.param(HAPPENED, set(SignalKind), id="what is waited for"),
        pytest.param(KINDS, set(unit_kinds.KINDS), id="kinds of units"),
    ],
)
def test_a_table_has_what_it_can_be_asked_for(table: Any, keys: set[str]) -> None:
    """A table keyed by kinds has an entry for each of them, and for nothing else."""
    assert set(table) == keys


def test_a_message_can_tell_of_every_change() -> None:
    """A message knows every kind of change that the engine knows, lapsed milestones, and reports to be passed on."""
    assert {str(change) for change in ChangeKind} == {"lapsed", "passed_on", *map(str, Kind)}


def test_standings_are_told_or_said_by_the_state() -> None:
    """No standing is both."""
    assert not TOLD_BY_STATE & set(STANDINGS)


def test_a_refusal_says_a_state_in_its_language() -> None:
    """The state of a task in what is refused reads as it does in lists."""
    error = EventError(NOT_OPEN, task="ke-hoach/R1/btc", state=State.DONE)
    assert "đang ở trạng thái hoàn thành" in say(error, "vi")
    assert "is done" in str(error)


def test_a_refusal_says_in_words_what_events_have_codes_for() -> None:
    """A type and a field, also one of a list; every field that an event can carry has words."""
    envelope = World().envelope()
    rows: Any = [{"code": "a", "name": "", "kind": "b", "parent": None}]
    wrong: list[Callable[[], Event]] = [
        lambda: making.made("task.assigned", envelope, {"person": "", "due": None}, plan="p", subject="p/R1/12"),
        lambda: making.units_registered(rows, **envelope),
    ]
    said = []
    for make in wrong:
        with pytest.raises(EventError) as refused:
            make()
        said.append(told(refused.value))
    assert [en.partition(" must")[0] for en, _ in said] == [
        f"Event “{envelope['id']}”: the person",
        f"Event “{envelope['id']}”: the name (number 1)",
    ]
    assert "người được giao" in said[0][1]
    kept = EventError(NO_HOUR, id="e1", type=TypeCode("suspension.began"))
    assert "is of type suspension" in told(kept)[0]
    assert "suspension.began" not in told(kept)[1]
    assert {name for kind in TYPES.values() for name in fields_in("", kind.data)} <= {"", *FIELDS}


def told(error: EventError) -> tuple[str, str]:
    """A refusal as it is told in each language."""
    [said] = failure(error).said
    return say(said, "en"), say(said, "vi")


def fields_in(name: str, of: Any) -> Iterator[str]:
    """The names of the fields, also of those within others."""
    if isinstance(of, Mapping):
        for within, each in of.items():
            yield from fields_in(within, each)
        return
    yield name
    record = getattr(of, "record", of)
    yield from fields_in("", getattr(record, "fields", {}))
