"""What programs are to be told, in memory: by the rules of `events.database.outbox.webhooks`."""

from collections.abc import Mapping

from events.beside.kept import WebhookRow
from events.beside.ways import MAIL
from events.delivery import CANCELLED, PENDING, told_of
from events.in_memory.tables import Kept
from events.in_memory.writing import apply
from events.rows import Changes, MessageRow
from events.states import webhook_channel

_END = -1


def feed(state: Kept, moment: str) -> list[WebhookRow]:
    """Put into the outbox what is new for each webhook, and take out what waits for those removed; gives the others."""
    end = min([len(state.log), *(position - 1 for position, _ in state.rows["recount"])])
    found = [WebhookRow(*row) for row in state.sorted("webhook") if row[-1] != _END]
    for hook in found:
        heirs = _heirs(state, hook.unit)
        new = [row for row in state.messages() if row.position <= end and _followed(row, hook, heirs)]
        messages = [] if hook.removed_at else [_beside(row, hook) for row in new if not _cancelled(state, row)]
        if hook.removed_at:
            _drop(state, hook, moment)
        fed = _END if hook.removed_at else max(end, hook.fed)
        apply(state, Changes(messages=messages, webhooks=[hook._replace(fed=fed)]))
    return [hook for hook in found if not hook.removed_at]


def _followed(row: MessageRow, hook: WebhookRow, heirs: Mapping[str, int]) -> bool:
    new = row.channel == MAIL and row.position > hook.fed
    own = not hook.unit or row.position >= heirs.get(row.recipient, row.position + 1)
    return new and own and hook.plan in ("", told_of(row.key)[0])


def _heirs(state: Kept, unit: str) -> Mapping[str, int]:
    """Those whose messages are a unit's, and since which event."""
    found, code, since = dict[str, int](), unit or None, 0
    while code is not None and code not in found:
        found[code] = since
        row = state.rows["unit"].get((code,))
        code, since = (row.successor, max(since, row.position)) if row else (None, since)
    return found


def _cancelled(state: Kept, row: MessageRow) -> bool:
    decided = state.rows["approval"].get((row.position,))
    return bool(decided and decided.state == CANCELLED)


def _beside(row: MessageRow, hook: WebhookRow) -> MessageRow:
    channel = webhook_channel(hook.id)
    return row._replace(key=row.key.removesuffix(MAIL) + channel, channel=channel)


def _drop(state: Kept, hook: WebhookRow, moment: str) -> None:
    for row in state.messages():
        was = state.deliveries[row[:2]]
        if row.channel == webhook_channel(hook.id) and was.status == PENDING:
            state.deliveries[row[:2]] = was._replace(status=CANCELLED, sent_at=moment, next_try_at=None)


def feed_no_more(state: Kept) -> None:
    """What was to be put into the outbox by now never is."""
    rows = [WebhookRow(*row) for row in state.sorted("webhook") if row[-1] != _END]
    apply(state, Changes(webhooks=[row._replace(fed=len(state.log)) for row in rows]))
