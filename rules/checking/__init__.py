"""A document is held against all that a plan must be; every problem is found at once, with line and column."""
