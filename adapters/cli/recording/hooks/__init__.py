"""Webhooks: registered, listed, removed."""
