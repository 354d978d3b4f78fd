"""Messages leave: composed from the outbox, and handed to mail or text message."""
