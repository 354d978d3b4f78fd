"""When two plans are one document: by its number and its issuer, however these were typed."""

import re
import unicodedata

from rules.phrases.document_number import document_number
from rules.phrases.normalising import folded
from rules.plan import Plan

_SIGNS = re.compile(r"[\W_]+")


def are_one_document(one: Plan, other: Plan) -> bool:
    """True if two plans have one number and one issuer.

    Who issued a letter may have been named by the program: for him the year may stand, too.
    """
    if document_number(one.number) != document_number(other.number):
        return False
    of_letter = (one.letter or other.letter) and one.issued.year == other.issued.year
    return of_letter or _issuer(one) == _issuer(other)


def _issuer(plan: Plan) -> str:
    """Who issued it, by letters and digits without diacritics."""
    return _SIGNS.sub("", folded(unicodedata.normalize("NFKC", plan.issuer)))
