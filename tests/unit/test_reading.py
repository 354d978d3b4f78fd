"""Reading YAML: what comes out, and that nothing dangerous or broken comes in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.document import ListNode, MapNode, Scalar
from rules.plan_file import yaml_reading
from rules.plan_file.yaml_reading import LARGEST, MOST_PROBLEMS, read_document
from rules.problems import PlanError, Problem
from tests.calls import calls_of


def refused(source: str | bytes) -> list[str]:
    """The problems of a file that is refused, as text."""
    with pytest.raises(PlanError) as caught:
        read_document(source, path="p.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_every_value_has_its_place_and_stays_text() -> None:
    """Numbers, dates, `no` and `null` are not interpreted; lines and columns count from 1."""
    root = read_document('a: no\nb: [2025-07-31, "12"]\nc: {d: 01, e: ~}\n').root
    assert (root.line, root.column, [entry.key.text for entry in root.entries]) == (1, 1, ["a", "b", "c"])
    assert root.get("a") == Scalar(text="no", line=1, column=4, inside=4)
    day = Scalar(text="2025-07-31", line=2, column=5, inside=5)
    twelve = Scalar(text="12", line=2, column=17, plain=False, inside=18)
    assert root.get("b") == ListNode(items=(day, twelve), line=2, column=4)
    below = root.get("c")
    assert isinstance(below, MapNode)
    assert below.get("d") == Scalar(text="01", line=3, column=8, inside=8)
    assert below.get("e") is None


def test_a_column_inside_a_text_is_told_where_the_text_stands_as_it_is() -> None:
    """Columns within a plain or quoted text can be told; within a folded or escaped one the text's own is."""
    root = read_document('a: one two\nb: "one two"\nc: "one\\ttwo"\nd: >\n  one\n  two\n').root
    columns = [value.column_of(5) for key in "abcd" if isinstance(value := root.get(key), Scalar)]
    assert columns == [8, 9, 4, 4]


def test_texts_are_composed() -> None:
    """Vietnamese in decomposed characters reads as the same text in composed ones."""
    root = read_document("a: Ke\u0302\u0301 hoa\u0323ch\n").root
    value = root.get("a")
    assert isinstance(value, Scalar)
    assert value.text == "Kế hoạch"


@pytest.mark.parametrize(
    "source", [b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "\ufeffa: 1\nb: 2", "%YAML 1.1\n---\na: 1\nb: 2\n...\n"]
)
def test_harmless_dress_is_accepted(source: str | bytes) -> None:
    """A byte order mark, Windows line ends, a version line and document marks change nothing."""
    assert [entry.key.text for entry in read_document(source).root.entries] == ["a", "b"]


START = "Begin with `plan:` and its id; docs/writing-rules.md has a whole plan."
AS_TEXT = "Save the file as UTF-8 text; a plan in Word, Excel or PDF form must be imported first."
ANCHOR = "stands here; plan files have none. Write the value out at each place."
RENAME = "Remove or rename one of them."
TAG = "stands here; plan files have no tags. Remove the tag; a text that must stay a text goes in double quotes."


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ("", [f"1:1: error: The file is empty. {START}"]),
        ("# nothing\n", [f"1:1: error: The file is empty. {START}"]),
        ("---\n", [f"1:1: error: The file is empty. {START}"]),
        ("- a\n", [f"1:1: error: The file is not a mapping of fields. {START}"]),
        ("just words\n", [f"1:1: error: The file is not a mapping of fields. {START}"]),
        (
            "a: 1\n---\nb: 2\n",
            ["2:1: error: A second YAML document begins here. Give each plan a file of its own."],
        ),
        (
            "a: 1\nb: {a: 1, b: 2, a: 3}\na: 2\n",
            [
                f"2:17: error: “a” stands here for the second time; the first is in line 2. {RENAME}",
                f"3:1: error: “a” stands here for the second time; the first is in line 1. {RENAME}",
            ],
        ),
        ("? [a]\n: b\n", ["1:3: error: A key must be a plain text. Write `key: value`."]),
        (
            'a: !!python/object/apply:os.system ["id"]\nb: !x 1\nc: !!str 1\n',
            [
                f"1:4: error: The tag “!!python/object/apply:os.system” {TAG}",
                f"2:4: error: The tag “!x” {TAG}",
                f"3:4: error: The tag “!!str” {TAG}",
            ],
        ),
        (
            "a: &x [1]\nb: *x\n<<: *y\n",
            [
                f"1:4: error: An anchor or a reference to one (“x”) {ANCHOR}",
                f"2:4: error: An anchor or a reference to one (“x”) {ANCHOR}",
                f"3:5: error: An anchor or a reference to one (“y”) {ANCHOR}",
            ],
        ),
        ("a:\n\tb: 1\n", ["2:1: error: A tab stands where spaces belong. Indent with spaces only."]),
        (
            "a: b: c\n",
            [
                (
                    "1:5: error: A colon stands where none is expected; perhaps it belongs to a text. "
                    "Put the text in double quotes."
                )
            ],
        ),
        ("a: 1\nb: 'x\nc: 2\n", ["2:4: error: The quotation mark opened here is never closed. Close it."]),
        ("a: [1, 2\nb: 3\n", ["2:2: error: The list in brackets is not closed before this. Close it with `]`."]),
        ("a: {b: 2\nc: 3\n", ["2:2: error: The mapping in braces is not closed before this. Close it with `}`."]),
        (
            " a: 1\nb: 2\n",
            [
                (
                    "2:1: error: This line does not fit the lines above it. "
                    "Indent with spaces, the same number for lines of one mapping or list."
                )
            ],
        ),
        ("a: @x\n", ["1:4: error: No text can begin with this character. Put the text in double quotes."]),
        ('a: "\\q"\n', ["1:6: error: After a backslash this character means nothing. Put the text in single quotes."]),
        (
            'a: "\\UFFFFFFFF"\n',
            ["1:1: error: After this an escape (`\\U…`) names no character. Remove it, or type the line anew."],
        ),
        ('a: "\\0"\n', ["1:4: error: The control character U+0000 stands here. Remove it, or type the line anew."]),
        (
            "a: 1\nb: x\x07y\n",
            ["2:5: error: The control character U+0007 stands here. Remove it, or type the line anew."],
        ),
        ("a: \ud800\n", ["1:4: error: The control character U+D800 stands here. Remove it, or type the line anew."]),
        (b"a: 1\nb: \xff\n", [f"2:4: error: This is not UTF-8 text. {AS_TEXT}"]),
        ("a: 1\n".encode("utf-16"), [f"1:1: error: This is not UTF-8 text. {AS_TEXT}"]),
        (
            "x" * (LARGEST + 1),
            [
                (
                    "1:1: error: The file has 2000001 bytes; a plan file has 2000000 at most. "
                    "Check that it is the right file, or split the plan."
                )
            ],
        ),
        (
            "a: " + "[" * 500_000,
            [
                (
                    "1:23: error: Values stand more than 20 levels deep here. "
                    "A plan needs six levels; check the brackets and the indentation."
                )
            ],
        ),
        (
            "? " * 900_000,
            [
                (
                    "1:41: error: Values stand more than 20 levels deep here. "
                    "A plan needs six levels; check the brackets and the indentation."
                )
            ],
        ),
        ("a: *\n", ["1:5: error: No text can begin with this character. Put the text in double quotes."]),
        ("a: !e!x 1\n", ["1:4: error: A tag stands here (`!…`); plan files have none. Remove it."]),
        (
            "a: >q\n",
            [
                (
                    "1:5: error: From here on this is not YAML. "
                    "Look for a missing quotation mark, a colon within a text, or wrong indentation."
                )
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_words(source: str | bytes, problems: list[str]) -> None:
    """Each bad file gives its problems, with line, column, and what to do."""
    assert refused(source) == [f"p.yaml:{problem}" for problem in problems]


def test_a_file_of_50_mb_is_refused_before_it_is_parsed() -> None:
    """A huge file costs nothing."""
    huge = b"x: y\n" * 10_000_000
    assert "has 50000000 bytes" in refused(huge)[0]
    assert calls_of(lambda: refused(huge)) < 1_000


def test_binary_is_refused() -> None:
    """A Word file is told to be no text."""
    assert AS_TEXT in refused(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff\xfe")[0]


def test_references_are_never_followed() -> None:
    """A billion laughs costs no more than its text."""

    def laughs(number: int) -> str:
        return "\n".join(
            ["a0: &a0 [ha, ha]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, number))]
        )

    assert len(refused(laughs(30))) == 1 + 29 * 10
    assert calls_of(lambda: refused(laughs(30))) < 2.2 * calls_of(lambda: refused(laughs(15)))


def test_the_list_of_problems_is_bounded() -> None:
    """A file that is wrong everywhere is given up."""
    assert len(refused("a: &a x\n" + "".join(f"b{n}: *a\n" for n in range(5_000)))) == MOST_PROBLEMS


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of values without end as many are read as are allowed, which is a hundred thousand, and no more."""
    assert yaml_reading.MOST_VALUES == 100_000
    monkeypatch.setattr(yaml_reading, "MOST_VALUES", 1_000)
    assert "more than 1000 values" in refused("a:\n" + "- x\n" * 400_000)[0]


@given(
    st.text()
    | st.lists(st.sampled_from([*"ab:-?[]{},#&*!|>'\"%@`\\ \t\n", "---\n", "...\n", ": ", "- ", "\r\n"])).map("".join)
)
@settings(max_examples=100)
def test_any_text_is_read_or_refused_with_places(source: str) -> None:
    """Whatever is handed in, the answer is a document or problems within the text."""
    problems: tuple[Problem, ...] = ()
    try:
        read_document(source)
    except PlanError as error:
        problems = error.problems
    lines = len(source.splitlines()) + 1
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in problems)
