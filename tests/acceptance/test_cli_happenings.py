"""Two plans of a province count from one congress: it is logged once, and what is said of it is said of both."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.frame.running import run
from tests.command_line import TOOLS, CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
btc,Ban Tổ chức,party-body,12
c1,Xã Một,commune,12
"""
FIRST = plan_text(
    [{"lead": "btc", "due": "7 days after provincial_congress"}, {"lead": "btc", "due": "per digital_plan"}],
    {"provincial_congress": "12", "digital_plan": "12"},
    plan="mot",
)
SECOND = plan_text(
    [{"lead": "btc", "due": "3 days after provincial_congress"}, {"lead": "btc", "due": "once paper_331"}],
    {"provincial_congress": "12", "paper_331": "12"},
    plan="hai",
    number="2-KH/TU",
)


def with_document(text: str, milestone: str, document: str) -> str:
    return text.replace(f"{{title: Mốc {milestone}, ", f"{{title: Mốc {milestone}, document: {document}, ")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """Two plans of the province; each knows one paper by its number, under a name of its own."""
    made = CommandLine(tmp_path, database_url)
    first, second = with_document(FIRST, "digital_plan", "331-KH/TU"), with_document(SECOND, "paper_331", "331-KH/TU")
    made.writes("mot.yaml", first)
    made.writes("hai.yaml", second)
    made.registers(UNITS)
    return made


def adopt(line: CommandLine, name: str, *more: str) -> Any:
    return line.json("plan", "add", str(line.folder / f"{name}.yaml"), *more)


def due(line: CommandLine) -> dict[str, str | None]:
    return {task["id"]: task["due"] for task in line.json("tasks")}


def test_one_congress_is_logged_once_for_both_plans(line: CommandLine) -> None:
    """Joined, logged, corrected, withdrawn, parted: one event each, and both plans follow."""
    adopt(line, "mot")
    found = adopt(line, "hai")
    assert found["joined"] == [{"one": "hai/paper_331", "other": "mot/digital_plan", "document": "331-KH/TU"}]
    perhaps = {"one": "hai/provincial_congress", "other": "mot/provincial_congress"}
    assert found["perhaps_one"] == [perhaps]
    line.on("2025-10-01")
    refused = line("log", "provincial_congress", "--on", "2025-09-30", code=1)
    assert (
        "Several plans have a milestone “provincial_congress”: hai, mot. Say which, with --plan; if it" in refused.err
    )
    tried = line.json("happenings", "join", *perhaps.values(), "--dry-run")
    assert tried["dry_run"]
    supposed = (
        "happenings join mot/provincial_congress hai/provincial_congress; log provincial_congress --on 2025-09-30"
    )
    assert {one["task"] for one in line.json("what-if", "--if", supposed)} == {"mot/R1/btc", "hai/R1/btc"}
    line("happenings", "join", *perhaps.values())
    logged = line.json("log", "provincial_congress", "--on", "2025-09-30", "--id", "dai-hoi")
    assert {task["id"] for task in logged["activated"]} == {"mot/R1/btc", "hai/R1/btc"}
    assert due(line) == {"mot/R1/btc": "2025-10-07", "hai/R1/btc": "2025-10-03"}
    line("correct", "dai-hoi", "--on", "2025-09-29")
    assert due(line) == {"mot/R1/btc": "2025-10-06", "hai/R1/btc": "2025-10-02"}
    assert "“Mốc provincial_congress” held on" in line("explain", "hai/R1/btc").out
    line("happenings", "part", "hai/provincial_congress", "--reason", "hai đại hội")
    assert due(line) == {"mot/R1/btc": "2025-10-06", "hai/R1/btc": "2025-10-02"}
    line("withdraw", "dai-hoi")
    assert due(line) == {}
    assert line.json("verify")["holds"]


def test_what_really_differs_is_logged_for_one_plan(line: CommandLine) -> None:
    """With --plan it is of that plan alone, once the milestones are joined."""
    adopt(line, "mot")
    adopt(line, "hai", "--same", "provincial_congress=mot/provincial_congress")
    line.on("2025-10-01")
    line("log", "provincial_congress", "--on", "2025-09-30")
    assert due(line) == {"mot/R1/btc": "2025-10-07", "hai/R1/btc": "2025-10-03"}
    line("log", "provincial_congress", "--on", "2025-10-01", "--plan", "hai")
    assert due(line) == {"mot/R1/btc": "2025-10-07", "hai/R1/btc": "2025-10-06"}
    again = line.json("log", "provincial_congress", "--on", "2025-09-30")
    assert again["known"]
    (happening,) = (one for one in line.json("happenings", "list", "--joined")["happenings"] if len(one["days"]) == 2)
    assert happening["members"] == ["hai/provincial_congress", "mot/provincial_congress"]
    assert [(day["day"], day["only"]) for day in happening["days"]] == [
        ("2025-09-30", None),
        ("2025-10-01", "hai/provincial_congress"),
    ]
    assert line.json("verify")["holds"]


def test_an_answer_is_kept_and_not_asked_again(line: CommandLine) -> None:
    """Told apart, they are different, until somebody joins them."""
    adopt(line, "mot")
    found = adopt(line, "hai", "--another", "provincial_congress=mot/provincial_congress")
    assert found["perhaps_one"] == []
    assert adopt(line, "hai")["perhaps_one"] == []
    assert line.json("happenings", "list")["perhaps_one"] == []
    line.on("2025-10-01")
    line("log", "provincial_congress", "--on", "2025-09-30", "--plan", "mot")
    assert set(due(line)) == {"mot/R1/btc"}
    line("happenings", "join", "mot/provincial_congress", "hai/provincial_congress")
    assert set(due(line)) == {"mot/R1/btc", "hai/R1/btc"}


def test_two_days_are_not_one_congress(line: CommandLine) -> None:
    """Both sides are named; nothing is recorded."""
    adopt(line, "mot")
    adopt(line, "hai")
    line.on("2025-10-01")
    line("log", "provincial_congress", "--on", "2025-09-30", "--plan", "mot", "--document", "1-BC")
    line("log", "provincial_congress", "--on", "2025-09-29", "--plan", "hai", "--document", "2-BC")
    head = line.json("status")
    refused = line("happenings", "join", "mot/provincial_congress", "hai/provincial_congress", code=1)
    assert "“hai/provincial_congress” was held at “12” on 29/09/2025: 2-BC" in refused.err
    assert "“mot/provincial_congress” was held there on 30/09/2025: 1-BC" in refused.err
    assert line.json("status") == head


def test_what_is_the_same_by_its_document_and_contradicts_is_said(line: CommandLine) -> None:
    """The plan is adopted all the same; the two stay apart until one of the days is put right."""
    adopt(line, "mot")
    line.on("2025-10-01")
    line("log", "digital_plan", "--on", "2025-04-10")
    text = (line.folder / "hai.yaml").read_text(encoding="utf-8")
    (line.folder / "hai.yaml").write_text(text.replace("document: 331", "held: 2025-04-09, document: 331"), "utf-8")
    told = line("plan", "add", str(line.folder / "hai.yaml")).out
    assert "have the same document, 331-KH/TU, and are not joined: “hai/paper_331” was held at “12” on" in told
    explained = line("explain", "hai/R2/btc").out
    assert "“Mốc paper_331” was held on 09/04/2025, as the plan itself says; document: 331-KH/TU" in explained
    assert line.json("verify")["holds"]


def test_a_dry_run_of_an_adoption_asks_nothing(line: CommandLine) -> None:
    """It says what would be asked."""
    adopt(line, "mot")
    found = adopt(line, "hai", "--dry-run")
    assert [one["one"] for one in found["joined"]] == ["hai/paper_331"]
    assert [one["one"] for one in found["perhaps_one"]] == ["hai/provincial_congress"]
    assert [one["id"] for one in line.json("plan", "list")] == ["mot"]


class Sitting(io.StringIO):
    """A terminal with somebody before it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "joined"), [("y", {"mot/R1/btc", "hai/R1/btc"}), ("n", {"mot/R1/btc"}), ("", {"mot/R1/btc"})]
)
def test_whoever_sits_at_the_terminal_is_asked(line: CommandLine, answer: str, joined: set[str]) -> None:
    """Yes joins them, no tells them apart, and nothing leaves it open; what has the same document is not asked."""
    adopt(line, "mot")
    said = Sitting()
    environ = {"THOIHAN_DATABASE_URL": line.url, "THOIHAN_ACTOR": "officer", "THOIHAN_LANG": "en"}
    argv, tools = ("plan", "add", str(line.folder / "hai.yaml")), replace(TOOLS, plans={})
    assert run(argv, environ, clock=line.clock, tools=tools, stdin=Sitting(f"{answer}\n"), out=said, err=said) == 0
    told = said.getvalue()
    assert "Is “Mốc provincial_congress” (hai/provincial_congress) the same as “Mốc provincial_congress” (mot" in told
    assert "“hai/paper_331” is the same as “mot/digital_plan”, by document 331-KH/TU: they are joined." in told
    assert ("Perhaps the same" in told) is (answer == "")
    assert len(line.json("happenings", "list")["perhaps_one"]) == (answer == "")
    line.on("2025-10-01")
    line("log", "provincial_congress", "--on", "2025-09-30", *(() if answer == "y" else ("--plan", "mot")))
    assert set(due(line)) == joined


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("happenings", "join", "mot/provincial_congress"), "One happening is joined of milestones of several plans"),
        (("happenings", "join", "mot/provincial_congress", "congress"), "“congress” names no milestone of a plan"),
        (("happenings", "join", "mot/provincial_congress", "ba/congress"), "There is no plan “ba” here"),
        (("happenings", "part", "mot/provincial_congress"), "“mot/provincial_congress” is joined with no other"),
        (
            ("plan", "add", "mot.yaml", "--same", "congress"),
            "`--same` takes a milestone of the plan and one of another",
        ),
    ],
)
def test_what_cannot_be_joined_is_refused(line: CommandLine, argv: tuple[str, ...], words: str) -> None:
    """In words that say what to do; nothing is recorded."""
    adopt(line, "mot")
    typed = [str(line.folder / one) if one.endswith(".yaml") else one for one in argv]
    ended = line.ended(*typed)
    assert ended.code in {1, 2}
    assert words in ended.err


def test_a_correction_may_be_limited_to_one_plan(line: CommandLine) -> None:
    """For one plan it was on another day, or has not happened: the others keep what is said of all."""
    adopt(line, "mot")
    adopt(line, "hai", "--same", "provincial_congress=mot/provincial_congress")
    line.on("2025-10-01")
    line("log", "provincial_congress", "--on", "2025-09-30", "--id", "dai-hoi")
    line("correct", "dai-hoi", "--plan", "hai", "--on", "2025-09-26", "--reason", "đại hội riêng")
    assert due(line) == {"mot/R1/btc": "2025-10-07", "hai/R1/btc": "2025-09-29"}
    again = line.json("correct", "dai-hoi", "--plan", "hai", "--on", "2025-09-26", "--reason", "đại hội riêng")
    assert again["known"]
    line("withdraw", again["event"])
    assert due(line) == {"mot/R1/btc": "2025-10-07", "hai/R1/btc": "2025-10-03"}
    out = line.json("withdraw", "dai-hoi", "--plan", "mot", "--reason", "chưa họp")
    assert due(line) == {"hai/R1/btc": "2025-10-03"}
    assert line.json("withdraw", "dai-hoi", "--plan", "mot")["known"]
    line("correct", "dai-hoi", "--on", "2025-09-29")
    assert due(line) == {"hai/R1/btc": "2025-10-02"}
    line("withdraw", out["event"])
    assert due(line) == {"mot/R1/btc": "2025-10-06", "hai/R1/btc": "2025-10-02"}
    assert line.json("verify")["holds"]


def test_only_what_serves_several_is_limited_to_one(line: CommandLine) -> None:
    """An event of a milestone that is one with no other is corrected and withdrawn itself."""
    adopt(line, "mot")
    adopt(line, "hai", "--another", "provincial_congress=mot/provincial_congress")
    line.on("2025-10-01")
    line("log", "provincial_congress", "--on", "2025-09-30", "--plan", "mot", "--id", "dai-hoi")
    before = line.json("status")
    for typed in (
        ("withdraw", "dai-hoi", "--plan", "hai"),
        ("correct", "dai-hoi", "--plan", "mot", "--on", "2025-09-29"),
    ):
        assert "says nothing of plan" in line(*typed, code=1).err
    assert "There is no plan “ba” here" in line("withdraw", "dai-hoi", "--plan", "ba", code=1).err
    assert line.json("status") == before


CONGRESS = {"provincial_congress": "12"}
AFTER = [{"lead": "btc", "due": "10 days after provincial_congress"}]


def test_a_plan_that_ended_takes_no_milestone_from_those_that_go_on(line: CommandLine) -> None:
    """One event serves all that are joined and go on; of two that are not, the one that ended is not counted."""
    adopt(line, "mot")
    adopt(line, "hai", "--same", "provincial_congress=mot/provincial_congress")
    line.writes("ba.yaml", plan_text(AFTER, CONGRESS, plan="ba", number="3-KH/TU"))
    line.on("2025-10-01")
    line("log", "provincial_congress", "--on", "2025-09-30", "--id", "dai-hoi")
    line("plan", "close", "hai", "--rest", "not-required")
    assert not adopt(line, "ba", "--another", "provincial_congress=mot/provincial_congress")["perhaps_one"]
    refused = line("log", "provincial_congress", "--on", "2025-10-02", "--planned", code=1)
    assert "Several plans have a milestone “provincial_congress”: ba, mot." in refused.err
    line("happenings", "join", "ba/provincial_congress", "mot/provincial_congress")
    line("withdraw", "dai-hoi")
    line.on("2025-10-03")
    line("log", "provincial_congress", "--on", "2025-10-02", "--dry-run")
    logged = line.json("log", "mot/provincial_congress", "--on", "2025-10-02", "--id", "lai")
    assert {task["id"] for task in logged["activated"]} == {"mot/R1/btc", "ba/R1/btc"}
    assert line.json("log", "provincial_congress", "--on", "2025-10-02")["known"]
    paper = line.json("log", "paper_331", "--on", "2025-10-02", "--carries", "2025-11-01")
    assert {task["id"] for task in paper["activated"]} == {"mot/R2/btc"}  # by the name that the closed plan has
    line("plan", "replace", "mot", "--by", "ba", "--rest", "not-required")
    line.on("2025-10-05")
    line("correct", "lai", "--on", "2025-10-04")
    assert due(line)["ba/R1/btc"] == "2025-10-14"
    assert line.json("verify")["holds"]


def test_what_was_said_of_both_can_be_put_right_after_they_have_parted(line: CommandLine) -> None:
    """The list says whose day it is; for one plan it is taken back before or after, and the real day is taken then."""
    adopt(line, "mot")
    adopt(line, "hai", "--same", "provincial_congress=mot/provincial_congress")
    line.on("2025-10-05")
    line("log", "provincial_congress", "--on", "2025-09-30", "--id", "dai-hoi")
    line("correct", "dai-hoi", "--plan", "mot", "--on", "2025-09-29", "--id", "rieng")
    assert "hai: held on 30/09/2025; mot: held on" in line("happenings", "list").out
    line("withdraw", "rieng")
    line("happenings", "part", "hai/provincial_congress")
    assert line("happenings", "list").out.count("held on 30/09/2025") == 2
    line("withdraw", "dai-hoi", "--plan", "hai")
    assert set(due(line)) == {"mot/R1/btc"}
    assert "without a day" in line("happenings", "list").out
    line("log", "hai/provincial_congress", "--on", "2025-10-06", "--planned")
    line("log", "hai/provincial_congress", "--on", "2025-10-04")
    assert due(line) == {"mot/R1/btc": "2025-10-07", "hai/R1/btc": "2025-10-07"}
    assert line.json("verify")["holds"]


def test_of_two_events_that_say_the_same_day_one_is_withdrawn_and_the_other_corrected(line: CommandLine) -> None:
    """The refusal says so: what stands serves both plans."""
    adopt(line, "mot")
    adopt(line, "hai")
    line.on("2025-10-05")
    line("log", "mot/provincial_congress", "--on", "2025-09-30", "--id", "cua-mot")
    line("log", "hai/provincial_congress", "--on", "2025-09-30", "--id", "cua-hai")
    line("happenings", "join", "mot/provincial_congress", "hai/provincial_congress")
    for event, other in (("cua-hai", "cua-mot"), ("cua-mot", "cua-hai")):
        refused = line("correct", event, "--on", "2025-09-29", code=1).err
        assert f"`thoihan withdraw {other}`; event “{event}” still counts for all that are joined." in refused
    line("withdraw", "cua-hai")
    assert due(line) == {"mot/R1/btc": "2025-10-07", "hai/R1/btc": "2025-10-03"}
    line("correct", "cua-mot", "--on", "2025-09-29")
    assert due(line) == {"mot/R1/btc": "2025-10-06", "hai/R1/btc": "2025-10-02"}
    assert line.json("verify")["holds"]
