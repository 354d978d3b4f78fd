"""The words of messages: how far each has come."""

from collections.abc import Mapping

from rules.problems import N_

STATUSES: Mapping[str, str] = {
    "pending": N_("to be sent"),
    "claimed": N_("being sent"),
    "sent": N_("handed over"),
    "parked": N_("failed: somebody has to look"),
    "covered": N_("told by another message, or nothing left to tell"),
    "awaiting": N_("awaiting approval"),
    "cancelled": N_("cancelled"),
    "trial": N_("sent in a trial"),
}
"""The states of messages, and their words."""
