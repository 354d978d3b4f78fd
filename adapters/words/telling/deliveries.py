"""The words of messages: how far each has come, and by what it goes."""

from collections.abc import Mapping

from rules.problems import N_

STATUSES: Mapping[str, str] = {
    "pending": N_("to be sent"),
    "claimed": N_("being sent"),
    "sent": N_("sent"),
    "parked": N_("parked"),
    "covered": N_("told by another message, or nothing left to tell"),
    "awaiting": N_("awaiting approval"),
    "cancelled": N_("cancelled"),
    "trial": N_("sent in a trial"),
}

CHANNELS: Mapping[str, str] = {"mail": N_("mail"), "sms": N_("text message")}
