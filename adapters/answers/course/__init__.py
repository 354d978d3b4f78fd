"""Answers about tasks on their way."""
