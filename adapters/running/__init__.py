"""The program at work for days: parts that take turns by a ticker, how each goes, and numbers to watch it by."""
