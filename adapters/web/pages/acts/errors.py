"""Errors of what is recorded, in a sentence for the page; what is no refusal goes on."""

from collections.abc import Mapping

from adapters.words.catalogue import Said
from adapters.words.refused.codes import in_words
from events.errors import Conflict, StoreError
from rules.problems import PlanError, TextError

_MOST = 6


def said_of(error: Exception) -> Said | None:
    """The refusal in a sentence; None: it is no refusal of what was typed."""
    if isinstance(error, PlanError):
        return Said("{known}", {"known": [Said(one.template, one.args) for one in error.problems[:_MOST]]})
    if isinstance(error, StoreError | Conflict | OSError):
        return None
    said = getattr(error, "said", None)
    if isinstance(said, Said):
        return said
    template = getattr(error, "template", None)
    if not isinstance(template, str):
        return None
    fields = getattr(error, "fields", {})
    words = in_words(fields if isinstance(fields, Mapping) else {})
    if isinstance(error, TextError):
        return Said("{what} {hint}", {"what": Said(template, words), "hint": Said(error.hint, words)})
    return Said(template, words)
