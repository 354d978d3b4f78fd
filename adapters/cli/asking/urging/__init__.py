"""Letters that urge agencies whose tasks are late."""
