"""Một nhiệm vụ: its date, why that is its date, its history, and what was told of it."""
