"""Files that are kept with events: added, and a statement with its files recorded."""
