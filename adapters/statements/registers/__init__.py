"""Statements on the registers: the days of calendars."""
