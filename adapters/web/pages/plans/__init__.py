"""Văn bản giao nhiệm vụ: the documents there are; of one its rows, its versions, its course, and what waits for what."""
