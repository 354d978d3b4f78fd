"""Rows and cells out of what stands where: ruled tables, tables without rules, text copied from a PDF."""
