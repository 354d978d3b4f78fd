"""The words of what is sent: whose an address is, and what became of a message."""
