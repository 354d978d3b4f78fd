"""Words that the program signs, to know them again when somebody brings them back."""
