"""The meaning of each type of event, one file a family."""
