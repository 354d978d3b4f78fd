"""Documents: a file that belongs to an event, a report that was handed up; neither changes any task."""
