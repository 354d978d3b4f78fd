"""Lists of tasks: as they are answered, and as tables."""
