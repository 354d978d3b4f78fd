"""Benchmarks: each module is one, and its `run` gives the measures as a JSON object."""
