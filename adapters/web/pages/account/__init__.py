"""One's own account: password, one-time codes, and the browsers in which one is signed in."""
