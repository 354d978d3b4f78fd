"""Statements on tasks on their way: reports, and answers to them."""
