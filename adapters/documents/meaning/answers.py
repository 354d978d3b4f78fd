"""The officer's answers: a small YAML file kept beside the document and applied at every import of it.

plan: {unit: "12", issued: 2025-07-21}
agencies: {Trường Chính trị: tct}
milestones: {party_card_guidance: {title: Hướng dẫn đổi thẻ đảng viên, at: vn}}
rows:
  "II.3#5f0c2a91": {says: Sau 7 ngày làm việc, due: 7 working days after party_agencies_congress}
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from adapters.documents.files.errors import DocumentRefused
from rules.drafting.source import Answers
from rules.plan_file.fields import PLAN, RULE
from rules.problems import N_, shown

LARGEST = 5 * 2**20
PARTS = ("plan", "agencies", "milestones", "rows")
MILESTONE = ("title", "at", "of each")

NOT_YAML = N_("The answers are no YAML file: line {line} cannot be read. Whoever wrote it must correct it.")
NOT_MAPPING = N_("In the answers, “{part}” must have keys with values below it.")
UNKNOWN_PART = N_("The answers have no part “{part}”; the parts are: {parts}.")
UNKNOWN_FIELD = N_("In the answers, “{part}” has no field “{field}”; the fields are: {fields}.")
TOO_LARGE = N_("The file of answers is too large to be one.")


def read_answers(text: str) -> Answers:
    """The answers that `text` (YAML) holds. Raises DocumentRefused."""
    if len(text) > LARGEST:
        raise DocumentRefused(TOO_LARGE)
    parser = YAML(typ="safe", pure=True)
    try:
        found = parser.load(text) or {}
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DocumentRefused(NOT_YAML, {"line": mark.line + 1 if mark else 1}) from error
    except (ValueError, TypeError, RecursionError) as error:  # an impossible date, an unhashable key, a deep nest
        raise DocumentRefused(NOT_YAML, {"line": 1}) from error
    parts = _mapping("answers", found)
    for part in parts:
        if part not in PARTS:
            raise DocumentRefused(UNKNOWN_PART, {"part": shown(part), "parts": ", ".join(PARTS)})
    return Answers(
        plan={name: _text(value) for name, value in _fields("plan", parts.get("plan"), PLAN).items()},
        agencies={name: _text(value) for name, value in _mapping("agencies", parts.get("agencies")).items()},
        milestones={
            name: _milestone(name, value) for name, value in _mapping("milestones", parts.get("milestones")).items()
        },
        rows={key: _row(key, value) for key, value in _mapping("rows", parts.get("rows")).items()},
    )


def _mapping(part: str, found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise DocumentRefused(NOT_MAPPING, {"part": shown(part)})
    return {str(key): value for key, value in found.items()}


def _fields(part: str, found: Any, allowed: Mapping[str, object] | tuple[str, ...]) -> dict[str, Any]:
    fields = _mapping(part, found)
    for name in fields:
        if name not in allowed:
            raise DocumentRefused(
                UNKNOWN_FIELD, {"part": shown(part), "field": shown(name), "fields": ", ".join(allowed)}
            )
    return fields


def _milestone(name: str, found: Any) -> dict[str, str]:
    return {key: _text(value) for key, value in _fields(name, found, MILESTONE).items()}


def _row(key: str, found: Any) -> dict[str, str | tuple[str, ...]]:
    fields = _fields(key, found, RULE)
    return {
        name: tuple(map(_text, value)) if isinstance(value, list) else _text(value) for name, value in fields.items()
    }


def _text(value: Any) -> str:
    """A scalar as text; YAML's dates as YYYY-MM-DD."""
    return value.isoformat() if isinstance(value, date) else str(value)
