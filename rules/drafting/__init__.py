"""A draft plan file from what a document says."""
