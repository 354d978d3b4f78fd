"""The command line is documented whole, and what its documentation shows runs."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.frame.commands import ROOT, Branch, Leaf
from adapters.cli.frame.group import names
from adapters.names.days import written_day
from adapters.words.catalogue import translator
from tests.acceptance.test_story_of_a_newcomer import LEADS, NAMES, Newcomer, plan_as_word
from tests.command_line import CommandLine
from tests.samples.annex import annex
from tests.samples.tables import make_docx

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs" / "cli.md"
COMMANDS = tuple(names(ROOT))
ENDS_WITH = re.compile(r"  # ends with (\d+|anything)$")


def typed(text: str) -> list[str]:
    """The lines of all `sh` blocks that type one of our commands."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if re.search(r"(^|\| )thoihan |^# Ngày ", line)]


def run(line: CommandLine, text: str) -> None:
    """Run one such line, with what is piped into it; a line that says which day it is makes it that day."""
    if text.startswith("# "):
        line.on(written_day(text.removeprefix("# Ngày ")).isoformat())
        return
    ends = ENDS_WITH.search(text)
    before, _, command = ENDS_WITH.sub("", text).rpartition(" | ")
    stdin = "".join(f"{word}\n" for word in shlex.split(before)[1:]) or ANSWERS
    code: Any = ends[1] if ends else 0
    argv = shlex.split(command, comments=True)[1:]
    if code == "anything":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("adapters.benches.fanout.TARGETS", dict.fromkeys(("few", "many", "before"), 1e9))
            patch.setattr("adapters.benches.fanout.PEAK_MB", 1e9)
            line(*argv)
    else:
        line(*argv, code=int(code), stdin=stdin)


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    """docs/cli.md names each command in one heading, and no other."""
    headings = re.findall(r"^### .+$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    named = [name for heading in headings for name in re.findall(r"`thoihan ([^`]+)`", heading)]
    assert sorted(named) == sorted(COMMANDS)


ANSWERS = "1\nđại hội đảng bộ tỉnh\n"
"""The answers to what a page has asked."""

DAYS = {
    "docs/cli.md": "2025-08-25",
    "README.md": "2025-09-25",
    "README.vi.md": "2025-09-25",
    "docs/vi/huong-dan.md": "2025-07-21",
}
"""The day on which each page is typed: what its lines say was held or done has come."""


@pytest.mark.parametrize("path", DAYS)
def test_what_the_documentation_types_runs(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command line in the documentation does what it is shown for, in the order of the page."""
    monkeypatch.chdir(tmp_path)
    Path("dia-chi.csv").write_text("code,email,phone\nvptu,vptu@lai-chau.example,0912000001\n", encoding="utf-8")
    Path("bien-ban.txt").write_text("Biên bản họp ngày 20/8/2025\n", encoding="utf-8")
    Path("bao-cao.csv").write_text("đơn vị,ngày\nXã Bình Lư,20/8/2025\n03388,20/8/2025\n", encoding="utf-8")
    Path("phu-luc.docx").write_bytes(make_docx(annex()))
    amended = (REPOSITORY / "rules" / "plans" / "376-kh-tu.yaml").read_text(encoding="utf-8")
    Path("ke-hoach-moi.yaml").write_text(amended.replace("before 2025-11-15", "before 2025-11-20"), encoding="utf-8")
    line = Newcomer(tmp_path, "sqlite:///thoihan.sqlite", more={"THOIHAN_SETTINGS": "", "HOME": str(tmp_path)})
    for name, head, rows in (
        (
            "xa-phuong.xlsx",
            ("STT", "Tên đơn vị", "Thư điện tử"),
            [(n, one, f"x{n}@a.vn") for n, one in enumerate((*NAMES, *LEADS))],
        ),
        ("bao-cao.xlsx", ("Đơn vị", "Ngày"), [(one, "20/8/2025") for one in NAMES]),
    ):
        line.fills(name, head, *rows)
    plan_as_word(Path("ke-hoach.docx"))
    line.on(DAYS[path])
    for text in typed((REPOSITORY / path).read_text(encoding="utf-8")):
        run(line, text)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages(command: str, tmp_path: Path) -> None:
    """`--help` says what a command is for, in Vietnamese unless asked for in English."""
    line = CommandLine(tmp_path, "sqlite:///none.sqlite", empty=True)
    entry: Leaf | Branch = ROOT
    for word in command.split():
        assert isinstance(entry, Branch)
        entry = entry.commands[word]
    said = line(*command.split(), "--help", THOIHAN_LANG="vi").out
    in_english = line(*command.split(), "--help", "--lang", "en").out
    assert entry.help.split()[0] in in_english
    assert translator("vi")(entry.help).split()[0] in said
    assert "--help" in said


def test_the_whole_is_listed_without_a_command(tmp_path: Path) -> None:
    """`--help` lists the commands; a group alone lists its own, and ends as a command not written properly."""
    line = CommandLine(tmp_path, "sqlite:///none.sqlite", empty=True)
    listed = line("--help").out
    assert all(re.search(rf"\b{name}\b", listed) for name in ROOT.commands)
    assert line("plan", code=2).out.split() == line("plan", "--help").out.split()
    assert line("--version").out.startswith("thoihan ")
