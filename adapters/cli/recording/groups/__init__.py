"""Whose the tasks of groups are, asked when a plan is adopted."""
