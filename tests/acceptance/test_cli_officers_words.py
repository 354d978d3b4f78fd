"""The officer's words: no English on help pages, what to do first, plans by their names, and Tab."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from adapters.cli.completing.scripts import SHELLS
from adapters.cli.frame.commands import ROOT, Branch
from adapters.words.sending.statuses import STATUSES
from tests.acceptance.test_cli_register import PLACES, ROWS, UNITS
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.tools.compile_catalogue import PO
from tests.worlds import plan_text

CODE = re.compile(r"`[^`]*`|\{\w*\}")
WORD = re.compile(r"[^\W\d_]{2,}")


def pages(branch: Branch = ROOT, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group, as it is typed."""
    yield above
    for name, below in branch.commands.items():
        yield from pages(below, (*above, name)) if isinstance(below, Branch) else [(*above, name)]


def words_of(text: str) -> set[str]:
    """The words of a text, but for what stands in it to be typed, or in the place of something."""
    return {word.casefold() for word in WORD.findall(CODE.sub(" ", text))}


def words_of_the_catalogue() -> set[str]:
    """All the words that somebody translated into."""
    with PO.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return {word for one in messages if one.string != one.id for word in words_of(str(one.string))}


TOLD = """code,name,kind,parent,email,phone,leader_email
vn,Trung ương,central,,,,
12,Tỉnh Lai Châu,province,vn,tinh@a.vn,,
btc,Ban Tổ chức Tỉnh ủy,party-body,12,btc@a.vn,0912345678,ld@a.vn
vptu,Văn phòng Tỉnh ủy,party-body,12,vptu@a.vn,,
x1,Xã Một,commune,12,x1@a.vn,,
x2,Xã Hai,commune,12,x2@a.vn,,
x3,Xã Ba,commune,12,x3@a.vn,,
"""
SHOWN = re.compile(r"<[^>]*>|\S*@\S*|https?://\S+|&\w+;|\S*/\S*")
"""What is no word: tags, addresses, and the ids of tasks and documents."""


def test_no_word_of_any_message_is_english(line: CommandLine) -> None:
    """Mails, as text and as HTML, and text messages of all that can become of tasks are in Vietnamese alone."""
    line.registers(TOLD)
    rows = [ROWS[0], {**ROWS[1], "cooperate": "[vptu]"}, *ROWS[2:]]
    line.adopts(plan_text(rows, PLACES).replace("Mốc province", "Đại hội tỉnh").replace("Mốc commune", "Đại hội xã"))
    days: dict[str, Sequence[tuple[str, ...]]] = {
        "2025-07-21": [
            ("log", "province", "--planned", "--on", "2025-09-05"),
            ("log", "commune", "--unit", "x1", "--on", "2025-07-21"),
        ],
        "2025-08-04": [
            ("log", "province", "--postponed", "--on", "2025-08-04"),
            ("ack", "ke-hoach/R1/btc"),
            ("part", "ask", "ke-hoach/R2/btc", "vptu", "góp ý"),
        ],
        "2025-08-11": [
            ("log", "province", "--on", "2025-08-11", "--id", "dh"),
            ("suspend", "--plan", "ke-hoach", "--rule", "R2", "--document", "5-CV/TU", "--id", "td"),
        ],
        "2025-08-14": [
            ("correct", "dh", "--on", "2025-08-08"),
            ("resume", "td"),
            ("done", "ke-hoach/R1/btc"),
            ("extend", "ask", "ke-hoach/R2/btc", "2025-09-01", "--reason", "thiếu số liệu"),
        ],
        "2025-08-18": [
            ("extend", "grant", "ke-hoach/R2/btc", "2025-09-01", "--document", "6-CV/TU", "--override"),
            ("calendar", "amend", "--off", "2025-08-29", "--reason", "bão", "--document", "7-CV/TU"),
        ],
        "2025-09-20": [
            ("units", "end", "x3", "--on", "2025-09-20"),
            ("withdraw", "dh"),
            ("plan", "close", "ke-hoach", "--rest", "not-required"),
        ],
        "2025-09-22": [],
    }
    for day, commands in days.items():
        line.on(day)
        for argv in commands:
            line(*argv)
        line("sweep")
    texts = [
        path.read_bytes()
        for path in sorted(line.folder.rglob("*"))
        if path.is_file() and {"mail", "sms"} & {*path.parts}
    ]
    known = (
        words_of_the_catalogue()
        | words_of(TOLD)
        | words_of(" ".join(row["title"] for row in ROWS))
        | words_of("Đại hội góp ý thiếu bão Kế hoạch thử")
    )
    assert len(texts) > 20
    for text in texts:
        assert words_of(SHOWN.sub(" ", said_in(text))) - known == set()


def said_in(data: bytes) -> str:
    """What a message says to whoever reads it: a mail its subject, its text and its page without what draws it."""
    if b"\nFrom: " not in data and not data.startswith(b"From: "):
        return data.decode("utf-8").partition("\n\n")[2]
    mail = message_from_bytes(data, policy=policy.default)
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    shown = [re.sub(r"(?s)<(style|head)\b.*?</\1>", " ", part) for part in parts if "BEGIN:VCALENDAR" not in part]
    return "\n".join([mail["Subject"], *shown])


def test_every_word_of_every_help_page_is_in_the_catalogue(tmp_path: Path) -> None:
    """Options, names of commands and values to be typed aside, nothing is there that nobody translated."""
    known = words_of_the_catalogue()
    typed = {word for argv in pages() for name in argv for word in words_of(name)}
    line = CommandLine(tmp_path, "sqlite:///none.sqlite", empty=True, more={"THOIHAN_LANG": "vi"})
    for argv in pages():
        page = " ".join(line(*argv, "--help").out.split())
        page = re.sub(r"Không ghi thì là \S+|--?[a-z][a-z-]*|\b[a-z]+(\|[a-z]+)+", " ", page)
        assert words_of(page) - known - typed - {"thoihan"} == set(), argv


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """An empty database, spoken to in Vietnamese."""
    return CommandLine(tmp_path, database_url, more={"THOIHAN_LANG": "vi"})


def test_alone_it_says_what_to_do_first_and_next(line: CommandLine, tmp_path: Path) -> None:
    """Without a database, in an empty one, with agencies alone, and once there is a plan."""
    nothing = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'khong.sqlite'}", empty=True, more=line.more)
    assert "thoihan init" in nothing().out
    assert "thoihan units add" in line().out
    line.registers(UNITS)
    assert "thoihan plan add" in line().out
    line.adopts(plan_text(ROWS, PLACES))
    assert "thoihan today" in line().out


def test_a_plan_is_shown_by_names_and_in_words(line: CommandLine) -> None:
    """No code of an agency, no English deadline, no kind by its code; without a plan they are listed."""
    line.registers(UNITS)
    line.adopts(plan_text(ROWS, PLACES))
    shown = line("plan", "show", "ke-hoach").out
    for said in ("Ban Tổ chức Tỉnh ủy", "từng xã, phường", "tại Tỉnh Lai Châu"):
        assert said in shown
    for code in ("btc", "by 2025", " after ", "each"):
        assert code not in shown
    assert "1-KH/TU" in line("plan", "show").out


def test_codes_are_shown_and_taken_as_words(line: CommandLine) -> None:
    """Kinds of agencies, and how far messages have come."""
    line.registers(UNITS)
    assert "commune" not in line("units", "list").out
    assert "3 đơn vị" in line("units", "list", "--kind", "các xã, phường").out
    refused = line("outbox", "list", "--status", "xyz", code=1).err
    assert not any(code in words_of(refused) for code in STATUSES)
    assert line("outbox", "list", "--status", "đã chuyển đi").code == 0


def test_tab_offers_what_there_is(line: CommandLine) -> None:
    """Commands, options, agencies by code or name, milestones, plans, tasks once their plan is typed."""
    line.registers(UNITS)
    line.adopts(plan_text(ROWS, PLACES))

    def offered(*words: str) -> list[str]:
        return [one.partition("\t")[0] for one in line("--complete", *words).out.splitlines()]

    assert offered("plan", "ex") == ["export"]
    assert offered("tasks", "--un") == ["--unit"]
    assert offered("tasks", "--unit", "x") == ["x1", "x2", "x3"]
    assert offered("tasks", "--unit", "phong") == ["vptu"]
    assert offered("log", "pro") == ["province"]
    assert "ke-hoach" in offered("plan", "export", "")
    assert offered("done", "ke-hoach/R2") == ["ke-hoach/R2/btc"]
    assert offered("done", "rà soát") == ["ke-hoach/R2/btc"]
    assert "R2/btc\tRà soát – Ban Tổ chức Tỉnh ủy" in line("--complete", "done", "ra soat").out
    standings = offered("tasks", "--standing", "")
    assert "quá-hạn" in standings
    for word in standings:
        line("tasks", "--standing", word)
    assert offered("plan", "export", "x", "--order", "d") == ["document", "due"]
    assert offered("check", "") == [":files"]
    assert offered("nothing", "of", "that") == []


def test_tab_finds_names_behind_an_open_quote_and_where_only_likeness_counts(line: CommandLine) -> None:
    """Quotes and backslashes are no part of a name; a shell that offers what is alike is given the name itself."""
    line.registers(UNITS)
    assert line("--complete", "tasks", "--unit", '"phòng').out == "vptu\tVăn phòng Tỉnh ủy\n"
    assert line("--complete", "tasks", "--unit", r"phòng\ tỉnh").out == "vptu\tVăn phòng Tỉnh ủy\n"
    assert line("--complete-names", "tasks", "--unit", "phòng").out == "Văn phòng Tỉnh ủy\tvptu\n"
    assert line("--complete-names", "tasks", "--unit", "phong").out == "van phong tinh uy\tvptu\n"
    assert line("--complete-names", "tasks", "--unit", "vp").out == "vptu\tVăn phòng Tỉnh ủy\n"
    assert line("tasks", "--unit", "van phong tinh uy").code == 0


def test_tab_offers_no_title_that_is_secret(line: CommandLine) -> None:
    """Who looks at a secret row is noted: what is offered while typing has its number alone."""
    line.registers(UNITS)
    line.adopts(plan_text([{**ROWS[0], "secrecy": "nội bộ"}, ROWS[1]], {}))
    said = line("--complete", "done", "ke-hoach/R", THOIHAN_SECRECY_LIMIT="thường").out
    assert ("ke-hoach/R1/btc\t\n" in said, "Rà soát" in said) == (True, True)


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_is_installed_once(line: CommandLine, shell: str) -> None:
    """The script is where the shell looks; its own file is asked for it once, however often that is said."""
    for _ in range(2):
        line("--install-completion", shell, HOME=str(line.folder))
    there = SHELLS[shell]
    assert "--complete" in (line.folder / there.path).read_text(encoding="utf-8")
    if there.starts:
        assert (line.folder / there.starts).read_text(encoding="utf-8").count(there.line) == 1
    if shutil.which(shell):
        subprocess.run([shell, "-n", str(line.folder / there.path)], check=True)
    assert line("--show-completion", shell).out == there.script
    assert "bash, zsh, fish" in line("--install-completion", "cmd", code=2).err
