"""The whole meaning once more, plainly: what the engine is held against, and where its rules are read."""
