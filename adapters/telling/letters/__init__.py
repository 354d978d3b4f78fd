"""Mails in words: a page of what is said, and the templates that set it."""
