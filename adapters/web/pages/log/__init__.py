"""Pages of the log: its events as sentences, one of them, and what may be done about it."""
