"""The end of a trial, in memory: by the rules of `events.database.outbox.trial`."""

from events.delivery import COVERED, IN_TRIAL_STILL, PARKED, TRIAL, TRIED, Delivery, is_trial, last_in_trial
from events.in_memory.outbox.claiming import unpark
from events.in_memory.tables import Kept


def end_trial(state: Kept) -> int:
    """Let all that was sent in a trial wait to be told, and forget what was told in it; gives how many messages."""
    if TRIAL not in state.held:
        return 0
    told = [row for row in state.rows["told"].values() if is_trial(row.channel)]
    keys = {(row.recipient, row.message) for row in told}
    failed = {id_: of for id_, of in state.deliveries.items() if of.status == PARKED and last_in_trial(of.tries)}
    ids = {
        id_
        for id_, of in state.deliveries.items()
        if of.status == TRIAL or (id_ in keys and of.status in IN_TRIAL_STILL) or (id_ in failed and of.said_key)
    }
    for id_, of in list(state.deliveries.items()):
        if id_ in ids or (of.status == COVERED and (id_[0], of.covered_by) in ids):
            state.deliveries[id_] = Delivery(edition=of.edition + 1, tries=of.tries)
    for recipient, key in sorted(failed.keys() - ids):
        if (recipient, key) not in ids:
            ids |= {(recipient, one) for one in unpark(state, recipient, key)}
    for row in told:
        state.drop("told", row[:3])
    state.held.discard(TRIAL)
    state.held.update({TRIED} if ids else ())
    return len(ids)
