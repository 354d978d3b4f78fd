"""What is kept in files beside the log: with which event, whether it is whole, and what a report said."""
