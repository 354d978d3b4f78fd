"""Which unit a plan is for: the province that its issuer, its head or its rows name."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from adapters.documents.files.cleaning import fold
from adapters.documents.meaning.matching import key_of
from adapters.official_list.former_provinces import bare
from adapters.official_list.table import latest
from rules.drafting.source import Agency, Doubt, Heading
from rules.problems import N_
from rules.unit_kinds import PROVINCE

CENTRE = Agency(code="vn", name="Trung ương", kind="central")
CENTRAL = re.compile(
    r"^(bo (?!chi huy|doi)|chinh phu|thu tuong|quoc hoi|trung uong|ban bi thu|bo chinh tri|van phong (trung uong|"
    r"chinh phu))"
)
BEFORE = r"(?:(?:ubnd |uy ban nhan dan |dang bo )?(?:tinh|thanh pho)|tp|tinh uy|thanh uy)"

NAMED_IN_ROWS = N_(
    "The head doesn't say which province the plan is for; {name} is the one that its rows name most often."
)
NOT_FOUND = N_("Which unit the plan is for was not found: write its code (a province has two digits).")


def locate(heading: Heading, lines: Sequence[str], known: Mapping[str, str]) -> tuple[Agency, list[Doubt]]:
    """The unit whose subtree the plan is for, and what is doubtful about it. Unknown: the centre, in doubt."""
    if CENTRAL.match(fold(heading.issuer)):
        return CENTRE, []
    own = _best(heading.issuer) or _best("\n".join(lines[:12]), after_comma=True)
    if own:
        return _unit(own, known), []
    named = _best("\n".join(lines))
    if named:
        return _unit(named, known), [Doubt(field="unit", template=NAMED_IN_ROWS, args={"name": named}, as_read=True)]
    issuer = key_of(heading.issuer)
    code = next((code for code, name in known.items() if issuer and key_of(name) == issuer), None)
    if code:
        return Agency(
            code=code, name=known[code], kind="province" if len(code) == 2 and code.isdigit() else "department"
        ), []
    return CENTRE, [Doubt(field="unit", template=NOT_FOUND)]


@cache
def _provinces() -> Mapping[str, tuple[str, str]]:
    """By folded name without its sort: the official code and name."""
    provinces = (one for one in latest().values() if one.kind == PROVINCE)
    return {fold(bare(one.name)): (one.code, one.name) for one in provinces}


def _best(text: str, *, after_comma: bool = False) -> str:
    """The province that `text` names most often behind a word such as `tỉnh` (or before `, ngày`)."""
    plain = f" {fold(text)} "
    counts: Counter[str] = Counter()
    for key in _provinces():
        counts[key] = len(re.findall(rf" {BEFORE} {key}(?= )", plain))
        if after_comma:
            counts[key] += len(re.findall(rf" {key} ngay ", plain))
    key, count = counts.most_common(1)[0]
    return _provinces()[key][1] if count else ""


def _unit(name: str, known: Mapping[str, str]) -> Agency:
    code = next(code for code, official in _provinces().values() if official == name)
    return Agency(code=code, name=known.get(code, name), kind="province")
