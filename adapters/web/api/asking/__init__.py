"""Questions: tasks, plans, agencies, calendars, messages, and what was recorded."""
