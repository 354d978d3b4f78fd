"""What officers call things that have no name of their own."""
