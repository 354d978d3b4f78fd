"""Statements that milestones of several plans are one happening."""
