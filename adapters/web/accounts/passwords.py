"""Passwords: kept as argon2id hashes, worked out by few at once, since each takes memory and a processor's time.

`argon2-cffi` lets other threads go on while it works; whoever asks from an event loop asks in a thread.
"""

import threading
import unicodedata
from functools import cache

from adapters.words.refused.refusal import Refused
from rules.problems import N_

SHORTEST, LONGEST = 8, 200
_AT_ONCE = threading.BoundedSemaphore(2)

_SHORT = N_("The password is too short: write at least {least} characters; a sentence is good.")
_LONG = N_("The password is too long: write at most {most} characters.")
_NAMED = N_("The password is the name of the account: write another one.")
_ALIKE = N_("The password is one character again and again: write another one.")


def hashed(password: str, name: str) -> str:
    """The hash to keep, with its salt and cost. Raises Refused where anybody would guess the password."""
    text = _written(password)
    if len(text) < SHORTEST:
        raise Refused(_SHORT, least=SHORTEST)
    if len(text) > LONGEST:
        raise Refused(_LONG, most=LONGEST)
    if text.casefold() == name:
        raise Refused(_NAMED)
    if len({*text}) == 1:
        raise Refused(_ALIKE)
    with _AT_ONCE:
        return str(_hasher().hash(text))


def fits(password: str, kept: str) -> bool:
    """True if it is the password. Where there is none, it takes as long to say no: nobody learns which names exist."""
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - with the library

    text = _written(password)
    with _AT_ONCE:
        try:
            return bool(_hasher().verify(kept or _nobodys(), text[: LONGEST + 1])) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return str(_hasher().hash("nobody has this password"))


@cache
def _hasher():  # type: ignore[no-untyped-def]  # of a library that few commands load
    from argon2 import PasswordHasher  # noqa: PLC0415 - it loads a library of C

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's: 19 MiB, twice


def _written(password: str) -> str:
    """The password by its letters, however a keyboard composed them."""
    return unicodedata.normalize("NFC", password)
