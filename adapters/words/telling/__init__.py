"""The words of messages and their ways."""
