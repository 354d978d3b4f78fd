"""Văn bản giao nhiệm vụ: the documents; of one its rows, versions and course, and what waits for what."""
