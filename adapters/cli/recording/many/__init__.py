"""Many things that are recorded by one command: shown first, asked once, all of them or none."""
