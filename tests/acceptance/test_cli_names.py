"""Officers type names, not codes: one match is taken and said, of several he chooses, for none the nearest are told."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.cli.frame.running import run
from adapters.settings import DATABASE
from rules.plan import Plan
from tests.command_line import TOOLS, CommandLine
from tests.worlds import plan_text


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A province with its communes and the plan of 21/7/2025."""
    folder = tmp_path_factory.mktemp("names")
    line = CommandLine(folder, f"sqlite:///{folder / 'thoihan.sqlite'}")
    line("units", "add", "--province", "12")
    line("plan", "add", "376-kh-tu")
    line.on("2025-10-01")
    return line


class Sitting(io.StringIO):
    """A terminal with somebody before it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def sitting(office: CommandLine) -> Callable[..., tuple[int, str]]:
    """Type a command at a terminal, and answer what it asks."""

    def typed(*argv: str, answer: str) -> tuple[int, str]:
        said = Sitting()
        environ = {DATABASE: office.url, "THOIHAN_ACTOR": "officer", "THOIHAN_LANG": "en"}
        tools = replace(TOOLS, plans={})
        ended = run(argv, environ, clock=office.clock, tools=tools, stdin=Sitting(answer), out=said, err=said)
        return int(ended), said.getvalue()

    return typed


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (
            ("log", "đại hội đảng bộ tỉnh", "--on", "2025-09-24"),
            ("log", "provincial_congress", "--on", "2025-09-24"),
        ),
        (
            ("log", "dai hoi dang bo xa phuong", "--on", "2025-08-04", "--unit", "xã bình lư"),
            ("log", "commune_congress", "--on", "2025-08-04", "--unit", "03390"),
        ),
        (
            ("suspend", "--milestone", "đại hội đảng bộ tỉnh", "--plan", "376-KH/TU"),
            ("suspend", "--milestone", "provincial_congress", "--plan", "376-kh-tu"),
        ),
        (
            ("done", "thống kê, báo cáo việc nghỉ công tác", "--on", "2025-07-21"),
            ("done", "376-kh-tu/I.22/du-ubnd", "--on", "2025-07-21"),
        ),
        (("units", "merge", "bình lư", "--into", "TẢ LÈNG"), ("units", "merge", "03390", "--into", "03405")),
        (
            ("calendar", "amend", "--off", "2025-09-15", "--reason", "bão", "--unit", "xa binh lu"),
            ("calendar", "amend", "--off", "2025-09-15", "--reason", "bão", "--unit", "03390"),
        ),
    ],
)
def test_a_name_does_what_its_code_does(office: CommandLine, words: tuple[str, ...], codes: tuple[str, ...]) -> None:
    """Word for word the same answer, the event's id too; what was taken for what is said beside it."""
    by_words, by_codes = office.ended(*words, "--dry-run", "--json"), office.ended(*codes, "--dry-run", "--json")
    assert by_words.code == by_codes.code == 0, by_words.err
    assert by_words.out == by_codes.out
    assert "is taken for" in by_words.err
    assert "is taken for" not in by_codes.err


def test_an_event_goes_by_its_position(office: CommandLine) -> None:
    """Word for word what its id is told; a number that no event has is no position."""
    adopted = office.json("events")[0]
    assert adopted["position"] == 2
    by_position, by_id = (office("withdraw", one, code=1).err for one in ("2", adopted["id"]))
    assert by_position.endswith(by_id)
    assert by_position.startswith("“2” is taken for plan adopted “376-kh-tu”")
    assert adopted["id"] in by_id
    assert "There is no event “99”" in office("withdraw", "99", code=1).err


def test_lists_are_asked_for_by_name_too(office: CommandLine) -> None:
    """The tasks of an agency, the events of a plan, the messages to a unit."""
    assert office.json("tasks", "--unit", "BTC TU") == office.json("tasks", "--unit", "btc")
    assert office.json("events", "--plan", "376-KH/TU") == office.json("events", "--plan", "376-kh-tu")
    assert office.json("outbox", "--unit", "ban tổ chức tỉnh ủy") == office.json("outbox", "--unit", "btc")
    assert office("plan", "show", "376-KH/TU").out == office("plan", "show", "376-kh-tu").out
    assert office.json("explain", "thống kê báo cáo việc nghỉ")["id"] == "376-kh-tu/I.22/du-ubnd"


def test_several_are_listed_with_their_names(office: CommandLine) -> None:
    """Without a terminal nothing is chosen: what may be meant is named, and nothing recorded."""
    before = office.json("events")
    said = office("log", "đại hội đảng bộ", "--on", "2025-09-24", code=1).err
    assert "Đại hội Đảng bộ tỉnh lần thứ XV (provincial_congress)" in said
    assert "Nothing was done" in said
    assert office.json("events") == before


def test_the_officer_chooses_by_number(sitting: Callable[..., tuple[int, str]]) -> None:
    """On a terminal the several are numbered; a number that is none of them chooses nothing."""
    argv = ("log", "đại hội đảng bộ", "--on", "2025-09-24", "--dry-run")
    ended, said = sitting(*argv, answer="1\n")
    assert ended == 0
    first = next(line for line in said.splitlines() if line.startswith("   1  "))
    assert f"is taken for {first.removeprefix('   1  ')}." in said
    for answer in ("0\n", "99\n", "\n", "", "x\n", "-1\n", "１\n"):
        ended, said = sitting(*argv, answer=answer)
        assert (ended, "None of them was chosen" in said) == (1, True)


def test_programs_are_never_asked(sitting: Callable[..., tuple[int, str]]) -> None:
    """With --json nothing waits for an answer."""
    ended, said = sitting("log", "đại hội đảng bộ", "--on", "2025-09-24", "--dry-run", "--json", answer="1\n")
    assert (ended, "may mean" in said) == (1, True)


def test_a_guess_is_never_taken_unasked(office: CommandLine) -> None:
    """Words from somewhere in a name are told, even where one name alone has them."""
    assert "is perhaps Đảng ủy các xã, phường nơi không có" in office("tasks", "--unit", "không có", code=1).err


@pytest.mark.parametrize(
    "argv", [("tasks", "--unit", ""), ("units", "list", "--under", " "), ("outbox", "--unit", ""), ("explain", "")]
)
def test_an_empty_name_names_nothing(office: CommandLine, argv: tuple[str, ...]) -> None:
    """A script whose variable is unset is told so, and not that there is nothing to do."""
    assert "There is no" in office(*argv, code=1).err


def test_a_name_without_end_is_cut(office: CommandLine) -> None:
    """It is answered like any other that is not there."""
    assert "There is no task" in office("done", "báo cáo " * 12_000, code=1).err
    assert "There is no event" in office("withdraw", "9" * 150, code=1).err


def test_the_nearest_names_are_told(office: CommandLine) -> None:
    """Not the first codes of the list."""
    assert "Xã Bình Lư (03390)" in office("tasks", "--unit", "xã bình lu", code=1).err
    assert "Đại hội Đảng bộ tỉnh lần thứ XV" in office("log", "đại hộ đảng bộ tỉn", "--on", "2025-09-24", code=1).err


def test_who_has_ended_is_meant_where_no_other_is(tmp_path: Path) -> None:
    """A name that passed to a living agency means that one; a name that nobody has any more still finds its own."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}")
    (tmp_path / "units.csv").write_text(
        "code,name,kind,parent\n12,Tỉnh Lai Châu,province,\n"
        "a,Xã Cũ,commune,12\nb,Xã Mới,commune,12\nc,Xã Khác,commune,12\n",
        encoding="utf-8",
    )
    line("units", "add", str(tmp_path / "units.csv"))
    line("units", "merge", "xã cũ", "--into", "xã mới")
    assert "Xã Cũ (a)" in line("tasks", "--unit", "xã cũ").err
    line("units", "rename", "c", "Xã Cũ")
    assert "Xã Cũ (c)" in line("tasks", "--unit", "xã cũ").err


def test_only_plans_are_read_that_have_all_words_of_a_row(tmp_path: Path) -> None:
    """Every row's name begins alike; the words that follow it tell which plan is meant, or name the agency."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}")
    line("units", "add", "--province", "12")
    for number, title in enumerate(("thứ nhất", "thứ hai", "thứ ba"), 1):
        rules: list[dict[str, object]] = [{"due": "by 2026-12-31", "title": f"Việc {title}"}]
        file = tmp_path / f"p{number}.yaml"
        file.write_text(plan_text(rules, {}, plan=file.stem, number=f"{number}-KH"), encoding="utf-8")
        line("plan", "add", str(file))
    line.on("2025-10-01")
    for typed in ("việc thứ hai", "viec thu hai 12"):
        plans = dict[str, Plan]()
        environ = {DATABASE: line.url, "THOIHAN_ACTOR": "officer", "THOIHAN_LANG": "en"}
        out = io.StringIO()
        argv = ("done", typed, "--on", "2025-10-01", "--dry-run")
        assert run(argv, environ, clock=line.clock, tools=replace(TOOLS, plans=plans), out=out, err=out) == 0
        assert "p2/R1/12" in out.getvalue()
        assert {plan.id for plan in plans.values()} == {"p2"}
