"""Lines in, JSON lines out: what other programs ask in bulk."""
