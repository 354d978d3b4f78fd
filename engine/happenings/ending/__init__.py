"""Plans end: closed, or replaced by another; what was open is settled, and what comes afterwards is refused."""
