"""The view that a register shows, in words: whoever is handed it sees that rows were left out, and which."""

from collections.abc import Iterator

from adapters.answers.registers.chosen import Choice
from adapters.words.catalogue import Said
from adapters.words.tasks import ALL_STANDINGS, STATES
from engine.units import Units
from rules.problems import N_

_ONLY = N_("Only: {parts}.")
_OF_UNIT, _LED = N_("tasks of {unit}"), N_("tasks led by {unit}")
_STATE, _STANDING = N_("state “{state}”"), N_("tasks that are: {standings}")
_WITHIN = N_("due within {days} day(s)")


def view_said(choice: Choice, units: Units, within: int | None) -> Said | None:
    """What a choice takes, in a sentence; None: it leaves nothing out. `within`: the days that were asked for."""
    return None if choice.whole else Said(_ONLY, {"parts": list(_parts(choice, units, within))})


def _parts(choice: Choice, units: Units, within: int | None) -> Iterator[Said]:
    if choice.unit:
        yield Said(_OF_UNIT, {"unit": units.name(choice.unit)})
    if choice.lead:
        yield Said(_LED, {"unit": units.name(choice.lead)})
    if choice.state:
        yield Said(_STATE, {"state": Said(STATES[choice.state])})
    if choice.stands and within is None:
        known = [Said(label) for one, label in ALL_STANDINGS.items() if one in choice.stands.standings]
        yield Said(_STANDING, {"standings": known})
    if within is not None:
        yield Said(_WITHIN, {"days": within})
