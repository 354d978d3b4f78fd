"""Processes of their own, for what must not happen in the one that tests."""

import os
import warnings
from collections.abc import Callable


def forked(do: Callable[[], object]) -> tuple[int, str]:
    """Do it in a child; how that ended: its exit code, below 0 the signal that killed it, and the error's class if any.

    A fork starts in a hundredth of the time that a new interpreter takes. The child must open its own connections.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of other threads; the child needs none of them
        child = os.fork()
    if child == 0:
        os.write(writing, _ending(do).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def _ending(do: Callable[[], object]) -> str:
    try:
        do()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent asks
        return type(error).__name__
    return ""


def without_rights(do: Callable[[], object]) -> Callable[[], None]:
    """The same, done as a user with no rights of its own (root may read and write everywhere)."""

    def done() -> None:
        if os.geteuid() == 0:
            os.setgid(65_534)
            os.setuid(65_534)
        do()

    return done
