"""A trial: everything goes to one address and one telephone, marked so, and nobody counts as told by it."""

import re
from dataclasses import replace
from html import escape

from adapters.telling.channel import Outgoing
from adapters.telling.composing import SMS_PARTS, Composed
from adapters.telling.sms.gsm import clip, fold
from adapters.telling.targets.trials import Trial
from adapters.words.catalogue import tr, translator
from adapters.words.plain_text import one_line
from rules.problems import N_

_LONGEST_NAME = 40
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_IN_SUBJECT = N_("[TRIAL] {subject}")
_IN_SMS = N_("[TRIAL] for {name}: {text}")
_NOTICE = N_(
    "This is a trial: the recipient named below has got nothing. When the trial is over, it goes to that recipient."
)


def tried(message: Outgoing, channel: str, trial: Trial, lang: str, *, plain_sms: bool) -> Outgoing:
    """The message as it goes in a trial."""
    address = (trial.phone if channel == "sms" else trial.mail) or message.address
    return replace(message, address=address, body=_marked(message, lang, plain_sms=plain_sms))


def _marked(message: Outgoing, lang: str, *, plain_sms: bool) -> Composed:
    body, notice = message.body, translator(lang)(_NOTICE)
    sms = tr(_IN_SMS, lang, name=one_line(message.name, _LONGEST_NAME), text=body.sms)
    return replace(
        body,
        subject=tr(_IN_SUBJECT, lang, subject=body.subject),
        text=f"{notice}\n\n{body.text}",
        html=_above(body.html, f"<p><b>{escape(notice)}</b></p>\n"),
        sms=clip(fold(sms) if plain_sms else sms, SMS_PARTS),
    )


def _above(html: str, notice: str) -> str:
    """A page with a notice above all else, whoever's templates it is by."""
    body = _BODY.search(html)
    at = body.end() if body else 0
    return f"{html[:at]}\n{notice}{html[at:]}"
