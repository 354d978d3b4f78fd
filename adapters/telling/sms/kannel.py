"""Text messages through a gateway that speaks Kannel's `sendsms` (Kannel User's Guide, chapter 6)."""

from adapters.telling.sms.gsm import is_gsm
from adapters.telling.sms.kannel_reports import report_fields
from adapters.telling.sms.provider import Answer, Asked, Judged, Submission, Text
from adapters.telling.sms.statuses import by_status
from adapters.telling.targets.texts import GatewayTarget

_ACCEPTED = 202
_GSM, _UCS2 = "0", "2"


class Kannel:
    """Kannel: it knows no keys, so that a message that was in doubt goes once more."""

    title = "Kannel"
    again_in_doubt = True

    def asked(self, target: GatewayTarget, text: Text) -> Asked:
        """The fields of the URL."""
        fields = {
            "username": target.username,
            "password": target.password.reveal(),
            "to": text.number,
            "text": text.text,
            "charset": "UTF-8",
            "coding": _GSM if is_gsm(text.text) else _UCS2,
        }
        sender = {"from": target.sender} if target.sender else {}
        return Asked(method="GET", params=fields | sender | report_fields(target, text.key))

    def judged(self, answer: Answer) -> Judged:
        """By the status of HTTP alone."""
        return Judged(_meaning(answer.status), str(answer.status))


def _meaning(status: int) -> Submission:
    if status == _ACCEPTED:
        return Submission.TAKEN
    return by_status(status) or (Submission.BAD_NUMBER if status >= 400 else Submission.NO_PROVIDER)
