"""How agencies would be told: said by officers, and kept beside the log."""
