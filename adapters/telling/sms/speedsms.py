"""Text messages through SpeedSMS.vn (speedsms.vn, “SMS API”)."""

from adapters.telling.sms.json_answers import code_in, json_object, judged_by_code
from adapters.telling.sms.provider import Answer, Asked, Judged, Submission, Text
from adapters.telling.targets.texts import GatewayTarget

_OF_A_BRAND, _OF_A_NUMBER = "3", "2"
_TAKEN, _BAD_NUMBER = "00", "105"
_MEANINGS = {
    _TAKEN: Submission.TAKEN,
    _BAD_NUMBER: Submission.BAD_NUMBER,
    "110": Submission.BAD_TEXT,
    "113": Submission.BAD_TEXT,
    "300": Submission.NO_CREDIT,
    "007": Submission.WRONG_SETUP,
    "008": Submission.WRONG_SETUP,
    "009": Submission.WRONG_SETUP,
    "101": Submission.WRONG_SETUP,
    "500": Submission.IN_DOUBT,
}


class SpeedSms:
    """SpeedSMS.vn: it knows no keys, so that a message that was in doubt goes once more."""

    title = "SpeedSMS"
    again_in_doubt = True

    def asked(self, target: GatewayTarget, text: Text) -> Asked:
        """One message under a brand name, or from whatever number there is where the target names no brand."""
        body = {
            "to": [text.number[1:]],
            "content": text.text,
            "sms_type": int(target.type or (_OF_A_BRAND if target.sender else _OF_A_NUMBER)),
            "sender": target.sender or "",
        }
        return Asked(method="POST", json=body, login=(target.password.reveal(), "x"))

    def judged(self, answer: Answer) -> Judged:
        """By `code`; a number that it lists as none is one, although the request was taken."""
        found = json_object(answer) or {}
        code, data = code_in(found, "code"), found.get("data")
        if code == _TAKEN and isinstance(data, dict) and data.get("invalidPhone"):
            code = _BAD_NUMBER
        return judged_by_code(code, answer, _MEANINGS)
