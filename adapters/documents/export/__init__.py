"""A register written as a document."""
