"""Files: those kept with events, papers that are written, and documents that are read."""
