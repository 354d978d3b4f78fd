"""What is to be said of a plan when it is adopted."""
