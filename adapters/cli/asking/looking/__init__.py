"""Who looked at what is secret: noted, and listed."""
