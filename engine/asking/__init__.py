"""Questions to what is kept: why, what if, as of when, is it still so."""
