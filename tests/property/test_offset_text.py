"""Reading and printing are inverse, for every value of the offset language and every condition."""

import json
from calendar import monthrange
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiling import compile_plan
from rules.conditions import All, Always, Any, AtLeast, Condition, Every, Happened, NoneOf, Phase, SomeOf
from rules.language.condition_text import format_atom, format_condition, parse_atom
from rules.language.offset_text import (
    OffsetSyntaxError,
    format_anchor,
    format_due,
    format_offset,
    parse_due,
    parse_offset,
)
from rules.language.tokens import RESERVED
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Cycle,
    Direction,
    Done,
    DueSpec,
    FromDate,
    Offset,
    Once,
    Per,
    Pick,
    Recurring,
    RightAfter,
    Signal,
    SignalKind,
    Within,
)

names = st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True).filter(lambda name: name not in RESERVED)
rule_ids = st.from_regex(r"[^\W_][\w.-]{0,20}", fullmatch=True)
signals = st.one_of(
    st.builds(Signal, kind=st.just(SignalKind.MILESTONE), name=names),
    st.builds(Signal, kind=st.sampled_from([SignalKind.DONE, SignalKind.MISSED]), name=rule_ids),
)
anchors = st.one_of(
    st.builds(Anchor, signal=signals, pick=st.sampled_from([Pick.NEAREST, Pick.OWN])),
    st.builds(Anchor, signal=signals, pick=st.sampled_from([Pick.FIRST, Pick.LAST]), kind=names),
)
amounts = st.integers(0, 99_999)
offsets = st.builds(
    Offset,
    direction=st.sampled_from(Direction),
    years=amounts,
    months=amounts,
    weeks=amounts,
    days=amounts,
    working_days=amounts,
) | st.builds(Offset, direction=st.sampled_from(Direction), days=st.integers(0, 2), months=st.integers(0, 1))
month_ends = st.dates().map(lambda day: day.replace(day=monthrange(day.year, day.month)[1]))
month_starts = st.dates().map(lambda day: day.replace(day=1))
spans = st.tuples(st.dates() | month_starts, st.dates() | month_ends).map(sorted)


def months(cycle: Cycle) -> st.SearchStrategy[int]:
    """The months that a cycle has."""
    count = {Cycle.WEEK: 1, Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}[cycle]
    return st.just(1) if count == 1 else st.sampled_from([-1, *range(1, count + 1)])


def recurring(cycle: Cycle) -> st.SearchStrategy[Recurring]:
    """Every duty that comes round with `cycle`."""
    days = st.integers(1, 7) if cycle is Cycle.WEEK else st.sampled_from([-1, *range(1, 32)])
    return st.builds(Recurring, every=st.just(cycle), strictly_before=st.booleans(), day=days, month=months(cycle))


dues: st.SearchStrategy[DueSpec] = st.one_of(
    st.builds(Counted, offset=offsets, anchor=anchors),
    *(st.builds(kind, anchor=anchors) for kind in (RightAfter, Once, Per)),
    *(st.builds(kind, day=st.dates()) for kind in (BeforeDate, ByDate, FromDate)),
    spans.map(lambda span: Within(start=span[0], end=span[1])),
    st.sampled_from(Cycle).flatmap(recurring),
    st.just(Continuous()),
    st.just(Done()),
)
held = st.builds(Happened, signal=signals, own=st.booleans())
planned = st.builds(
    Happened,
    signal=st.builds(Signal, kind=st.just(SignalKind.MILESTONE), name=names),
    phase=st.just(Phase.PLANNED),
    own=st.booleans(),
)
happenings = held | planned


@given(dues)
@settings(max_examples=100)
def test_deadlines_there_and_back(spec: DueSpec) -> None:
    """A printed deadline means what was printed, and printing is stable."""
    text = format_due(spec)
    assert parse_due(text) == spec
    assert format_due(parse_due(text)) == text


@given(offsets, anchors)
@settings(max_examples=100)
def test_offsets_and_anchors_there_and_back(offset: Offset, anchor: Anchor) -> None:
    """Printed offsets and anchors mean what was printed."""
    assert parse_offset(format_offset(offset)) == offset
    assert parse_due(f"once {format_anchor(anchor)}") == Once(anchor=anchor)


@given(happenings | st.just(Always()))
@settings(max_examples=100)
def test_atoms_there_and_back(atom: Happened | Always) -> None:
    """A printed atom means what was printed."""
    assert parse_atom(format_atom(atom)) == atom


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from([*sorted(RESERVED), "7", "days", "2025-07", "x", ".."])).map(" ".join)
)
@settings(max_examples=100)
def test_any_text_is_read_or_refused_with_a_column(text: str) -> None:
    """Whatever is handed in, the answer is a value that can be printed, or an error within the text."""
    spec, column = None, 1
    try:
        spec = parse_due(text)
    except OffsetSyntaxError as error:
        column = error.column
    assert 1 <= column <= len(text) + 1
    assert spec is None or parse_due(format_due(spec)) == spec


CONGRESS = Signal(kind=SignalKind.MILESTONE, name="congress")
COMMUNE_CONGRESS = Signal(kind=SignalKind.MILESTONE, name="commune_congress")
OTHER = Signal(kind=SignalKind.DONE, name="I.2")
known = st.builds(Happened, signal=st.sampled_from([CONGRESS, OTHER]))
leaves: st.SearchStrategy[Condition] = st.one_of(
    known,
    st.just(Always()),
    st.builds(Every, kind=st.just("commune"), happened=st.builds(Happened, signal=st.just(COMMUNE_CONGRESS))),
    st.builds(
        SomeOf,
        kind=st.just("commune"),
        happened=st.builds(Happened, signal=st.just(COMMUNE_CONGRESS), phase=st.sampled_from(Phase)),
        under=st.sampled_from([None, "12"]),
        count=st.integers(1, 99),
    ),
)


def groups(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """Conditions above other conditions. (None of `none`, which could make them contradict each other.)"""
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    at_least = several.flatmap(lambda few: st.builds(AtLeast, count=st.integers(1, len(few)), parts=st.just(few)))
    return st.one_of(several.map(All), several.map(Any), at_least)


@given(st.recursive(leaves, groups, max_leaves=6) | known.map(lambda one: NoneOf((one,))))
@settings(max_examples=60)
def test_conditions_there_and_back_through_a_plan_file(condition: Condition) -> None:
    """A condition printed into a plan file compiles to the same condition."""
    source = f"""\
plan: p
title: t
number: n
issuer: i
issued: {date(2025, 7, 21)}
unit: "12"
milestones: {{congress: {{title: t, at: "12"}}, commune_congress: {{title: t, of each: commune}}}}
units: {{btc: {{name: b, kind: party-body}}}}
rules:
  - {{id: I.2, title: t, lead: btc, due: continuous, says: s, cite: c}}
  - {{id: I.1, title: t, lead: btc, due: continuous, says: s, cite: c, when: {json.dumps(format_condition(condition))}}}
"""
    assert compile_plan(source).rules["I.1"].when == condition
