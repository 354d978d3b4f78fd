"""An agency's due dates as a calendar that programs subscribe to."""
