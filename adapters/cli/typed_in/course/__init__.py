"""Statements on the course of a task."""
