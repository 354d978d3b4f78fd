"""Answers as several commands give them: in words and as JSON."""
