"""Notifications through Zalo (zalo.cloud, “ZNS”, “Gửi thông báo ZNS” and “Cách xử lý mã lỗi”).

It knows no keys: whoever sends a message again that was in doubt may tell it twice, so that is left to a person.
"""

from collections.abc import Mapping

from adapters.telling.sms.json_answers import json_object
from adapters.telling.sms.provider import Answer, Asked, Judged, Submission, Text
from adapters.telling.sms.statuses import by_status
from adapters.telling.targets.texts import GatewayTarget

TOKEN_REFUSED = "-124"  # noqa: S105 - a code, not a token
_TAKEN = "0"
_LONGEST_CODE = 8
_MEANINGS: Mapping[str, Submission] = {
    _TAKEN: Submission.TAKEN,
    "-100": Submission.IN_DOUBT,  # it does not know either
    **dict.fromkeys(("-108", "-110", "-114", "-118", "-119", "-134", "-139", "-141"), Submission.BAD_NUMBER),
    **dict.fromkeys(("-111", "-112", "-113", "-116", "-121", "-122", "-130", "-132"), Submission.BAD_TEXT),
    **dict.fromkeys(("-115", "-126", "-137"), Submission.NO_CREDIT),
    **dict.fromkeys(("-133", "-144", "-147", "-148"), Submission.BUSY),  # at night; the quota of a day, or a month
    **dict.fromkeys(("-101", "-102", "-103", "-104", "-105", "-106", "-109", "-117", "-120"), Submission.WRONG_SETUP),
    **dict.fromkeys((TOKEN_REFUSED, "-125", "-127", "-131", "-135", "-136", "-138", "-140"), Submission.WRONG_SETUP),
    **dict.fromkeys(("-145", "-146"), Submission.WRONG_SETUP),
}


class Zalo:
    """Zalo: a text is one field of a template that it approved."""

    title = "Zalo"
    again_in_doubt = False

    def asked(self, target: GatewayTarget, text: Text) -> Asked:
        """One notification; the target has the token of this hour."""
        app, token = target.zalo, target.token
        assert app is not None and token is not None  # noqa: S101, PT018 - `sms_target`, and the gateway
        body = {
            "phone": text.number.removeprefix("+"),
            "template_id": app.template,
            "template_data": {app.field: text.text},
            "tracking_id": text.key,
        }
        return Asked(method="POST", json=body, headers={"access_token": token.reveal()})

    def judged(self, answer: Answer) -> Judged:
        """By `error`, a number; where there is none, or the server failed, nobody knows what became of the message."""
        code = _number((json_object(answer) or {}).get("error"))
        if answer.status >= 500:
            return Judged(Submission.IN_DOUBT, str(answer.status))
        if code is not None:
            return Judged(_MEANINGS.get(code, Submission.NOT_TAKEN), code)
        if 200 <= answer.status < 300:
            return Judged(Submission.NO_ANSWER, str(answer.status))
        return Judged(by_status(answer.status) or Submission.NO_PROVIDER, str(answer.status))


def _number(code: object) -> str | None:
    text = str(code) if isinstance(code, str | int) and not isinstance(code, bool) else ""
    digits = text.removeprefix("-")
    return text if digits.isascii() and digits.isdigit() and len(text) <= _LONGEST_CODE else None
