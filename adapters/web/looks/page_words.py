"""A refusal as a page says it: places and fields by their names, where the command line has commands and options."""

import re
from collections.abc import Mapping

from adapters.words.catalogue import tr
from rules.problems import N_

_COMMAND, _OPTION = re.compile(r"`([^`]*)`"), re.compile(r"(?<![\w-])--([a-z][a-z-]*)")
_TASK = re.compile(r"“[a-z0-9-]+/([^/”\s]+)/[^/”\s]+(?:/[^”\s]+)?”")
_ELSEWHERE = N_("the page for it")
_AND = N_("{one} and {other}")
_ROW = N_("row no. {row}")

_PLACES: Mapping[str, str] = {
    "assign": N_("Give tasks"),
    "calendar": N_("Working days and days off"),
    "correct": N_("Events"),
    "events": N_("Events"),
    "explain": N_("Tasks"),
    "happenings": N_("Documents that give tasks"),
    "log": N_("Record an event"),
    "outbox": N_("Mails and messages sent"),
    "plan": N_("Documents that give tasks"),
    "status": N_("System"),
    "sweep": N_("System"),
    "tasks": N_("Tasks"),
    "tokens": N_("Tokens"),
    "units": N_("Agencies"),
    "users": N_("People"),
    "verify": N_("Data held against the log"),
    "withdraw": N_("Events"),
}
"""The page of each command that refusals name."""

_FIELDS: Mapping[str, str] = {
    "anyway": N_("Record it all the same"),
    "due": N_("The last day"),
    "issued": N_("Day of the document"),
    "on": N_("On which day"),
    "plan": N_("Of which document"),
    "planned": N_("planned"),
    "reason": N_("Reason"),
    "unit": N_("Agency"),
}
"""The field of each option."""


def on_page(text: str, lang: str) -> str:
    """The sentence without commands, options and codes."""
    text = _TASK.sub(lambda found: tr(_ROW, lang, row=found[1]), text)
    text = _COMMAND.sub(lambda found: _said(found[1], lang), text)
    return _OPTION.sub(lambda found: _field(found[1], lang), text)


def _said(quoted: str, lang: str) -> str:
    if quoted.startswith("thoihan "):
        return f"“{tr(_PLACES.get(quoted.split()[1], _ELSEWHERE), lang)}”"
    fields = [_field(one, lang) for one in _OPTION.findall(quoted)]
    if not fields:
        return f"“{quoted}”"
    return fields[0] if len(fields) == 1 else tr(_AND, lang, one=", ".join(fields[:-1]), other=fields[-1])


def _field(name: str, lang: str) -> str:
    return f"“{tr(_FIELDS.get(name, name), lang)}”"
