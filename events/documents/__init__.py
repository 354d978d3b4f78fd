"""Events on documents: a file that belongs to another event, a report that was handed up."""
