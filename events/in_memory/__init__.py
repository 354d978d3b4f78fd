"""The store in memory, forgotten at the end: for looking back and for comparing."""
