"""The four plans that ship: every row is there, under its heading, with the deadline the document gives it."""

import re
from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from rules.compiling import check_plan, compile_plan
from rules.conditions import All, Any, Every, Happened, NoneOf, Phase, SomeOf
from rules.language.offset_text import format_due
from rules.offsets import BeforeDate, Continuous, Done, FromDate, Once, Per, Signal, SignalKind, limits_of
from rules.plan import Plan, TaskRule

TESTS = Path(__file__).parents[1]
GUIDE = (TESTS.parent / "docs" / "plans.md").read_text(encoding="utf-8")

PLANS = ("376-kh-tu", "75-ctr-tu", "ct-121-kl-tw", "4029-cv-tu")

# Counted by reading the documents, section by section.
ROWS = {
    "376-kh-tu": {
        "I": 35,
        "II": 5,
        "III": 4,
        "IV": 10,
        "V": 2,
        "VI.1": 12,
        "VI.2": 15,
        "VII": 8,
        "VIII": 4,
        "IX": 7,
        "X": 1,
        "XI": 6,
        "XII": 7,
        "XIII": 4,
        "XIV.1": 6,
        "XIV.2": 15,
    },
    "75-ctr-tu": {
        "II.1": 4,
        "II.2.1.1": 8,
        "II.2.1.2": 10,
        "II.2.1.3": 2,
        "II.2.1.4": 4,
        "II.2.1.5": 1,
        "II.2.1.6": 2,
        "II.2.1.7": 2,
        "II.2.2": 7,
        "II.2.3": 7,
        "II.2.4": 8,
        "III": 4,
    },
    "ct-121-kl-tw": {
        "II.1.2.1": 20,
        "II.1.2.2": 4,
        "II.2": 11,
        "III.1": 7,
        "III.2": 2,
        "III.3": 3,
        "III.4": 4,
        "III.5": 2,
        "III.6": 7,
        "III.7": 2,
        "III.8": 3,
        "III.9": 1,
    },
    "4029-cv-tu": {"1": 1, "2": 1, "3": 7},
}

# A deadline phrase of these documents, and the classes of reading it may have.
PHRASES: tuple[tuple[str, tuple[type, ...]], ...] = (
    (r"thường xuyên", (Continuous,)),
    (r"đã hoàn thành", (Done,)),
    (r"\(không ghi thời hạn\)", (Continuous,)),
    (r"trước \d", (BeforeDate,)),
    (r"từ năm", (FromDate,)),
    (r"sau khi có|sau khi trung ương", (Once, Continuous)),
    (r"(thực hiện )?theo (kế hoạch|hướng dẫn|thông tri)", (Per, Continuous)),
)


@cache
def plan(name: str) -> Plan:
    """A shipped plan, compiled."""
    return compile_plan(source(name), path=f"{name}.yaml")


def source(name: str) -> bytes:
    """A shipped plan file."""
    return files("rules").joinpath("plans", f"{name}.yaml").read_bytes()


def heading(rule: TaskRule) -> str:
    """The number of the rule's section: `XIV.2. Đảng ủy …` is `XIV.2`."""
    return rule.section.split(". ", 1)[0]


def waiting(name: str, milestone: str) -> tuple[str, ...]:
    """The rules of a plan that wait for a milestone."""
    return plan(name).waiting_on[Signal(kind=SignalKind.MILESTONE, name=milestone)]


@pytest.mark.parametrize("name", PLANS)
def test_every_plan_is_checked_without_a_complaint(name: str) -> None:
    """A shipped plan has neither an error nor a warning, but for a question that its document leaves open."""
    asked = [(one.code, one.args["rule"]) for one in check_plan(source(name))]
    assert asked == ([("cycle-not-said", "III.1.7")] if name == "ct-121-kl-tw" else [])


@pytest.mark.parametrize("name", PLANS)
def test_every_row_of_every_section_is_there(name: str) -> None:
    """Each section has as many rules as the document has rows."""
    assert Counter(heading(rule) for rule in plan(name).rules.values()) == ROWS[name]


@pytest.mark.parametrize("name", PLANS)
def test_the_guide_counts_the_same_rows(name: str) -> None:
    """docs/plans.md lists the sections with the counts that the plan has."""
    table = GUIDE.split(f"## Rows of {name}\n")[1].split("\n## ")[0]
    listed = re.findall(r"^\| ([0-9IVX.]+) \|.*\| (\d+) \|$", table, re.MULTILINE)
    assert {section: int(count) for section, count in listed} == ROWS[name]


def test_the_guide_lists_the_plans_with_their_size() -> None:
    """docs/plans.md names every shipped plan with its number of rules, and the folder holds no other."""
    listed = re.findall(r"^\| `([^`]+)` \|.*\| (\d+) \|$", GUIDE, re.MULTILINE)
    assert [(name, int(count)) for name, count in listed] == [(name, len(plan(name).rules)) for name in PLANS]
    shipped = {entry.name.removesuffix(".yaml") for entry in files("rules").joinpath("plans").iterdir()}
    assert shipped == set(PLANS)


def test_the_numbers_of_376_run_without_a_gap() -> None:
    """In each section rows are numbered from 1, as in the annex."""
    for section, count in ROWS["376-kh-tu"].items():
        ids = [rule.id for rule in plan("376-kh-tu").rules.values() if heading(rule) == section]
        assert ids == [f"{section}.{number}" for number in range(1, count + 1)]


def test_rows_out_of_place_are_where_they_belong() -> None:
    """The annex prints the row on inspection training within IX and a title of XIII within XIV: both are put back."""
    found = plan("376-kh-tu").rules
    assert (found["VIII.4"].lead, found["VIII.4"].cite) == ("ubkt", "Phụ lục, mục VIII, dòng 4")
    assert found["VIII.4"].cooperate == ("vptu", "ban-dang", "du-ubnd", "co-quan-lien-quan")
    assert found["XIII.3"].for_units == ("du-tand", "du-vksnd")


@pytest.mark.parametrize("name", PLANS)
def test_a_deadline_means_what_it_says(name: str) -> None:
    """The class of each due agrees with its phrase, and a written day, month or quarter is the due's own."""
    for rule in plan(name).rules.values():
        expected = [classes for start, classes in PHRASES if re.match(start, rule.says, re.IGNORECASE)]
        limits = limits_of(rule.due)
        assert all(any(isinstance(limit, classes) for limit in limits) for classes in expected), rule.id
        assert written(rule.says) in (None, *map(format_due, limits)), rule.id


def written(says: str) -> str | None:
    """The offset text of a phrase with a day, a month or a quarter of a year."""
    if day := re.fullmatch(r"Trước (\d+)/(\d+)/(\d+)", says):
        return f"before {date(int(day[3]), int(day[2]), int(day[1]))}"
    if month := re.search(r"trong tháng (\d+)/(\d+)", says):
        return f"in {month[2]}-{int(month[1]):02}"
    return "in 2025-Q1" if "Quý I" in says else None


def test_phrases_without_a_day_of_their_own() -> None:
    """The deadlines of 376 that count from events, or come round, are these."""
    others = (BeforeDate, Continuous, Done, Once, Per)
    counted = [rule for rule in plan("376-kh-tu").rules.values() if not isinstance(rule.due, others)]
    found = {rule.id: format_due(rule.due) for rule in counted}
    assert found == {
        "I.6": "right after provincial_congress",
        "I.7": "7 days after ubnd_congress",
        "I.33": "in 2025..2026",
        "II.2": "right after provincial_congress",
        "II.3": "7 working days after party_agencies_congress",
        "VI.1.9": "right after provincial_congress",
        "VI.1.11": "7 days after provincial_congress",
        "VI.2.14": "every quarter before day 15 of its last month",
        "VII.3": "in 2025-Q3",
        "VIII.2": "earliest of (before first commune commune_congress, before ubnd_congress, "
        "before party_agencies_congress, before military_congress, before police_congress, before provincial_congress)",
        "IX.4": "30 working days before provincial_congress",
        "XI.2": "7 days after military_congress",
        "XII.2": "7 days after police_congress",
        "XIV.1.2": "earliest of (before 2025-07-31, before commune_congress)",
        "XIV.1.5": "7 days after commune_congress",
    }


def test_one_central_document_starts_the_rows_that_name_it() -> None:
    """Rows that wait for the same document share its milestone; other guidance has one each."""
    assert waiting("376-kh-tu", "party_card_guidance") == ("I.35", "II.5", "VI.1.12", "XI.6", "XII.7", "XIV.1.6")
    assert waiting("376-kh-tu", "election_guidance") == ("I.34", "III.2")
    assert waiting("376-kh-tu", "politburo_plan") == ("VI.1.7", "VII.2", "IX.2")
    assert waiting("376-kh-tu", "organisation_regulation") == ("VI.2.11", "VI.2.12", "XIV.2.11")
    assert waiting("376-kh-tu", "digital_plan_02") == ("I.18", "XIV.2.14")


def test_rows_that_wait_for_several_events() -> None:
    """`when` says what the phrase alone does not: which congresses, which documents, planned or held."""
    found = {rule.id: rule.when for rule in plan("376-kh-tu").rules.values()}
    congress, commune = (Signal(kind=SignalKind.MILESTONE, name=f"{at}_congress") for at in ("provincial", "commune"))
    assert found["IV.7"] == All((Every(kind="commune", happened=Happened(signal=commune)), Happened(signal=congress)))
    front, guidance = (
        Signal(kind=SignalKind.MILESTONE, name=f"{of}") for of in ("front_congress", "mass_congress_guidance")
    )
    assert found["IV.5"] == All((Happened(signal=guidance), Happened(signal=front)))
    assert isinstance(found["VIII.2"], Any)
    assert found["VIII.2"].parts[0] == SomeOf(kind="commune", happened=Happened(signal=commune, phase=Phase.PLANNED))
    assert found["IX.4"] == Happened(signal=congress, phase=Phase.PLANNED)
    assert isinstance(found["XIV.2.11"], All)


def test_the_suspension_lasts_until_new_guidance() -> None:
    """Item 1 of 4029-CV/TU holds for each district as long as the new guidance is not there."""
    rule = plan("4029-cv-tu").rules["1"]
    signal = Signal(kind=SignalKind.MILESTONE, name="new_central_guidance")
    assert (rule.for_each, rule.when) == ("district", NoneOf((Happened(signal=signal),)))


def test_the_suspension_reaches_every_plan_that_counts_from_these_congresses() -> None:
    """Item 1 of 4029-CV/TU suspends what hangs on congresses of districts, communes and below, until the guidance."""
    clauses = plan("4029-cv-tu").suspensions
    assert {clause.selectors for clause in clauses} == {
        (f"milestone:{name}_congress",) for name in ("district", "commune", "grassroots")
    }
    assert {(clause.plans, clause.since, clause.until) for clause in clauses} == {(None, None, "new_central_guidance")}
    assert waiting("75-ctr-tu", "commune_congress") == ("II.2.1.4.4",)


def test_two_congresses_follow_their_own_party_congress() -> None:
    """The Front's congress of the province waits for the province's, those of the communes for each commune's."""
    found = plan("75-ctr-tu").rules
    assert format_due(found["II.2.1.4.3"].due) == "right after provincial_congress"
    assert (found["II.2.1.4.4"].for_each, format_due(found["II.2.1.4.4"].due)) == (
        "commune",
        "right after commune_congress",
    )


def test_a_code_means_one_unit_in_all_plans() -> None:
    """Plans may be loaded side by side: a unit declared twice is declared the same."""
    declared = [(unit.code, unit) for name in PLANS for unit in plan(name).units.values()]
    assert len(dict(declared)) == len(set(declared))


@pytest.mark.parametrize("name", PLANS)
def test_titles_are_short_and_every_row_is_cited(name: str) -> None:
    """A title has five to fifteen syllables; phrase and place are never empty."""
    for rule in plan(name).rules.values():
        assert 5 <= len(rule.title.split()) <= 15, rule.id
        assert rule.says, rule.id
        assert rule.cite, rule.id
