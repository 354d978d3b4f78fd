"""Texts in the code pages that Vietnamese offices had before Unicode: recognised and named, not read.

In TCVN3 (fonts `.VnTime`) and VNI (`VNI-Times`) letters with diacritics stand in the places of other signs, so that
what is read as Unicode is `®Þnh` for `định`, or `ñònh`: dates would be read, and every name be wrong.
"""

import re

from adapters.documents.files.document import ParsedFile
from adapters.documents.files.errors import DocumentRefused
from rules.problems import N_

OLD_CODE = N_(
    "The text is written in {code}, a code of letters from before Unicode. Convert it to Unicode (in UniKey: "
    "Ctrl+Shift+F6, source {code}, target Unicode), save it, and import that."
)

MARKS_TCVN3 = re.compile(r"[^\W\d_][µ¸¶·¹»¾¼½]|®[^\W\d_]|[¨©ª«¬][^\W\d_]|[^\W\d_][¨©ª«]")
MARKS_VNI = re.compile(
    r"[aeiouyAEIOUY][øùûõïÛØÙÕÏ](?![a-zà-ỹ]*[ạ-ỹ])|[aAeEoO][âáàåãäÂÁÀÅÃÄêéèÊÉÈëúüÚÜ](?=[\s,.;nmtcpi]|$)|"
    r"ñ[^\W\d_]|[^\W\d_]ö|[öô][øùûõï]"
)
OURS = re.compile(r"[ăđơưĂĐƠƯạ-ỹẠ-Ỹ]")
"""Letters of Unicode that no text in an old code has."""

SAMPLE = 20_000
FEWEST = 12
"""So many signs of an old code, and more than letters of ours, are no slip."""


def refuse_old_codes(document: ParsedFile) -> ParsedFile:
    """`document`. Raises DocumentRefused, naming the code, if its text is in TCVN3 or VNI."""
    text = _sample(document)
    ours = len(OURS.findall(text))
    for code, marks in (("TCVN3 (ABC)", MARKS_TCVN3), ("VNI", MARKS_VNI)):
        found = len(marks.findall(text))
        if found >= FEWEST and found > 2 * ours:
            raise DocumentRefused(OLD_CODE, {"code": code})
    return document


def _sample(document: ParsedFile) -> str:
    """The first words of the document, whatever it is made of."""
    if document.text:
        return document.text[:SAMPLE]
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)[:SAMPLE]
