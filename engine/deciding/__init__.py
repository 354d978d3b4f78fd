"""From facts to what becomes of each task: as a pure function."""
