"""Nhiệm vụ: lists of tasks, whose addresses hold all that is asked."""
