"""The parts of `thoihan run`, as officers read of them."""

from collections.abc import Mapping

from rules.problems import N_

PARTS: Mapping[str, str] = {
    "sweep": N_("sweeping the day"),
    "send": N_("sending messages"),
    "metrics": N_("writing numbers"),
    "bounces": N_("reading mail that came back"),
    "feeds": N_("giving calendars"),
}
"""By the name under which it is kept how each went."""
