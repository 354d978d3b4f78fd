"""Events as CloudEvents: read, allowed, recorded; with an example of each type."""
