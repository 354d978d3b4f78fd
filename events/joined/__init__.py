"""Milestones of several plans that are one happening: the events that say so, or that they are not."""
