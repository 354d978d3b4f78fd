"""The hours in which messages leave, or the one at which somebody is told all at once."""
