"""Messages that left, or did not: each in plain words."""
