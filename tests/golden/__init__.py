"""Explanations as they are to read: small stories, and beside them the whole answer in Vietnamese and in English."""
