"""Agencies that a list has, registered."""
