"""The application at Zalo that notifications are sent by, as its target names it."""

from dataclasses import dataclass
from pathlib import Path

FIELD = "noi_dung"
"""The field of a template that has the text, where the target names no other."""

RENEWED_AT = "https://oauth.zaloapp.com/v4/oa/access_token"
"""Where tokens are renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloApp:
    """The template that Zalo approved, and the file with the tokens."""

    template: str  # its id
    tokens: Path
    field: str = FIELD
    renewed_at: str = RENEWED_AT
