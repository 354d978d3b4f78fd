"""Due dates, counted by a convention and a calendar and told step by step. Knows nothing of events."""
