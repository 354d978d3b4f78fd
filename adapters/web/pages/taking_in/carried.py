"""A document that was read, as a text that a form carries from page to page: nothing of it is kept here meanwhile."""

import binascii
import json
import zlib
from base64 import b64decode, b64encode

from adapters.documents.files.document import ParsedFile
from adapters.documents.isolation.transport import document_from, written
from adapters.words.refused.refusal import Refused
from rules.problems import N_

LONGEST = 900_000
"""Characters."""

_LARGEST = 64 * 2**20
_TOO_LONG = N_("The document is too long for a page: send the annex with its tasks alone.")
_CHANGED = N_("The document did not come back whole: send the file once more.")


def carried(document: ParsedFile) -> str:
    """The document as a text. Raises Refused where that would be too long."""
    text = b64encode(zlib.compress(json.dumps(written(document), ensure_ascii=False).encode(), 9)).decode()
    if len(text) > LONGEST:
        raise Refused(_TOO_LONG)
    return text


def brought_back(text: str) -> ParsedFile:
    """The document that a text carries. Raises Refused."""
    try:
        packed = zlib.decompressobj().decompress(b64decode(text, validate=True), _LARGEST)
        return document_from(json.loads(packed))
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        raise Refused(_CHANGED) from None
