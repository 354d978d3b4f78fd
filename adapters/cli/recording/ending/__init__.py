"""Plans are closed, or replaced: each open row is settled first, and it is shown what becomes of it."""
