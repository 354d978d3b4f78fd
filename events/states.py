"""The states of a task as they stand in its row, by what they have in common. `engine.tasks` tells what each means."""

OPEN_STATES = ("planned", "needs_date", "active")
"""States of tasks in which somebody has something to do."""

LIVE_STATES = (*OPEN_STATES, "suspended")
"""These, and the state in which the time of a task stands still."""
