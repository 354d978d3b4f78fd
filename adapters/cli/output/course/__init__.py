"""What was said of the course of tasks, as lists show it."""
