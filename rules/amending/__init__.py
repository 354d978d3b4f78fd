"""Two versions of a plan: compared row by row, and merged as an officer decides."""
