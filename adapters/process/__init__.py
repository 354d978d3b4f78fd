"""The process that the program runs in: how it is stopped, and what it gives up where it reads foreign input."""
