"""Targets of mail and text messages, as the environment writes them: one URL each."""
