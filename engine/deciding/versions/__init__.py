"""Versions of a plan: the facts that their text states by itself, and the tasks that one leaves behind."""
