"""Commands of those who run the program: sweeps, the outbox, the database, benchmarks."""
