"""An agency's due dates as a calendar."""
