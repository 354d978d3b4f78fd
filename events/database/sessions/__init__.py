"""A transaction on a database: the log and the rows through one connection, and readers side by side in it."""
