"""What administers the program: people, tokens, addresses of calendars, settings, and how it goes."""
