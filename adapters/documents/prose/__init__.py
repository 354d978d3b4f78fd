"""Rows out of sentences: headings, label lines, orders and their deadlines, and what gives nobody a task."""
