"""Acts: what is typed on a form is read, tried, shown before it is recorded, and recorded as it was shown."""
