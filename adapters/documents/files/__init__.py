"""The kinds of files that are read, and their raw contents: paragraphs, tables, and words where they stand."""
