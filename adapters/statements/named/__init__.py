"""Names that officers use, read by what is in force: for commands, files of rows and pages alike."""
