"""The addresses to which everything goes in a trial."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.telling.addresses import AddressError, mail_address, mobile
from adapters.telling.targets.urls import (
    TargetError,
)
from rules.problems import N_

TRIAL_MAIL, TRIAL_PHONE = "THOIHAN_TRIAL_MAIL", "THOIHAN_TRIAL_PHONE"

_TRIALS: Mapping[str, tuple[str, Callable[[str], str], str]] = {
    TRIAL_MAIL: ("thu@tinh.gov.vn", mail_address, TRIAL_PHONE),
    TRIAL_PHONE: ("0912 345 678", mobile, TRIAL_MAIL),
}
_FOLDERS = ("maildir:", "spool:")
_BAD_TRIAL = N_("{variable} must be one address, like {example}.")
_NO_TRIAL = N_(
    "{variable} is missing: since {because} is given this is a trial, and nothing may go to anybody else. Write one, "
    "like {example}."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Where everything goes while the program is tried. "": that channel writes into a folder, whoever it is for."""

    mail: str = ""
    phone: str = ""


def trial_address(variable: str, text: str, other: str, target: str) -> str:
    """The address of a trial that is checked; "" where there is none.

    Where the `other` channel is tried, and this one goes to no folder, it must not be missing. Raises TargetError.
    """
    example, checked, because = _TRIALS[variable]
    if not text and other and not target.startswith(_FOLDERS):
        raise TargetError(_NO_TRIAL, variable=variable, because=because, example=example)
    try:
        return checked(text) if text else ""
    except AddressError:
        raise TargetError(_BAD_TRIAL, variable=variable, example=example) from None
