"""How single settings are read: numbers within bounds, and one of several words. All raise TargetError."""

from adapters.telling.targets.urls import TargetError
from rules.problems import N_

_ONE_OF = N_("{variable} must be one of: {choices}.")


def number(variable: str, text: str, most: int, template: str) -> int:
    """A whole number from 1 to `most`."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 0 < int(text) <= most):
        raise TargetError(template, variable=variable, most=most)
    return int(text)


def from_zero(variable: str, text: str, most: int, template: str) -> int:
    """A whole number from 0 to `most`."""
    return 0 if text == "0" else number(variable, text, most, template)


def choice(variable: str, text: str, choices: tuple[str, ...]) -> str:
    """One of the words."""
    if text not in choices:
        raise TargetError(_ONE_OF, variable=variable, choices=choices)
    return text
