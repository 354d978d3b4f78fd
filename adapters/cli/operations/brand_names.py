"""The brand name of text messages: it is given for three years (Nghị định 91/2020/NĐ-CP), and said in time to lapse."""

from datetime import date, timedelta

from adapters.settings import Settings
from adapters.telling.targets.texts import GatewayTarget
from adapters.words.catalogue import Said
from rules.problems import N_

_AHEAD = timedelta(days=60)
_LAPSES = N_(
    "The brand name {sender} of text messages is valid until {until}: renew it at the provider, and write the new day "
    "in `sms`."
)
_LAPSED = N_(
    "The brand name {sender} of text messages was valid until {until}: text messages may no longer arrive. Renew it at "
    "the provider, and write the new day in `sms`."
)


def lapsing(settings: Settings, today: date) -> Said | None:
    """What is to be said of the brand name on that day; None: it is valid for long, or nobody said until when."""
    target = settings.sms
    if not isinstance(target, GatewayTarget) or target.until is None or target.until - today > _AHEAD:
        return None
    template = _LAPSES if target.until >= today else _LAPSED
    return Said(template, {"sender": target.sender or "–", "until": target.until})
