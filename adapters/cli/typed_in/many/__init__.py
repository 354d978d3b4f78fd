"""Many things that an officer says at once."""
