"""The command line: `thoihan`. Each command is a module's function, named in `adapters.cli.commands`."""

from adapters.cli.running import main

__all__ = ["main"]
