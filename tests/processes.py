"""Processes of their own, for what must not happen in the one that tests."""

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Ending = tuple[int, str]
"""How a process ended: its exit code, below 0 the signal that killed it, and the error's class if any."""


def forked(do: Callable[[], object]) -> Ending:
    """Do it in a child, and wait for how that ends.

    A fork starts in a hundredth of the time that a new interpreter takes. The child must open its own connections.
    """
    with together(do) as endings:
        pass
    return endings[0]


@contextmanager
def together(*several: Callable[[], object]) -> Iterator[list[Ending]]:
    """Do each in a child of its own during the block; at its end the list has how they ended, in their order.

    The block must not begin with connections that are open already: a child may do them harm.
    """
    endings: list[Ending] = []
    children = [_begun(do) for do in several]
    try:
        yield endings
    finally:
        endings += [_ended(*child) for child in children]


def _begun(do: Callable[[], object]) -> tuple[int, int]:
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of other threads; the child needs none of them
        child = os.fork()
    if child == 0:
        os.write(writing, _ending(do).encode())
        os._exit(0)
    os.close(writing)
    return child, reading


def _ended(child: int, reading: int) -> Ending:
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
