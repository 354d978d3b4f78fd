"""Plans: a document becomes a Plan. Pure: no clock, no database, no network."""
