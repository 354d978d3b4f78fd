"""Pages: each place of the rail is a module, which asks and sets what it was answered."""
