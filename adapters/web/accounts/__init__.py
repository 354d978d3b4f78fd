"""Accounts of officers and tokens of programs."""
