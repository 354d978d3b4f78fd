"""Commands on the course of a task: taken up, on its way."""
