"""Mail that comes back: read from a mailbox, held against what was sent, and told to the office."""
