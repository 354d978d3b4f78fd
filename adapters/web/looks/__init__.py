"""Looks: what every page has around it, and how days and standings are said on pages."""
