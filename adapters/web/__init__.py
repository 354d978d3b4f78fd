"""The officers' web application and the HTTP API: answered by the same code as commands."""
