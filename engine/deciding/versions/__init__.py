"""What the text of a plan states by itself, version by version, and what a version leaves behind."""
