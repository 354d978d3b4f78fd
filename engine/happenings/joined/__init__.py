"""Milestones of several plans that are one happening: joined, parted, and those that are perhaps one."""
