"""Text messages through eSMS.vn (developers.esms.vn, “Send OTP/Customer care message” and “Table of error codes”)."""

from adapters.telling.sms.gsm import is_gsm
from adapters.telling.sms.json_answers import code_in, json_object, judged_by_code
from adapters.telling.sms.provider import Answer, Asked, Judged, Submission, Text
from adapters.telling.targets.texts import GatewayTarget

_OF_A_BRAND, _OF_A_NUMBER = "2", "8"  # customer care under a brand name, and from a fixed number
_MEANINGS = {
    "100": Submission.TAKEN,
    "124": Submission.TAKEN,  # this very request was taken before: its id follows from the message's key
    "99": Submission.BAD_NUMBER,  # blocked
    "108": Submission.BAD_NUMBER,
    "177": Submission.BAD_NUMBER,  # the brand name is not registered with the network of that number
    "146": Submission.BAD_TEXT,  # not as the template that was registered
    "103": Submission.NO_CREDIT,
    "101": Submission.WRONG_SETUP,
    "102": Submission.WRONG_SETUP,
    "104": Submission.WRONG_SETUP,
    "118": Submission.WRONG_SETUP,
    "140": Submission.WRONG_SETUP,
}


class Esms:
    """eSMS.vn: it knows requests by their ids, so that a message that was in doubt goes once."""

    title = "eSMS"
    again_in_doubt = True

    def asked(self, target: GatewayTarget, text: Text) -> Asked:
        """One customer care message, or one from a fixed number where the target names no brand."""
        body = {
            "ApiKey": target.username,
            "SecretKey": target.password.reveal(),
            "Phone": _number(text.number),
            "Content": text.text,
            "IsUnicode": "0" if is_gsm(text.text) else "1",
            "SmsType": target.type or (_OF_A_BRAND if target.sender else _OF_A_NUMBER),
            "RequestId": text.key,
        }
        return Asked(method="POST", json=body | ({"Brandname": target.sender} if target.sender else {}))

    def judged(self, answer: Answer) -> Judged:
        """By `CodeResult`."""
        return judged_by_code(code_in(json_object(answer) or {}, "CodeResult"), answer, _MEANINGS)


def _number(number: str) -> str:
    """As it is dialled at home; one abroad without its +."""
    return f"0{number[3:]}" if number.startswith("+84") else number[1:]
