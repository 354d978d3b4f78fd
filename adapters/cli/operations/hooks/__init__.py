"""Programs that are told beside the agencies."""
