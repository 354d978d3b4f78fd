"""Which id an event has when nobody gives it one."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.statements.days import day
from adapters.statements.event_ids import Stands, identify
from adapters.words.refused.refusal import Refused

MATTER = ("milestone.held", "p", "congress", "12")


@given(st.lists(st.sampled_from(["a", "b", "c", "withdraw"]), max_size=30))
@settings(max_examples=100)
def test_saying_it_again_counts_once_and_saying_otherwise_counts(said: list[str]) -> None:
    """Only what stands last is known; everything else is a new event, with an id that no other has."""
    log: list[str] = []
    standing: list[Stands] = []
    for content in said:
        if content == "withdraw":
            standing = standing[:-1]
            continue
        found = identify(MATTER, (content,), standing[-1:], log.__contains__)
        again = identify(MATTER, (content,), standing[-1:], log.__contains__)
        assert found == again
        assert found.known == (bool(standing) and standing[-1].content == (content,))
        if not found.known:
            assert found.event_id not in log
            log.append(found.event_id)
            standing.append(Stands(found.event_id, (content,)))
        assert identify(MATTER, (content,), standing[-1:], log.__contains__).known


def test_two_who_say_the_same_at_once_arrive_at_the_same_id() -> None:
    """The id follows from what is said and what it comes after, and from nothing else."""
    before = [Stands("e1", ("planned", "2025-09-30"))]
    one, other = (identify(MATTER, ("held", "2025-09-26"), before, lambda _: False) for _ in range(2))
    assert one == other
    assert one.event_id.startswith("milestone.held/")
    assert identify((*MATTER[:3], "03388"), ("held", "2025-09-26"), before, lambda _: False) != one
    assert identify(MATTER, ("held", "2025-09-26"), [], lambda _: False) != one


@pytest.mark.parametrize("text", ["30/9/2025", "30-09-2025", "30.9.2025", "2025-09-30", "2025-9-30", " 30/9/2025 "])
def test_a_day_is_read_in_both_orders(text: str) -> None:
    """Four digits tell the year, so that nothing is guessed."""
    assert day("--on", text) == date(2025, 9, 30)


@pytest.mark.parametrize(
    "text", ["31/9/2025", "29/2/2025", "2025-13-01", "0/1/2025", "1/1/0000", "30/9/25", "30/9", "", "٣/٩/٢٠٢٥"]
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    """It is never put right, nor is a year of two digits."""
    with pytest.raises(Refused):
        day("--on", text)


@given(st.dates(min_value=date(1, 1, 1)))
@settings(max_examples=50)
def test_every_day_is_read_as_written(when: date) -> None:
    """Both forms give the day back."""
    assert day("--on", f"{when.day}/{when.month}/{when.year:04}") == day("--on", when.isoformat()) == when
