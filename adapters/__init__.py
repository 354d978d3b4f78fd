"""Everything around the engine: settings, words, messages, documents, benchmarks, and the command line."""
