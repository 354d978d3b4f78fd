"""Ladders: on which days before and after a date who is told of it."""
