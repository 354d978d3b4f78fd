"""What officers call things: by the name, by some of its words, or abbreviated."""
