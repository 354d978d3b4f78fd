"""Groups of the states that a task's row can have (`engine.tasks.State`), as the queries of every store need them."""

OPEN_STATES = ("planned", "needs_date", "active")
"""States of tasks in which somebody has something to do."""

LIVE_STATES = (*OPEN_STATES, "suspended")
"""These, and the state in which the time of a task stands still."""

DATED_STATES = (*LIVE_STATES, "done")
"""These, and the one in which it is done: its date goes on following the facts."""

NEEDS_DATE_STATE = "needs_date"
"""The state of a task that has begun, and has no date until an officer sets one."""

ACTIVE_STATE = "active"
"""The state of a task that has begun, and that somebody is to do."""

DONE_STATE, DONE_IN_TIME, DONE_LATE = "done", "done_in_time", "done_late"
"""The state of a task that is done, and its two cells in every report."""

DONE_UNDATED = "done_undated"
"""What stands for a cell where a task is done and nobody says on which day: it is in none."""

WAITING_STATE = "waiting"
"""The state of a task that had begun, and waits again: it is listed like one that never began."""

UNACCEPTED_REPORT = "unaccepted"
"""The sort of a fact: a report that a task was done, which nobody has accepted or returned."""

HEARD_SIGNALS = ("acknowledged:", "progress:", "returned:")
"""How the signals begin of facts by which something was heard of a task."""

AWAITED_ROW = "acceptance"
"""The sort of a thing that a plan knows: a row of which reports await acceptance, by its key."""

ACCEPTING_UNIT = "follower"
"""The sort of a thing that a plan knows which has such rows: the unit that accepts their reports, but for its own."""

DAY_BEGAN = "day.began"
"""The type of the events by which the clock has something to say."""

_WEBHOOK = "webhook."


def webhook_channel(name: str) -> str:
    """The channel by which the webhook of that id is told."""
    return _WEBHOOK + name


def to_a_program(channel: str) -> bool:
    """True of a channel by which a program is told, and nobody who sleeps at night."""
    return channel.startswith(_WEBHOOK)


TO_PROGRAMS = f"{_WEBHOOK}%"
"""The same, as a database compares it."""

WAITS, AT_ONCE, AT_ONCE_ALONE, SILENT = 0, 1, 2, 3
"""How urgent a message is: it waits a while for what may yet correct it; leaves at once; does so unless an earlier one
to the same recipient still waits, since then it takes nothing back that was told; or says nothing itself, but what its
recipient knows: it waits like the first, and nobody waits for it."""
