"""Foreign files are read by a program of its own, which has no secrets, no network, and bounded memory and time."""
