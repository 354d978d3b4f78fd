"""Links in messages, by which whoever leads a task acts: where they stand, and as they are filled in."""
