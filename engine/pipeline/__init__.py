"""The one way from events to rows."""
