"""Words for what events have codes for: their types, and the fields that they carry; no refusal shows the codes."""

import re
from collections.abc import Mapping

from adapters.words.catalogue import Said
from adapters.words.events import EVENT_WORDS
from events.errors import FieldCode, TypeCode
from rules.problems import N_

FIELDS: Mapping[str, str] = {
    "id": N_("the event's id"),
    "actor": N_("who records it"),
    "document": N_("the document"),
    "issued": N_("the day on which the document was issued"),
    "plan": N_("the plan"),
    "subject": N_("what it is about"),
    "unit": N_("the unit"),
    "corrects": N_("the event that it goes back to"),
    "data": N_("what it says"),
    "occurred_on": N_("the day"),
    "all": N_("all tasks"),
    "amends": N_("the version before"),
    "answer": N_("the answer"),
    "answers": N_("the requests that it answers"),
    "anyway": N_("“all the same” (--anyway)"),
    "at": N_("the time of day"),
    "by": N_("the plan that stands for it"),
    "calendar": N_("the calendar"),
    "carried": N_("the date that its document lays down"),
    "code": N_("the code"),
    "content": N_("what is asked for"),
    "counted_from": N_("the day that is counted from"),
    "cut_off": N_("the cut-off hour"),
    "day": N_("the day"),
    "days": N_("the days"),
    "decisions": N_("what was decided of the rows"),
    "default": N_("what holds for other rows"),
    "difficulty": N_("the difficulty"),
    "done": N_("the rows that are done"),
    "due": N_("the last day"),
    "email_seal": N_("the seal of the e-mail address"),
    "ended": N_("the units that end"),
    "every_plan": N_("every plan"),
    "from": N_("the milestone that it begins with"),
    "hash": N_("the hash"),
    "header": N_("what was decided of the plan's head"),
    "heard": N_("that messages go there"),
    "heir": N_("the unit that takes over"),
    "into": N_("what it becomes"),
    "joins": N_("what joined them"),
    "kind": N_("the kind"),
    "kinds": N_("the kinds"),
    "label": N_("the label"),
    "leap": N_("that the clock is right"),
    "media_type": N_("the file's type"),
    "members": N_("the members"),
    "milestone": N_("the milestone"),
    "name": N_("the name"),
    "new_day": N_("the new day"),
    "not_required": N_("the rows that are not required"),
    "of": N_("the unit that is asked"),
    "only": N_("that it is of this plan alone"),
    "others": N_("the seals of its other addresses"),
    "override": N_("that it is an override"),
    "parent": N_("the unit above"),
    "passed": N_("the rows that pass on"),
    "person": N_("the person"),
    "phone_seal": N_("the seal of the telephone number"),
    "plans": N_("the plans"),
    "product": N_("the product"),
    "progress": N_("the progress"),
    "proposal": N_("the proposal"),
    "proposed_hash": N_("the hash of what was proposed"),
    "reason": N_("the reason"),
    "replaces": N_("what it stands for"),
    "rows": N_("the number of rows"),
    "rules": N_("the rows"),
    "seal": N_("the seal of the address"),
    "serves": N_("the milestones that are joined with it"),
    "since": N_("since when it holds"),
    "size": N_("the size"),
    "source": N_("the plan's text"),
    "taken_over": N_("that it ran before"),
    "tasks": N_("whose the tasks are"),
    "texts": N_("that text messages reach it"),
    "to": N_("to whom it was handed up"),
    "units": N_("the units"),
    "until": N_("the end"),
    "version": N_("the version"),
    "was": N_("the name before"),
    "without": N_("the plans left out"),
    "working": N_("whether it is worked"),
}
"""By its name, wherever in an event it stands."""

_IN_A_LIST = N_("{field} (number {number})")
_INDEX = re.compile(r"\[([0-9]+)\]")


def in_words(fields: Mapping[str, object]) -> Mapping[str, object]:
    """The fields of what is refused, each code in the words for it."""
    return {name: _said(value) for name, value in fields.items()}


def _said(value: object) -> object:
    if isinstance(value, TypeCode):
        return Said(EVENT_WORDS[value].name) if value in EVENT_WORDS else str(value)
    return [_field(path) for path in value.split(", ")] if isinstance(value, FieldCode) else value


def _field(path: str) -> Said:
    """The words of a field: `data.units[3].name` is the name of the fourth."""
    *_, last = path.split(".")
    name, index = _INDEX.sub("", last), _INDEX.search(path)
    words = Said(FIELDS.get(name, name))
    return Said(_IN_A_LIST, {"field": words, "number": int(index[1]) + 1}) if index else words
