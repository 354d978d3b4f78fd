"""Tổng quan: what stands how, of whom and by which document, and what the weeks ahead bring."""
