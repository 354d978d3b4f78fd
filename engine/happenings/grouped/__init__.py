"""Groups of agencies, as agencies are registered and end."""
