"""Files that are kept beside the log: which are taken, told by what is in them."""
