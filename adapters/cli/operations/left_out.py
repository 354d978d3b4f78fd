"""Plans that could not be swept, as they are told of."""

from collections.abc import Iterable
from typing import Any

from engine.sweeping import LeftOut
from rules.problems import N_

LEFT_OUT = N_(
    "Plan “{plan}” could not be swept, and stays as it was on {since}: {fault}. The other plans go on, and each sweep "
    "tries it again; report the fault, with its place."
)


def left_out_answer(these: Iterable[LeftOut]) -> list[dict[str, Any]]:
    """The plans for programs."""
    return [
        {"plan": one.plan, "since": one.since.isoformat() if one.since else None, "fault": one.fault} for one in these
    ]
