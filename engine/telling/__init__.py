"""What a recipient should know of what became of tasks."""
