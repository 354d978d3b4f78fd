"""What each type of event means, one file a family."""
