"""Pages on which something is recorded."""
