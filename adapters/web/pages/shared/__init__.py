"""Shared by pages: what one request reads, and tasks as lines of a list."""
