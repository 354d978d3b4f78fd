"""Lists of tasks page by page, as typed: the same list, cut in pieces; and the figures beside it."""

import shlex
from typing import Any

import pytest

from tests.command_line import CommandLine

LISTS = (
    (),
    ("--plan", "376-kh-tu"),
    ("--unit", "vptu"),
    ("--unit", "vptu", "--agencies", "now"),
    ("--state", "active"),
    ("--state", "waiting"),
    ("--state", "waiting", "--unit", "btc"),
    ("--on", "2025-08-20"),
    ("--find", "dang bo"),
    ("--state", "waiting", "--find", "dai hoi"),
)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """An office in which a plan is in force, and some tasks are dated."""
    folder = tmp_path_factory.mktemp("pages")
    typed = CommandLine(folder, f"sqlite:///{folder / 'thoihan.sqlite'}")
    typed("units", "add", "--province", "12")
    typed("plan", "add", "376-kh-tu")
    typed.on("2025-10-20")
    typed("log", "provincial_congress", "--on", "2025-09-24")
    typed("done", "376-kh-tu/VI.1.11/btc", "--on", "2025-10-03")
    return typed


def by_pages(line: CommandLine, size: int, *options: str) -> list[dict[str, Any]]:
    """The tasks of all pages, each asked for as the one before says."""
    found, more = [], None
    while True:
        page = line.json("tasks", *options, "--limit", f"{size}", *(("--after", more) if more else ()))
        assert set(page) == {"tasks", "next"}
        assert len(page["tasks"]) == size if page["next"] else len(page["tasks"]) <= size
        found += page["tasks"]
        more = page["next"]
        if more is None:
            return found


@pytest.mark.parametrize("options", LISTS, ids=" ".join)
def test_pages_give_the_whole_list(line: CommandLine, options: tuple[str, ...]) -> None:
    """Whatever is listed, its pages put together are the list that is given without them, which is as ever."""
    whole = line.json("tasks", *options)
    assert len(whole) > 3
    assert by_pages(line, max(3, len(whole) // 3), *options) == whole
    assert by_pages(line, len(whole), *options) == whole


def test_who_reads_a_page_is_told_how_to_go_on(line: CommandLine) -> None:
    """The last line has the words to type; the last page has no such line."""
    first = line("tasks", "--plan", "376-kh-tu", "--limit", "5")
    assert "5 task(s)." in first.out
    (told,) = (row for row in first.out.splitlines() if "--after" in row)
    place = shlex.split(told)[shlex.split(told).index("--after") + 1]
    assert place in ("", line.json("tasks", "--plan", "376-kh-tu", "--limit", "5")["next"])
    rest = line("tasks", "--plan", "376-kh-tu", "--after", place)
    assert "--after" not in rest.out
    shown = len(line.json("tasks", "--plan", "376-kh-tu"))
    assert f"{shown - 5} task(s)." in rest.out


@pytest.mark.parametrize(
    "place",
    [
        *("", "2025-10-01", "2025-13-01/a/b/c", "x/a/b/c", "none/a", "none/a/b/c/d/e"),
        *("none/a/b/" + "c" * 2_000, "--json"),
    ],
)
def test_what_is_no_place_is_refused(line: CommandLine, place: str) -> None:
    """It is said what a place is; nothing of the program's inside is shown."""
    assert "is no place in a list of tasks" in line("tasks", "--after", place, code=1).err


def test_a_place_that_the_list_of_what_waits_has_not_is_refused(line: CommandLine) -> None:
    """What waits is listed in the order of the plan: there a place must be that of a task that waits."""
    refused = line("tasks", "--state", "waiting", "--after", "none/376-kh-tu/VI.1.11/btc", code=1)
    assert "none/376-kh-tu/VI.1.11/btc" in refused.err


@pytest.mark.parametrize("how", [(), ("--state", "waiting"), ("--on", "2025-08-20")], ids=" ".join)
def test_words_of_a_title_are_found_however_they_are_typed(line: CommandLine, how: tuple[str, ...]) -> None:
    """All words must be there, in any order, with or without diacritics; signs stand for themselves."""
    titled = [task for task in line.json("tasks", *how) if {"đại", "hội"} <= set(task["title"].lower().split())]
    assert len(titled) > 1
    for words in ("đại hội", "HỘI Đại", "dai hoi", "  hoi   dai "):
        found = line.json("tasks", *how, "--find", words)
        assert [task for task in found if task in titled] == titled
        assert all("hội" in task["title"].lower() for task in found)
    for words in ("đại % hội", "d_i", "không có việc nào như thế"):
        assert line.json("tasks", *how, "--find", words) == []


@pytest.mark.parametrize("words", ["", "   ", "a" * 201])
def test_no_words_or_too_many_are_refused(line: CommandLine, words: str) -> None:
    """Nothing to look for is a mistake, and so is a whole page."""
    assert "--find" in line("tasks", "--find", words, code=1).err


@pytest.mark.parametrize("limit", ["0", "-1", "1000001", "9" * 30, "many"])
def test_a_page_has_at_least_one_task_and_not_any_number(line: CommandLine, limit: str) -> None:
    """A limit that is none, or too big, is refused as every wrong option is."""
    assert "--limit" in line("tasks", "--limit", limit, code=2).err


def test_figures_are_those_of_the_list(line: CommandLine) -> None:
    """`status` and `plan list` say as many tasks as are listed, and how many of them are late."""
    listed = line.json("tasks")
    found = line.json("status", code=line.ended("status").code)
    assert sum(found["tasks"].values()) == len(listed)
    for late in ("overdue", "date_overdue"):
        assert found[late] == sum(task["standing"] == late for task in listed)
    assert found["overdue"] > 0
    assert "Of these: overdue " in line.ended("status").out
    (plan,) = line.json("plan", "list")
    assert plan["tasks"] == len(listed)
