"""Answers to mails: read from the mailbox, understood as far as that is sure, and passed on to the office."""
