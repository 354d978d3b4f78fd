"""Which days are worked: dated, cited rows, and one table that answers every question. Knows nothing of events."""
