"""Faults thrown at the program on purpose: what is lost, doubled or unnoticed? `python -m tests.faults` runs all."""
