"""Statements of officers, however they were made: held against what is in force, then recorded."""
