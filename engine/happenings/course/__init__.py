"""The course of a task between its beginning and its end: taken up, on its way; who says so, and who is told."""
