"""Drawings, as values that templates make SVG of: nothing is drawn in a browser."""
