"""The tasks that a fact can touch."""
