"""The rows of the shipped plan 376-KH/TU as an annex prints them: sections, numbers, agencies in words, deadlines."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

HEADER = ("STT", "Nội dung công việc", "Cơ quan phối hợp", "Thời gian thực hiện")
HEADER_WITH_LEAD = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn hoàn thành", "Sản phẩm")
ATTACHED = "(kèm theo Kế hoạch số 376-KH/TU, ngày 21/7/2025 của Ban Thường vụ Tỉnh ủy Lai Châu)"


@dataclass(frozen=True, kw_only=True)
class AnnexRow:
    """One task, and its section: `number` is the one printed, below the `section` numeral."""

    id: str
    section: str
    section_title: str
    group: str  # the number of the group inside the section; empty: none
    group_title: str
    number: str
    title: str
    lead: str
    cooperate: tuple[str, ...]
    says: str

    @property
    def cooperating(self) -> str:
        return "; ".join(self.cooperate)


@cache
def plan() -> dict[str, Any]:
    """The plan file as YAML has it."""
    source = (files("rules") / "plans" / "376-kh-tu.yaml").read_text(encoding="utf-8")
    root: dict[str, Any] = YAML(typ="safe").load(source)
    return root


@cache
def unit_names() -> dict[str, str]:
    """Code -> name of the units that the plan declares."""
    return {code: unit["name"] for code, unit in plan()["units"].items()}


@cache
def annex() -> tuple[AnnexRow, ...]:
    """All 141 rows in the plan's order."""
    return tuple(_row(rule) for rule in plan()["rules"])


def _row(rule: dict[str, Any]) -> AnnexRow:
    section, *below = rule["id"].split(".")
    heading = rule["section"].split(". ", 1)[1] if ". " in rule["section"] else rule["section"]
    title, _, group_title = heading.partition(": ")
    number = ".".join(below)
    return AnnexRow(
        id=rule["id"],
        section=section,
        section_title=title,
        group=below[0] if len(below) > 1 else "",
        group_title=group_title[:1].upper() + group_title[1:],
        number=number,
        title=f"{rule['title']}.",
        lead=title,
        cooperate=tuple(unit_names()[code] for code in rule.get("cooperate", [])),
        says=rule["says"],
    )
