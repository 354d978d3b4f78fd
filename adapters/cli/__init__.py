"""The command line: `thoihan`. Each command is a module's function, named in `adapters.cli.frame.commands`."""

from adapters.cli.frame.running import main

__all__ = ["main"]
