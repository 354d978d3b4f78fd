"""Commands that record an event."""
