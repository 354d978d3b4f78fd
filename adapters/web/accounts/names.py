"""Names of accounts: written in one way, so that nobody is two."""

import unicodedata

from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_LONGEST = 60
_SIGNS = "._-@+"

_NO_NAME = N_(
    "“{name}” can be no name of an account: write letters, digits and the signs . - _ @ without a space, at most "
    "{most}, as in van-thu.xa-binh-lu."
)


def account_name(text: str) -> str:
    """The name as it is kept, in small letters. Raises Refused."""
    name = unicodedata.normalize("NFC", text.strip()).casefold()
    if not name[:1].isalnum() or len(name) > _LONGEST or not all(sign.isalnum() or sign in _SIGNS for sign in name):
        raise Refused(_NO_NAME, name=one_line(text, _LONGEST), most=_LONGEST)
    return name
