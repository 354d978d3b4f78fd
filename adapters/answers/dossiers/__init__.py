"""Papers about tasks: the whole file of one, and the letters that urge who is late."""
