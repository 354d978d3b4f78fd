"""Lists of tasks: which they are, a page of them, and how each is told of."""
