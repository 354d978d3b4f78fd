"""Working days: dated, cited rows, and one table that answers every question. Knows nothing of events."""
