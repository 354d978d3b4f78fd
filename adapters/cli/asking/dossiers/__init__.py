"""The whole file of a task, for whoever inspects it."""
