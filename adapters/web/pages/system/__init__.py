"""Hệ thống: people, tokens, programs that are told, settings, and how the program is."""
