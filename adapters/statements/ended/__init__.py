"""Statements that plans have ended, and what became of their open rows."""
