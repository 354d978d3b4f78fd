"""The command line: `thoihan`. Each command is a module's function, named in `adapters.cli.frame.commands`."""

import gc

_SELDOM = 50_000
"""After how many new objects the collector looks for what nobody needs; Python's own number is 700."""


def main() -> None:
    """The program `thoihan`.

    Nearly all that a short command makes are modules, which stay until it ends: to look at them is in vain, while they
    are loaded as at the end, where Python would look once more at everything there is.
    """
    gc.set_threshold(_SELDOM)
    from adapters.cli.frame.running import program  # noqa: PLC0415 - not before the collector looks seldom

    try:
        program()
    finally:
        gc.freeze()


__all__ = ["main"]
