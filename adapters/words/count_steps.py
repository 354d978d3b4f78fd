"""The steps of a count, said so that an officer sees on what each rests: an article, a setting, or a document."""

from collections.abc import Mapping

from adapters.words.catalogue import Said
from rules.convention_settings import ALLOWED
from rules.problems import N_

_SETTING = N_("by the setting {setting}")
_NO_DOCUMENT = N_("no document was named")


def step_said(template: str, args: Mapping[str, object]) -> Said:
    """A step. Where the law is silent its authority is a setting, `before_date=day_before`, and is called so."""
    named = dict(args)
    authority = str(named.get("authority", ""))
    if authority.partition("=")[0] in ALLOWED:
        named["authority"] = Said(_SETTING, {"setting": authority})
    for name in ("source", "ended_by"):
        if named.get(name) == "":
            named[name] = Said(_NO_DOCUMENT)
    return Said(template, named)
