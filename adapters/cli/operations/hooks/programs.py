"""Programs that are told beside the agencies: which there are, and the channels by which messages go to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from adapters.bootstrap import Office
from events.beside.kept import WebhookRow
from events.states import webhook_channel

if TYPE_CHECKING:
    from adapters.telling.channel import Channel


def programs_told(office: Office, now: datetime) -> Mapping[str, "Channel"]:
    """The channels of webhooks, by the names that the outbox calls them, after what is new for them was put into it.

    In a trial nothing is put there, and what is there stays.
    """
    hooks = _webhooks(office, now)
    if not hooks:
        return {}
    from adapters.telling.hooks.webhook import WebhookChannel, WebhookTarget  # noqa: PLC0415 - it loads httpcore

    web, trial = office.settings.web, office.settings.trial is not None
    target = partial(WebhookTarget, keys=web.webhook_keys, source=web.address, trial=trial)
    targets = [target(id=one.id, url=one.url, internal=bool(one.internal)) for one in hooks]
    return {webhook_channel(of.id): WebhookChannel(of, webhook_channel(of.id)) for of in targets}


def _webhooks(office: Office, now: datetime) -> Sequence[WebhookRow]:
    with office.store.begin(write=False) as session:
        found = [row for row in map(WebhookRow._make, session.dump("webhook")) if row.fed >= 0]
    if found and office.settings.trial is None:
        return office.outbox.feed_webhooks(now)
    return [row for row in found if not row.removed_at]
