"""Calendars as signed files: a year's days come to an office without a new release of the program."""
