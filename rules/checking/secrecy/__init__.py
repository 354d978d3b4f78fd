"""Levels of secrecy, held against each other and against what may be entered."""
