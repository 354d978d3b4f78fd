"""Answers to what is asked, for programs and in words: the same for commands, pages and the API."""
