"""Commands that only look: nothing is recorded."""
