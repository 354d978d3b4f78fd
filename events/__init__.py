"""Events, and all that is concluded from them, kept: the log, the register, the outbox."""
