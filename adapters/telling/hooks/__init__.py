"""Webhooks: programs are told what agencies are told, over HTTP, signed, and nowhere inside unless that is allowed."""
