"""Events on the course of a task, between its beginning and its end."""
