"""One's own account: password, one-time codes, the browsers in which one is signed in, and how one likes to read."""
