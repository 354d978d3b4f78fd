"""Which tasks a fact can touch."""
