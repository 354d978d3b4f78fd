"""The canonical form of an event, and the chain of hashes over the log."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.chain import GENESIS, canonical_json, content, differing, event_of, link, moment_text, verify
from events.errors import LogBroken
from events.event import Document, Event, Recorded

EVENT = Event(
    id="e1",
    type="milestone.held",
    plan="p",
    subject="congress",
    unit="12",
    occurred_on=date(2025, 8, 1),
    recorded_at=datetime(2025, 8, 1, 10, tzinfo=timezone(timedelta(hours=7))),
    actor="văn thư",
    document=Document(text="Số 01", issued=date(2025, 7, 31)),
)


def test_the_canonical_form_is_what_it_was() -> None:
    """The form that hashes are taken of is fixed to the byte: sorted keys, no spaces, text as it is, UTC."""
    assert canonical_json(content(EVENT)) == (
        '{"actor":"văn thư","corrects":null,"data":{},"document":{"issued":"2025-07-31","text":"Số 01"},"id":"e1",'
        '"occurred_on":"2025-08-01","plan":"p","recorded_at":"2025-08-01T03:00:00.000000Z","subject":"congress",'
        '"type":"milestone.held","unit":"12"}'
    )
    assert link(GENESIS, EVENT) == "291af096ab8bbac18781f8a3888193e3d414f6886e271886907e3009e09c85ec"


def test_text_is_not_normalised() -> None:
    """The two ways to write ế are two texts."""
    assert canonical_json("\u1ebf") != canonical_json("e\u0302\u0301")


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
days = st.dates()
zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
events = st.builds(
    Event,
    id=words,
    type=words,
    plan=st.none() | words,
    subject=st.none() | words,
    unit=st.none() | words,
    occurred_on=days,
    recorded_at=st.datetimes(min_value=datetime(2, 1, 1), timezones=zones),  # noqa: DTZ001 - a bound
    actor=words,
    document=st.none() | st.builds(Document, text=words, issued=st.none() | days),
    corrects=st.none() | words,
    data=st.dictionaries(words, st.none() | st.booleans() | st.integers() | words | st.lists(words, max_size=3)),
)


@settings(max_examples=100)
@given(events)
def test_content_and_event_are_inverse(event: Event) -> None:
    """An event read from its own content is the same event, and has the same hash."""
    again = event_of(content(event))
    assert again == event
    assert link(GENESIS, again) == link(GENESIS, event)


@settings(max_examples=100)
@given(st.lists(st.datetimes(min_value=datetime(2, 1, 1), timezones=st.just(UTC)), min_size=2))  # noqa: DTZ001 - a bound
def test_moments_sort_as_their_text(moments: list[datetime]) -> None:
    """The text of moments sorts as the moments do."""
    assert sorted(moments, key=moment_text) == sorted(moments)


@settings(max_examples=50)
@given(st.lists(events, min_size=1, max_size=5), st.data())
def test_any_change_shows(log: list[Event], data: st.DataObject) -> None:
    """A chain holds; with one event replaced by another it is broken at that position."""
    chained: list[Recorded] = []
    for position, event in enumerate(log, 1):
        previous = chained[-1].hash if chained else GENESIS
        chained.append(Recorded(position=position, event=event, previous=previous, hash=link(previous, event)))
    assert verify(chained) == len(log)
    at = data.draw(st.integers(0, len(log) - 1))
    other = data.draw(events.filter(lambda event: content(event) != content(log[at])))
    changed = [*chained[:at], replace(chained[at], event=other), *chained[at + 1 :]]
    with pytest.raises(LogBroken) as broken:
        verify(changed)
    assert broken.value.fields["position"] == at + 1


def test_an_empty_log_holds() -> None:
    """The chain of no events is whole."""
    assert verify([]) == 0


def test_what_differs_is_named() -> None:
    """The fields that differ are named; the moment of recording is not one of them."""
    other = replace(EVENT, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), unit="13", data={"carried": "2025-12-31"})
    assert differing(EVENT, other) == ["unit", "data"]
    assert differing(EVENT, replace(EVENT, recorded_at=datetime(2026, 1, 1, tzinfo=UTC))) == []
