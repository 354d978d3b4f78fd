"""Declaring tables: the base of all, and those of the outbox."""
