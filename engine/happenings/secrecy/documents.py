"""When two plans are one document: by its number and its issuer, however these were typed."""

import re
import unicodedata

from rules.phrases.normalising import folded, normalise
from rules.plan import Plan

_FIRST = re.compile(r"^số[\s:.]*(?=\d)")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_SIGNS = re.compile(r"[\W_]+")


def number_of_document(text: str) -> str:
    """A document's number as it is compared, alike however it was typed.

    Spaces, capitals, a “Số” before it and zeros before its digits are left out, and nothing else: ĐU and DU are two,
    and so are 15-CV/TU and 15/CV-TU.
    """
    number = normalise(unicodedata.normalize("NFKC", text)).key
    return _ZEROS.sub("", "".join(_FIRST.sub("", number).split()))


def document_of(plan: Plan) -> tuple[str, str]:
    """The number and the issuer of a plan's document, alike for the same document.

    Of an issuer only letters and digits count, without diacritics.
    """
    issuer = folded(unicodedata.normalize("NFKC", plan.issuer))
    return number_of_document(plan.number), _SIGNS.sub("", issuer)
