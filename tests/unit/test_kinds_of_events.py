"""The table of what each type of event means is whole."""

from engine.happenings.kinds import FAMILIES, MEANINGS
from events.catalogue import TYPES, Need


def test_every_type_of_the_catalogue_has_its_meaning() -> None:
    """The engine's table and the catalogue name the same types, each in one family."""
    assert set(MEANINGS) == set(TYPES)
    assert sum(len(family.MEANINGS) for family in FAMILIES) == len(TYPES)


def test_what_states_facts_can_be_amended_and_says_when_it_fits() -> None:
    """An event that states facts can be corrected, and what a correction makes of it is held against what is known."""
    for kind, meaning in MEANINGS.items():
        states = meaning.states is not MEANINGS["day.began"].states
        assert (meaning.fits is not None) == states, kind
        assert meaning.amending is not None or not states, kind


def test_a_time_of_day_is_taken_where_the_catalogue_has_one() -> None:
    """An hour can be corrected of just those events that may carry one."""
    carrying = {kind for kind, of in TYPES.items() if "at" in of.data and of.corrects is Need.NO}
    assert {kind for kind, meaning in MEANINGS.items() if meaning.takes_hour} == carrying
