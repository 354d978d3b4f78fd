"""What is kept beside the log, since it is no fact: nothing follows from it, and it is not built again."""
