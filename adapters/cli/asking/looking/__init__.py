"""Looks at what is secret: noted, and listed."""
