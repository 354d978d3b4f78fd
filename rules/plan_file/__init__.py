"""A plan as a YAML file: read with positions, and which fields it may have."""
