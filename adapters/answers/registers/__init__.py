"""A plan and how far it has come, as the rows of a register that is handed up."""
