"""Milestones of several plans are joined to one happening, parted, or asked about when a plan is adopted."""
