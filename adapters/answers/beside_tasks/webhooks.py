"""Programs that are told: their addresses looked at, and how they are answered."""

from urllib.parse import SplitResult, urlsplit

from adapters.answers.task_answers import Answer
from adapters.secrecy import Secret
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from events.beside.kept import WebhookRow
from events.store import Session
from rules.problems import N_

_LONGEST = 500
_NO_ADDRESS = N_(
    "“{url}” can be no webhook: write an address that begins with https:// (or http:// with --allow-internal), without "
    "a password or a #."
)
_INSIDE = N_("{host} lies inside the network: write --allow-internal, if it is meant. Nothing was registered.")
_THERE = N_("Webhook {id} goes there already, for the same. Nothing was registered.")


def secret_shown(key: Secret, row: WebhookRow) -> str:
    """The secret of a webhook, which is kept nowhere."""
    from adapters.telling.hooks.signing import secret_of  # noqa: PLC0415 - it loads standardwebhooks

    return secret_of(key, row.id)


def must_be_an_address(url: str, *, internal: bool) -> None:
    """The address is one, and does not say itself that it lies inside. Raises Misused, Refused."""
    try:
        parts = urlsplit(url)
        sound = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, sound = SplitResult("", "", "", "", ""), False
    plain = url.isascii() and url.isprintable() and not {" ", '"', "<", ">", "#", "\\", "@"} & {*url}
    schemes = ("https", "http") if internal else ("https",)
    if not (sound and plain and parts.scheme in schemes and len(url) <= _LONGEST):
        raise Misused(_NO_ADDRESS, url=one_line(url, 100))
    from adapters.telling.hooks.guarding import named_inside  # noqa: PLC0415 - it loads httpcore

    if not internal and named_inside(parts.hostname or ""):
        raise Refused(_INSIDE, host=one_line(parts.hostname or "", 60))


def webhook_rows(session: Session) -> list[WebhookRow]:
    """All webhooks, those that were removed too, the oldest first."""
    return sorted(map(WebhookRow._make, session.dump("webhook")), key=lambda row: (row.made_at, row.id))


def must_be_new(session: Session, row: WebhookRow) -> None:
    """Raise Refused where one goes there already, for the same."""
    for one in webhook_rows(session):
        if not one.removed_at and (one.url, one.unit, one.plan) == (row.url, row.unit, row.plan):
            raise Refused(_THERE, id=one.id)


def webhook_answer(row: WebhookRow) -> Answer:
    """A webhook for programs."""
    return {
        "id": row.id,
        "url": row.url,
        "unit": row.unit or None,
        "plan": row.plan or None,
        "allow_internal": bool(row.internal),
        "made_at": row.made_at,
        "made_by": row.made_by,
        "removed_at": row.removed_at or None,
    }
