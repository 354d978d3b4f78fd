"""The frame of the command line: the table of commands, how one is found and run, and where it answers."""
