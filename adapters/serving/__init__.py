"""Answers over HTTP, behind a proxy: calendars, and whether it is there; and the server itself."""
