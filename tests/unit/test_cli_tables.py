"""Tables on the terminal: drawn by ourselves, as rich draws them."""

import io
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.cli.frame.tables import drawn, places, wrapped

WORDS = (
    "việc",
    "Trình",
    "Ủy ban nhân dân",
    "a",
    "kế hoạch số 376-KH/TU",
    "x" * 37,
    "中文字",
    "p0/I.1/12",
    "e\u0302",
    "",
)
NARROWEST = 9
"""Places for each column from which on both narrow alike; below that ours leaves each column at least one place."""

cells = st.lists(st.sampled_from(WORDS), max_size=8).map(lambda words: " ".join(" ".join(words).split()))


def by_rich(head: Sequence[str], rows: Sequence[Sequence[str]], width: int, title: str, *, styled: bool) -> list[str]:
    """The lines of the same table, drawn by rich."""
    table = Table(
        title=Text(title) if title else None, box=SIMPLE_HEAD, title_justify="left", pad_edge=False, show_edge=False
    )
    for column in head:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    text = io.StringIO()
    console = Console(file=text, width=width, highlight=False, force_terminal=styled, _environ={"TERM": "xterm"})
    console.print(table)
    return text.getvalue().splitlines()


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]], int]:
    """A head, rows, and a width that leaves some places for each column."""
    columns = draw(st.integers(1, 6))
    row = st.lists(cells, min_size=columns, max_size=columns)
    head = draw(st.lists(st.sampled_from(("Id", "Task", "Hạn", "Tình trạng")), min_size=columns, max_size=columns))
    return head, draw(st.lists(row, max_size=5)), draw(st.integers(NARROWEST * columns, 140))


@given(tables(), st.sampled_from(("", "Một bảng có tên dài, dài hơn nhiều bảng")))
def test_a_table_looks_as_rich_draws_it(table: tuple[list[str], list[list[str]], int], title: str) -> None:
    """Widths, wrapping, the line under the head and what stands at the end of a line are the same."""
    head, rows, width = table
    assert list(drawn(head, rows, width, title=title)) == by_rich(head, rows, width, title, styled=False)


def test_a_terminal_shows_the_head_in_bold() -> None:
    """There the head is bold and the title in italics, and nothing else has a code."""
    head, rows = ["Id", "Hạn"], [["a", "b"]]
    assert list(drawn(head, rows, 80, title="T", styled=True)) == [
        "\x1b[3mT       \x1b[0m",
        "\x1b[1mId   Hạn\x1b[0m",
        "────────",
        "a    b  ",
    ]


@given(cells, st.integers(1, 40))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """No line is wider than asked for, where no sign is, and all lines together say the text."""
    lines = wrapped(text, width)
    assert all(places(line) <= max(width, 2) for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(tables())
def test_a_table_in_no_room_is_still_whole(table: tuple[list[str], list[list[str]], int]) -> None:
    """Where there is too little room for the columns each keeps one place, and every row is told."""
    head, rows, _ = table
    lines = list(drawn(head, rows, 1))
    assert len(lines) > len(rows)
    said = "".join(lines).replace(" ", "").replace("─", "")
    assert sorted(said) == sorted("".join((*head, *(cell for row in rows for cell in row))).replace(" ", ""))


@given(tables(), st.data())
def test_no_word_of_a_column_that_is_kept_is_cut(
    table: tuple[list[str], list[list[str]], int], data: st.DataObject
) -> None:
    """Ids and days stand on one line, however narrow the terminal is; every row is told."""
    head, rows, width = table
    kept = data.draw(st.sets(st.integers(0, len(head) - 1)))
    lines = " ".join(drawn(head, rows, width, kept=kept)).split()
    assert all(word in lines for row in rows for at in kept for word in row[at].split())
