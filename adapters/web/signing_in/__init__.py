"""Signing in: passwords, one-time codes, sessions, and forms that come from our own pages."""
