"""The outbox of a store that is forgotten at the end: what waits, is claimed, composed, settled."""
