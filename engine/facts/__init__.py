"""The facts that hold now, as the log says: facts, and what rules look for among them."""
