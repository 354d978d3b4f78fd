"""Commands on single rows: one is given by a letter, added to a plan, changed or dropped, without a file."""
