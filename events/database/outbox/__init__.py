"""The outbox: messages claimed, settled, and removed long after they were sent."""
