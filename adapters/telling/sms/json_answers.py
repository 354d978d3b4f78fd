"""Answers of providers that speak JSON: an object, whose code tells what became of a message."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.telling.sms.provider import Answer, Judged, Submission
from adapters.telling.sms.statuses import by_status

_LONGEST_CODE = 12


def json_object(answer: Answer) -> Mapping[str, Any] | None:
    """The object in the body; None: there is none, or only half of one."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def code_in(answer: Mapping[str, Any], name: str) -> str | None:
    """The code under that name, as digits; None: there is none, or it is no number."""
    code = answer.get(name)
    text = str(code) if isinstance(code, str | int) and not isinstance(code, bool) else ""
    return text if text.isascii() and text.isdigit() and len(text) <= _LONGEST_CODE else None


def judged_by_code(code: str | None, answer: Answer, meanings: Mapping[str, Submission]) -> Judged:
    """What a code means, and where there is none, what the status of HTTP does.

    A code that is not in the provider's table is a refusal of a kind that we do not know: the message was not taken.
    """
    if code is not None:
        return Judged(meanings.get(code, Submission.NOT_TAKEN), code)
    unread = Submission.NO_ANSWER if 200 <= answer.status < 300 else Submission.NO_PROVIDER
    return Judged(by_status(answer.status) or unread, str(answer.status))
