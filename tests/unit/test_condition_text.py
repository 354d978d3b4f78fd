"""The text of conditions: what is read, how it prints, what is refused."""

import pytest

from rules.conditions import All, Always, Any, AtLeast, Every, Happened, NoneOf, Phase, SomeOf
from rules.language.condition_text import (
    ConditionSyntaxError,
    GroupKey,
    GroupWord,
    format_atom,
    format_condition,
    parse_atom,
    parse_group,
)
from rules.offsets import Signal, SignalKind

CONGRESS = Signal(kind=SignalKind.MILESTONE, name="congress")
TASK = Signal(kind=SignalKind.DONE, name="I.7")


@pytest.mark.parametrize(
    ("text", "atom", "printed"),
    [
        ("congress", Happened(signal=CONGRESS), "congress held"),
        ("congress Held", Happened(signal=CONGRESS), "congress held"),
        ("own  congress planned", Happened(signal=CONGRESS, phase=Phase.PLANNED, own=True), "own congress planned"),
        ("task I.7", Happened(signal=TASK), "task I.7 done"),
        (
            "own task I.7 missed",
            Happened(signal=Signal(kind=SignalKind.MISSED, name="I.7"), own=True),
            "own task I.7 missed",
        ),
        ("Always", Always(), "always"),
    ],
)
def test_atoms(text: str, atom: Happened | Always, printed: str) -> None:
    """Each atom is read as it should be and prints in one form."""
    assert parse_atom(text) == atom
    assert format_atom(atom) == printed
    assert parse_atom(printed) == atom


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("all", GroupKey(word=GroupWord.ALL)),
        ("Any", GroupKey(word=GroupWord.ANY)),
        ("none", GroupKey(word=GroupWord.NONE)),
        ("at least 2 of", GroupKey(word=GroupWord.AT_LEAST, count=2)),
        ("every commune", GroupKey(word=GroupWord.EVERY, kind="commune")),
        ("every party-body under 12", GroupKey(word=GroupWord.EVERY, kind="party-body", under="12")),
        ("some commune", GroupKey(word=GroupWord.SOME, kind="commune")),
        ("at least 3 commune under 12", GroupKey(word=GroupWord.SOME, count=3, kind="commune", under="12")),
    ],
)
def test_groups(text: str, group: GroupKey) -> None:
    """Each key above other conditions is read as it should be."""
    assert parse_group(text) == group


def test_conditions_print_as_a_plan_file_has_them() -> None:
    """Nested conditions print as mappings with one key."""
    held = Happened(signal=CONGRESS)
    parts = (held, Always())
    condition = All(
        (
            Any(parts),
            NoneOf((held,)),
            AtLeast(count=2, parts=parts),
            Every(kind="commune", happened=held),
            SomeOf(kind="commune", happened=held, under="12"),
            SomeOf(kind="commune", happened=held, count=3),
        )
    )
    assert format_condition(condition) == {
        "all": [
            {"any": ["congress held", "always"]},
            {"none": ["congress held"]},
            {"at least 2 of": ["congress held", "always"]},
            {"every commune": "congress held"},
            {"some commune under 12": "congress held"},
            {"at least 3 commune": "congress held"},
        ]
    }


ATOM = (
    "Expected: a milestone (lower-case letters, digits, _ and -) and `planned` or `held`; `task`, a rule's id and "
    "`done` or `missed`; either also after `own`; or `always`."
)
GROUP = (
    "Expected: `all`, `any`, `none` or `at least N of` above a list; or `every KIND`, `some KIND` or "
    "`at least N KIND`, where `under CODE` may follow, above one happening."
)
LEFT = "is left over: the text before it is complete. Remove the rest, or write it as a rule of its own."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"column 1: The text is empty. {ATOM}"),
        ("Congress held", f"column 1: “Congress” is not understood here. {ATOM}"),
        ("own", f"column 4: The text ends too early. {ATOM}"),
        ("own always", f"column 5: “always” is not understood here. {ATOM}"),
        ("congress done", f"column 10: “done” {LEFT}"),
        ("task", "column 5: The text ends too early. Expected: the id of a task rule."),
        ("task I.7 planned", f"column 10: “planned” {LEFT}"),
        ("congress held and guidance held", f"column 15: “and” {LEFT}"),
        ("every commune", f"column 1: “every” is not understood here. {ATOM}"),
    ],
)
def test_wrong_atoms(text: str, message: str) -> None:
    """Each error gives the column, what was read there, and what should stand there."""
    with pytest.raises(ConditionSyntaxError) as caught:
        parse_atom(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"column 1: The text is empty. {GROUP}"),
        ("not", f"column 1: “not” is not understood here. {GROUP}"),
        ("all of", f"column 5: “of” {LEFT}"),
        ("at least", "column 9: The text ends too early. Expected: a number: `at least 2 of` or `at least 2 commune`."),
        ("every", "column 6: The text ends too early. Expected: a unit kind, such as commune."),
        ("some Commune", "column 6: “Commune” is not understood here. Expected: a unit kind, such as commune."),
        ("every commune under", "column 20: The text ends too early. Expected: the code of a unit."),
        ("every commune in 12", f"column 15: “in” {LEFT}"),
    ],
)
def test_wrong_groups(text: str, message: str) -> None:
    """Each error gives the column, what was read there, and what should stand there."""
    with pytest.raises(ConditionSyntaxError) as caught:
        parse_group(text)
    assert str(caught.value) == message
