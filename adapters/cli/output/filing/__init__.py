"""Files that are kept with events, as they are listed, and as they are found by a verification."""
