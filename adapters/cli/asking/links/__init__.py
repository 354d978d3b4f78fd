"""Signed links, made and looked at by hand."""
