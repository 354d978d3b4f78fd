"""Words of what is refused, where what is known of it is a code."""
