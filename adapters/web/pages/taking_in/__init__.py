"""Pages by which documents that give tasks come in: read, their doubts answered, and put into force."""
