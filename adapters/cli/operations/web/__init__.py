"""Commands of the web application."""
