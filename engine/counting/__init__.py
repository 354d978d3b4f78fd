"""From an event's day to a due date, by a convention and a calendar, told step by step. Knows nothing of events."""
