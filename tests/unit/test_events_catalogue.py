"""The catalogue of events takes what is well formed, and says of anything else what is wrong."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from events import making
from events.catalogue import TYPES, Need, validate
from events.chain import canonical_json
from events.course import making as course
from events.documents import making as documents
from events.errors import EventError
from events.event import Document, Event
from events.joined import making as joining

NOW = datetime(2025, 8, 1, 3, 4, 5, tzinfo=UTC)
ENVELOPE: Any = {"id": "e1", "occurred_on": date(2025, 8, 1), "recorded_at": NOW, "actor": "văn thư"}
HELD = making.milestone("congress", plan="p", unit="12", phase="held", **ENVELOPE)
UNIT: Any = {"code": "12", "name": "Tỉnh Lai Châu", "kind": "province"}
VERSION: Any = {
    "source": "plan: p\n",
    "hash": "0" * 64,
    "version": 2,
    "amends": "e0",
    "proposed_hash": "1" * 64,
    "decisions": {"I.1": "keep"},
    "default": "take",
    "header": "take",
}
DAY: Any = {"day": "2026-01-02", "working": False, "reason": "hoán đổi"}

MADE = [
    making.plan_adopted("p", source="plan: p\n", hash="0" * 64, version=1, **ENVELOPE),
    making.plan_amended("p", VERSION, document=Document(text="2-KH/TU"), **ENVELOPE),
    making.plan_closed("p", {"done": ["I.1"], "not_required": ["I.2"]}, reason="đã xong", **ENVELOPE),
    making.plan_closed("p", {"done": ["I.1"], "passed": {"I.2": "II.1"}}, by="q", **ENVELOPE),
    making.units_registered([UNIT], **ENVELOPE),
    making.milestone("congress", plan="p", unit="12", phase="planned", **ENVELOPE),
    making.milestone("congress", plan="p", unit="12", phase="held", carried=date(2025, 12, 31), **ENVELOPE),
    making.milestone_postponed("congress", plan="p", unit="12", new_day=date(2025, 9, 1), **ENVELOPE),
    making.milestone_postponed("congress", plan="p", unit="12", **ENVELOPE),
    making.milestone("congress", plan="p", unit="12", phase="not_held", only=True, reason="khác đại hội", **ENVELOPE),
    joining.happening_joined(["p/congress", "q/congress"], **ENVELOPE),
    joining.happening_parted(["q/congress"], joins=["e0"], reason="nhầm", **ENVELOPE),
    making.task_done("p/I.1/12", plan="p", unit="12", **ENVELOPE),
    making.task_date_set("p/I.1/12", plan="p", due=date(2025, 9, 1), **ENVELOPE),
    course.task_acknowledged("p/I.1/12", plan="p", unit="12", **ENVELOPE),
    course.task_progress("p/I.1/12", plan="p", progress="một nửa", difficulty="khó", proposal="thêm", **ENVELOPE),
    course.task_assigned("p/I.1/12", plan="p", person="PTP", due=date(2025, 8, 2), unit="12", **ENVELOPE),
    course.part_asked("p/I.1/12", plan="p", of="13", content="số liệu", due=date(2025, 8, 2), **ENVELOPE),
    course.part_answered("e0", answer="gửi kèm", unit="13", **ENVELOPE),
    course.task_accepted("e0", unit="12", reason="đủ", **ENVELOPE),
    course.task_returned("e0", unit="12", reason="thiếu", due=date(2025, 9, 9), **ENVELOPE),
    making.corrected("e0", day=date(2025, 8, 2), carried=date(2025, 9, 1), unit="13", reason="nhầm", **ENVELOPE),
    making.withdrawn("e0", reason="nhầm", **ENVELOPE),
    making.extension_requested("p/I.1/12", plan="p", due=date(2025, 9, 9), reason="chờ số liệu", **ENVELOPE),
    making.extension_granted("p/I.1/12", plan="p", due=date(2025, 9, 9), override=True, reason="bão", **ENVELOPE),
    making.extension_refused("p/I.1/12", plan="p", reason="đủ thời gian", **ENVELOPE),
    making.suspension_began("p", rules=["I.1"], milestone="m", label="l", everything=True, until="m", **ENVELOPE),
    making.suspension_began(["p", "q"], milestone="m", since="p/n", until="q/m", reason="tạm dừng", **ENVELOPE),
    making.suspension_began(None, milestone="m", **ENVELOPE),
    making.suspension_ended("e0", reason="có hướng dẫn", **ENVELOPE),
    making.unit_merged("bto", into="bnv", **ENVELOPE),
    making.unit_split("bto", into=["bnv", "btc"], heir="btc", **ENVELOPE),
    making.unit_ended("bto", **ENVELOPE),
    making.units_ended({"c2": "c1", "c3": None}, **ENVELOPE),
    making.unit_renamed("bto", name="Ban mới", **ENVELOPE),
    making.unit_contacts_erased("bto", kinds=["email"], **ENVELOPE),
    making.calendar_amended("vn", [DAY], unit="12", **ENVELOPE),
    documents.document_attached(
        "e1", plan="p", name="a.pdf", media_type="application/pdf", size=9, hash="a" * 64, **ENVELOPE
    ),
    documents.report_handed_up(plans=["p"], to="Tỉnh ủy", rows=3, size=9, hash="b" * 64, **ENVELOPE),
    making.day_began(date(2025, 8, 1), recorded_at=NOW, actor="clock"),
]
OF = {event.type: event for event in reversed(MADE)}


@pytest.mark.parametrize("event", MADE, ids=lambda event: event.type)
def test_what_is_made_is_well_formed(event: Event) -> None:
    """Every way of making an event gives one that the catalogue takes, with JSON for data and nothing left empty."""
    validate(event)
    assert canonical_json(dict(event.data))
    assert None not in event.data.values()


def test_every_type_can_be_made() -> None:
    """There is a way to make an event of every type in the catalogue."""
    assert {event.type for event in MADE} == set(TYPES)


def test_every_type_is_documented() -> None:
    """The guide to the store names every type of event and every field that it carries."""
    guide = Path("docs/store.md").read_text(encoding="utf-8")
    for name, kind in TYPES.items():
        assert f"`{name}`" in guide
        for field in kind.data:
            assert f"`{field}`" in guide


def test_the_example_of_the_guide_runs() -> None:
    """What the guide to the store shows in Python does what it says, as it stands there."""
    guide = Path("docs/store.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    assert names["session"].head() == 1


def test_a_day_begins_once() -> None:
    """The event that a day began has an id made of the day, so that it is logged once."""
    first = making.day_began(date(2025, 8, 1), recorded_at=NOW, actor="clock")
    assert first.id == "day.began/2025-08-01"


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("part", ["plan", "subject", "unit", "corrects"])
def test_what_a_type_needs_is_demanded_and_what_it_lacks_refused(name: str, part: str) -> None:
    """A missing name is demanded, and one that the type knows nothing of is refused."""
    event = OF[name]
    need = getattr(TYPES[name], part)
    nothing: dict[str, Any] = {part: None}
    something: dict[str, Any] = {part: "x"}
    without, with_it = replace(event, **nothing), replace(event, **something)
    refusals = {Need.MUST: without, Need.NO: with_it}
    if need in refusals:
        with pytest.raises(EventError, match=part):
            validate(refusals[need])
    if need is not Need.NO:
        validate(with_it)
    if need is not Need.MUST and not (part == "plan" and TYPES[name].or_plan):
        validate(without)


def test_what_is_of_a_plan_several_or_all_says_one_of_these() -> None:
    """An event that may concern several plans names one, or some, or says that it is for every plan."""
    single, several, every = (event for event in MADE if event.type == "suspension.began")
    both = replace(every, data={**every.data, **several.data})
    for event in (replace(single, plan=None), replace(several, plan="p"), both):
        with pytest.raises(EventError) as caught:
            validate(event)
        words = "Event “e1” must either name its plan or give one of: plans, every_plan."
        assert str(caught.value) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": ""}, "Event “”: id must be 1 to 200 printable characters with no space at either end."),
        (
            {"id": "x" * 201},
            f"Event “{'x' * 59}…”: id must be 1 to 200 printable characters with no space at either end.",
        ),
        ({"id": "a\nb"}, "Event “a b”: id must be 1 to 200 printable characters with no space at either end."),
        ({"id": " a"}, "Event “ a”: id must be 1 to 200 printable characters with no space at either end."),
        ({"actor": "a\0"}, "Event “e1”: actor must be 1 to 200 printable characters with no space at either end."),
        ({"plan": 7}, "Event “e1”: plan must be 1 to 200 printable characters with no space at either end."),
        ({"occurred_on": NOW}, "Event “e1”: occurred_on must be a day without a time."),
        ({"occurred_on": "2025-08-01"}, "Event “e1”: occurred_on must be a day without a time."),
        (
            {"recorded_at": datetime(2025, 8, 1)},  # noqa: DTZ001 - that is what is wrong with it
            "Event “e1”: recorded_at must be a moment with its time zone.",
        ),
        (
            {"document": Document(text=" ")},
            "Event “e1”: document must be one line of text, not empty and at most 1000 characters.",
        ),
        (
            {"document": Document(text="\u202e\u200b")},
            "Event “e1”: document must be one line of text, not empty and at most 1000 characters.",
        ),
        (
            {"document": Document(text="///")},
            "Event “e1”: document must name a document, and has no letter or figure.",
        ),
        ({"document": Document(text="x", issued=NOW)}, "Event “e1”: document.issued must be a day without a time."),
        ({"data": {"weather": "fine"}}, "Event “e1”: data carries no “weather”."),
        ({"data": {"carried": "31/12/2025"}}, "Event “e1”: data.carried must be a day written YYYY-MM-DD."),
        ({"data": {"carried": "2025-02-30"}}, "Event “e1”: data.carried must be a day written YYYY-MM-DD."),
        ({"data": {"carried": "20251231"}}, "Event “e1”: data.carried must be a day written YYYY-MM-DD."),
    ],
)
def test_what_is_malformed_is_told(changes: dict[str, Any], words: str) -> None:
    """The refusal names the event and the field, and says what it must be."""
    with pytest.raises(EventError) as refused:
        validate(replace(HELD, **changes))
    assert str(refused.value) == words


def test_an_unknown_type_is_told_with_the_known_ones() -> None:
    """A type that is not in the catalogue is refused, and the known ones are listed."""
    with pytest.raises(EventError) as refused:
        validate(replace(HELD, type="milestone.dreamt"))
    assert str(refused.value) == (
        f"Event “e1”: there is no event type “milestone.dreamt”. Known are: {', '.join(TYPES)}."
    )


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ([], "data.units must be a list of 1 to 50000."),
        ("12", "data.units must be a list of 1 to 50000."),
        (["12"], "data.units[0] must be a mapping of names to values."),
        ([UNIT, {**UNIT, "name": ""}], "data.units[1].name must be one line of text"),
        ([{**UNIT, "email": "a@b.vn"}], "data.units[0] carries no “email”."),
        ([{**UNIT, "phone": "0912 345 678"}], "data.units[0] carries no “phone”."),
        ([{**UNIT, "email_seal": "a@b.vn"}], "data.units[0].email_seal must be a hash of 64 hex digits."),
        ([{**UNIT, "fax": "1"}], "data.units[0] carries no “fax”."),
        ([UNIT, UNIT], "data.units has “12” twice."),
        ([{**UNIT, "name": "\ud800"}], "data.units[0].name must be one line of text"),
    ],
)
def test_units_are_checked_one_by_one(units: Any, words: str) -> None:
    """A list of units is refused at the first that is wrong, which is named by its place."""
    with pytest.raises(EventError) as refused:
        validate(Event(type="units.registered", data={"units": units}, **ENVELOPE))
    assert str(refused.value).startswith(f"Event “e1”: {words}")


PLAN = OF["plan.adopted"].data


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("plan.adopted", {**PLAN, "hash": "X"}, "data.hash must be a hash of 64 hex digits."),
        ("plan.adopted", {**PLAN, "version": 0}, "data.version must be a whole number from 1"),
        ("plan.adopted", {**PLAN, "version": True}, "data.version must be a whole number from 1"),
        ("plan.adopted", {**PLAN, "source": "a\0"}, "data.source must be text of at most"),
        ("plan.adopted", {**PLAN, "source": "a" * 2_000_001}, "data.source must be text of at most"),
        ("plan.adopted", {}, "data.source must be text"),
        ("plan.amended", {**VERSION, "default": "drop"}, "data.default must be take or keep."),
        ("plan.amended", {**VERSION, "decisions": ["I.1"]}, "data.decisions must be a mapping of names to values."),
        ("plan.amended", {**VERSION, "decisions": {"I.1": 1}}, "data.decisions.I.1 must be take or keep."),
        ("plan.amended", {**VERSION, "decisions": {" ": "take"}}, "data.decisions must be 1 to 200 printable"),
        ("task.date_set", {}, "data.due must be a day written YYYY-MM-DD."),
        ("event.corrected", {"reason": "x"}, "its data must give at least one of: occurred_on, at, carried, unit."),
        ("unit.merged", {"into": []}, "data.into must be a list of 1 to 50000."),
        ("unit.merged", {"into": ["1", ""]}, "data.into[1] must be 1 to 200 printable characters"),
        ("unit.merged", {"into": ["1", "2", "1"]}, "data.into has “1” twice."),
        ("calendar.amended", {"calendar": "vn", "days": [{**DAY, "working": 1}]}, "data.days[0].working must be true"),
        ("calendar.amended", {"calendar": "vn", "days": [{**DAY, "until": "9:00"}]}, "time of day written HH:MM."),
        ("calendar.amended", {"calendar": "vn"}, "at least one of: days, cut_off."),
        ("milestone.held", {"at": "24:00"}, "data.at must be a time of day written HH:MM."),
    ],
)
def test_data_is_checked_by_its_kind(name: str, data: dict[str, Any], words: str) -> None:
    """Each field of an event's data is held to its type."""
    with pytest.raises(EventError) as refused:
        validate(replace(OF[name], data=data))
    assert words in str(refused.value)


def test_an_amended_plan_names_its_document() -> None:
    """A new version of a plan rests on a document, and is refused without one."""
    with pytest.raises(EventError, match=r"an event of type plan\.amended must name its document"):
        validate(replace(OF["plan.amended"], document=None))


def test_an_event_cannot_correct_itself() -> None:
    """A withdrawal of itself is no event."""
    with pytest.raises(EventError, match="Event “e1” cannot correct itself"):
        making.withdrawn("e1", **ENVELOPE)


def test_data_has_a_limit_as_a_whole() -> None:
    """Rows that are right one by one may be too much together."""
    units: Any = [{**UNIT, "code": str(number), "name": "x" * 1_000} for number in range(9_000)]
    with pytest.raises(EventError, match="its data must be at most 8000000 characters"):
        making.units_registered(units, **ENVELOPE)


def test_text_as_officers_paste_it_is_taken() -> None:
    """A hard space or a zero-width one, as word processors leave them, is no fault in a document's words."""
    making.withdrawn("e0", reason="Công\u00a0văn\u200b số 1", **ENVELOPE)


def test_years_beyond_reason_are_days_all_the_same() -> None:
    """The log takes any day there is; which days a calendar reaches is for others to say."""
    validate(replace(HELD, occurred_on=date.min))
    validate(replace(HELD, occurred_on=date.max))
