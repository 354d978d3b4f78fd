"""Addresses under which calendars can be asked for."""
