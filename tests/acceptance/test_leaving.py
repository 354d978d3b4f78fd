"""Nothing secret leaves: every channel, document and answer for programs is walked, and what journals keep."""

import ast
import io
import socket
import sys
import threading
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pdfplumber
import pytest
from aiosmtpd.controller import Controller
from icalendar import Calendar

from adapters.cli.asking.registers.formats import WRITERS
from adapters.cli.frame.commands import ROOT, Branch, Leaf
from adapters.settings import Settings
from tests.chat_service import FakeService
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.tools.rooms import ROOT as SOURCES

KIN = "kíntuyệtđối"
"""Stands in every text of the secret row, of what is said of it, and of the secret plan: it must be found nowhere."""

SAFE = "ngaythường"
"""Stands in the title of the row that is open: it must be found, or nothing was looked at."""

UNITS = """code,name,kind,parent,email,phone
vn,Trung ương,central,,,
12,Tỉnh Lai Châu,province,vn,,
vptu,Văn phòng Tỉnh ủy,party-body,12,vptu@tinh.example.vn,0912345678
"""

OPEN = f"""plan: mo
title: Kế hoạch mở
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
policies: {{extension: {{times: 3, by: [vptu, "12"]}}}}
milestones:
  congress: {{title: Đại hội tỉnh, at: "12"}}
  guidance: {{title: Hướng dẫn, at: "12"}}
rules:
  - {{id: I.1, title: Việc {SAFE}, lead: vptu, due: 30 days after congress, says: sau đại hội, cite: mục I.1}}
  - id: I.2
    title: Việc {KIN}
    cooperate: ["12"]
    section: Mục {KIN}
    secrecy: mật
    lead: vptu
    due: 20 days after congress
    says: hạn {KIN}
    cite: dòng {KIN}
  - {{id: I.3, title: Việc sau, lead: vptu, due: 5 days after task I.2 done, says: sau việc kia, cite: mục I.3}}
  - {{id: I.4, title: Việc nữa {KIN}, lead: vptu, secrecy: tối mật, due: once guidance, says: {KIN}, cite: {KIN}}}
"""

SECRET = f"""plan: kin
title: Kế hoạch {KIN}
number: 2-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
secrecy: mật
milestones:
  congress: {{title: Mốc {KIN}, at: "12"}}
rules:
  - {{id: I.1, title: Việc {KIN}, lead: vptu, due: 10 days after congress, says: {KIN}, cite: {KIN}}}
"""

ALLOWED = {"THOIHAN_SECRECY_HIGHEST": "tuyệt mật", "THOIHAN_SECRECY_LIMIT": "nội bộ"}
PLACE = "văn thư cơ quan"

LETTER = ("--lead", "vptu", "--due", "Trước 15/12/2026", "--document", "123-CV/TU", "--secrecy", "mật")

WALK: Mapping[str, tuple[str, ...]] = {
    "units add": ("units.csv",),
    "units list": (),
    "check": ("mo.yaml",),
    "plan add": ("mo.yaml",),
    "plan list": (),
    "plan show": ("mo",),
    "log": ("congress", "--plan", "mo", "--on", "2025-09-24", "--document", "15-TB/TU", "--id", "dh"),
    "happenings list": (),
    "happenings join": ("mo/congress", "kin/congress"),
    "happenings part": ("mo/congress", "kin/congress"),
    "tasks": (),
    "today": (),
    "explain": ("mo/I.2/vptu",),
    "dossier": ("mo/I.2/vptu", "-o", "ho-so.pdf"),
    "feed": ("vptu", "-o", "lich.ics"),
    "what-if": ("guidance", "--on", "2025-10-01"),
    "ack": ("mo/I.2/vptu", "--on", "2025-09-28"),
    "progress": ("mo/I.2/vptu", "nửa việc " + KIN, "--difficulty", f"khó {KIN}", "--proposal", f"xin {KIN}"),
    "delegate": ("mo/I.2/vptu", f"anh {KIN}"),
    "part ask": ("mo/I.2/vptu", "12", f"cần {KIN}", "--id", "phan"),
    "part answer": ("phan", f"đây {KIN}"),
    "extend ask": ("mo/I.2/vptu", "2025-11-15", "--reason", f"vì {KIN}"),
    "extend refuse": ("mo/I.2/vptu", "--by", "12", "--reason", f"không {KIN}", "--document", f"2-CV {KIN}"),
    "extend grant": ("mo/I.2/vptu", "2025-11-20", "--override", "--by", "12", "--document", f"3-CV {KIN}"),
    "suspend": ("--plan", "mo", "--rule", "I.2", "--document", f"4-QĐ {KIN}", "--id", "dung"),
    "resume": ("dung", "--document", f"5-QĐ {KIN}"),
    "done": (
        "mo/I.2/vptu",
        "--on",
        "2025-09-28",
        "--document",
        f"6-BC {KIN}",
        "--id",
        "xong",
        "--attach",
        f"{KIN}.txt",
    ),
    "return": ("mo/I.2/vptu", "--reason", f"sửa {KIN}", "--due", "2025-12-01"),
    "set-date": ("mo/I.4/vptu", "2025-12-01", "--document", f"7-CV {KIN}"),
    "files add": ("dung", f"them-{KIN}.txt"),
    "files list": ("--task", "mo/I.2/vptu"),
    "files get": ("xong", "-o", "lay-ra.txt"),
    "report": ("--keep", "--to", "Trung ương"),
    "correct": ("xong", "--on", "2025-09-27", "--reason", f"nhầm {KIN}"),
    "withdraw": ("xong", "--reason", f"nhầm {KIN}"),
    "accept": ("mo/I.4/vptu", "--reason", f"tốt {KIN}"),
    "events": (),
    "plan amend": ("mo2.yaml", "--document", "8-QĐ/TU"),
    "row change": ("mo/I.2", "--product", f"tờ {KIN}", "--document", "9-QĐ/TU"),
    "row drop": ("mo/I.5", "--document", "10-QĐ/TU"),
    "assign": (f"Giao {KIN}", *LETTER),
    "plan replace": ("kin", "--by", "mo", "--rest", "done", "--rest", "not-required", "--reason", KIN),
    "plan close": ("mo", "--rest", "done", "--rest", "not-required", "--reason", KIN),
    "outbox list": (),
    "outbox show": ("dh/mo/vptu/mail",),
    "outbox preview": ("xem-truoc",),
    "outbox hold": ("xong",),
    "outbox approve": ("xong",),
    "outbox cancel": ("xong", "--dry-run"),
    "sweep": (),
    "status": (),
    "verify": (),
    "accesses": (),
    "settings": (),
    "calendar show": ("2025",),
    "backup": ("sao-luu.thoihan",),
}
"""Every command that answers programs of tasks or plans, as it is typed where secret rows are, in this order."""

SAY_NOTHING_OF_TASKS = {
    *("init", "restore", "migrate", "bench", "due", "read", "calendar amend", "calendar take"),
    *("feeds add", "feeds list", "feeds revoke", "bounces list", "bounces read", "bounces clear", "link"),
    *("webhooks add", "webhooks list", "webhooks remove"),
    *("users add", "users list", "users password", "users hand-over", "users end"),
    *("tokens add", "tokens list", "tokens revoke"),
    *("units merge", "units split", "units end", "units rename", "units digest", "units contacts", "units forget"),
}
"""Commands whose answers speak of days, of agencies or of the database."""

INSIDE = {"demo", "run", "serve", "import", "plan export", "letter"}
"""Commands that answer people only, or are walked by tests of their own below."""


def leaves(branch: Branch = ROOT, above: str = "") -> Iterator[str]:
    """Every command, as it is typed."""
    for name, below in branch.commands.items():
        if isinstance(below, Branch):
            yield from leaves(below, f"{above}{name} ")
        else:
            yield above + name


def parameters(name: str) -> Collection[str]:
    """The arguments and options of a command."""
    at: Leaf | Branch = ROOT
    for word in name.split():
        at = at.commands[word] if isinstance(at, Branch) else at
    module, _, function = at.function.partition(":") if isinstance(at, Leaf) else ("", "", "")
    return signature(getattr(import_module(f"adapters.{module}"), function)).parameters


def test_every_command_is_walked() -> None:
    """A command that somebody adds must be walked too, or said to speak of no task."""
    assert {*WALK, *SAY_NOTHING_OF_TASKS, *INSIDE} == set(leaves())


FILES = (f"{KIN}.txt", f"them-{KIN}.txt")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A province with an agency that is reached by mail and telephone, and the plan files at hand."""
    made = CommandLine(tmp_path, database_url, more=ALLOWED)
    for name, text in (
        ("units.csv", UNITS),
        ("mo.yaml", OPEN),
        ("kin.yaml", SECRET),
        *((name, "tờ") for name in FILES),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    more = f"  - {{id: I.5, title: Thêm {KIN}, lead: vptu, secrecy: mật, due: once guidance, says: {KIN}, cite: c}}\n"
    (tmp_path / "mo2.yaml").write_text(OPEN.replace(f"hạn {KIN}", f"hạn mới {KIN}") + more, encoding="utf-8")
    return made


def adopted(line: CommandLine) -> None:
    """Both plans are in force, and their congresses were held."""
    line("units", "add", str(line.folder / "units.csv"))
    for name in ("mo", "kin"):
        line("plan", "add", str(line.folder / f"{name}.yaml"))
    line.on("2025-09-25")
    for name in ("mo", "kin"):
        line("log", "congress", "--plan", name, "--on", "2025-09-24", "--document", f"15-TB {name}")


MADE = ("sao-luu.thoihan", "lay-ra.txt", "ho-so.pdf", "lich.ics", "xem-truoc")
"""Files that commands write."""


def typed(line: CommandLine, argv: tuple[str, ...]) -> list[str]:
    return [str(line.folder / word) if (line.folder / word).is_file() or word in MADE else word for word in argv]


def say_otherwise(line: CommandLine, name: str, argv: tuple[str, ...]) -> None:
    """Type a command in other words as of another day, as a dry run: refused or not, nothing secret is said."""
    if "dry_run" not in parameters(name):
        return
    other = [word.replace(KIN, "lời khác") for word in typed(line, argv)]
    if "--id" in other:
        del other[other.index("--id") : other.index("--id") + 2]
    days = (["--on", "2025-09-23"], ["--on", "2026-01-01"]) if "on" in parameters(name) else ()
    for more in ([], *days):
        found = line.ended(*name.split(), *other, *more, "--dry-run", "--json")
        assert KIN not in found.out + found.err, f"{name} {more}\n{found.out}\n{found.err}"


def test_no_answer_for_programs_says_more_than_numbers_and_dates(line: CommandLine) -> None:
    """Each command is typed with --json where secret rows are concerned; none of their words are in the answer."""
    line("units", "add", str(line.folder / "units.csv"))
    said = {"units add": line.json("units", "add", str(line.folder / "units.csv"), "--dry-run")}
    line("plan", "add", str(line.folder / "kin.yaml"))
    for name, argv in list(WALK.items())[1:]:
        if name == "log":
            line.on("2025-09-25")
        elif name == "accept":
            line("done", "mo/I.4/vptu", "--on", "2025-09-29", "--document", f"9-BC {KIN}")
        elif name == "ack":
            line.on("2025-09-29")
            line("log", "guidance", "--on", "2025-09-26")
        elif name == "plan replace":
            assert KIN not in line("report", "--compare", "last", "--json").out
        say_otherwise(line, name, argv)
        found = line.ended(*name.split(), *typed(line, argv), "--json")
        assert found.code in (0, 3) or name in ("sweep", "verify"), f"{name}: {found.err}"
        said[name] = found.json()
        assert KIN not in found.out + found.err, f"{name}\n{found.out}"
        say_otherwise(line, name, argv)
    written = [path.read_bytes() for path in (line.folder / "xem-truoc").rglob("*") if path.is_file()]
    assert len(written) == said["outbox preview"]["written"] > 0
    assert KIN.encode() not in b"".join(written)
    assert SAFE in str(said["tasks"])
    assert SAFE in str(said["plan show"])
    shown = {one["rule"]: one for one in said["tasks"]}
    assert shown["I.2"]["withheld"] == f"see at {PLACE}"
    assert shown["I.2"]["due"] == "2025-10-14"
    left = {"id", "key", "plan", "rule", "secrecy", "nominal", "due", "safe", "provisional", "set_by", "withheld"}
    assert set(shown["I.2"]) == left


def test_what_an_officer_reads_on_his_own_terminal_is_whole(line: CommandLine) -> None:
    """Inside the office, on the terminal, a secret row is read like any other; and that somebody looked is kept."""
    adopted(line)
    assert KIN in line("tasks").out
    assert KIN in line("explain", "mo/I.2/vptu", THOIHAN_ACTOR="Văn thư").out
    assert KIN in line("plan", "show", "mo").out
    found = line.json("accesses")
    assert {(one["actor"], one["how"], one["plan"], one["row"], one["level"]) for one in found} == {
        ("officer", "tasks", "mo", "I.2", "mật"),
        ("officer", "tasks", "kin", "I.1", "mật"),
        ("Văn thư", "explain", "mo", "I.2", "mật"),
        ("officer", "plan show", "mo", "I.2", "mật"),
        ("officer", "plan show", "mo", "I.4", "tối mật"),
    }
    assert "Văn thư" in line("accesses", "--plan", "mo").out


def read(mail: EmailMessage) -> str:
    """A mail as its reader sees it: its headers, and each form of its text."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(mail.items()), *parts])


class Taken:
    """What servers outside the office were given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.texts.append(read(message_from_bytes(envelope.content, policy=SMTP_POLICY)))
        return "250 OK"


@contextmanager
def smtp(folder: Path) -> Iterator[tuple[dict[str, str], Callable[[], list[str]]]]:
    taken = Taken()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(taken, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield {"THOIHAN_MAIL": f"smtp://127.0.0.1:{port}?security=none"}, lambda: taken.texts
    finally:
        server.stop()


@contextmanager
def kannel(folder: Path) -> Iterator[tuple[dict[str, str], Callable[[], list[str]]]]:
    texts: list[str] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            texts.append(str(parse_qs(urlsplit(self.path).query)))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_of_it: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"kannel+http://127.0.0.1:{server.server_port}/cgi-bin/sendsms"
        yield {"THOIHAN_SMS": url, "THOIHAN_SMS_USERNAME": "u", "THOIHAN_SMS_PASSWORD": "p"}, lambda: texts
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def maildir(folder: Path) -> Iterator[tuple[dict[str, str], Callable[[], list[str]]]]:
    def texts() -> list[str]:
        mails = [message_from_bytes(one.read_bytes(), policy=SMTP_POLICY) for one in (folder / "mail/new").iterdir()]
        return [read(mail) for mail in mails]

    yield {}, texts


@contextmanager
def spool(folder: Path) -> Iterator[tuple[dict[str, str], Callable[[], list[str]]]]:
    yield {}, lambda: [one.read_text(encoding="utf-8") for one in (folder / "sms").glob("*.txt")]


@contextmanager
def chat(_folder: Path) -> Iterator[tuple[dict[str, str], Callable[[], list[str]]]]:
    service, texts = FakeService(), list[str]()
    service.said = texts
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "apprise", service)
        yield {"THOIHAN_SMS": "apprise:", "THOIHAN_SMS_PASSWORD": "x://u:p@{number}"}, lambda: texts


CHANNELS = {
    "SmtpTarget": smtp,
    "MaildirTarget": maildir,
    "GatewayTarget": kannel,
    "SpoolTarget": spool,
    "ChatTarget": chat,
}


def test_every_channel_is_walked() -> None:
    """A way of telling that somebody adds must be walked too."""
    hints = get_type_hints(Settings)
    assert {kind.__name__ for name in ("mail", "sms") for kind in get_args(hints[name])} == CHANNELS.keys()


@pytest.mark.parametrize("name", CHANNELS)
def test_no_channel_says_more_than_numbers_and_dates(line: CommandLine, name: str) -> None:
    """By each channel an agency is told of its secret rows by number and date, and where to read them."""
    adopted(line)
    with CHANNELS[name](line.folder) as (settings, texts):
        swept = line.ended("sweep", **settings)
        found = "\n".join(texts())
    assert KIN not in found + swept.out + swept.err
    told = [PLACE, "1-KH/TU", "2-KH/TU"]
    if name in ("SmtpTarget", "MaildirTarget"):
        told += [SAFE, "I.2", "14/10/2025"]
    assert [one for one in told if one not in found] == []


def test_no_refusal_for_programs_says_a_secret_title(line: CommandLine) -> None:
    """Where the answer is for programs, a secret row is named by its number alone: no word of it finds or tells it."""
    adopted(line)
    for text in ("Việc", "Viec kintuyetdoi", "kintuyetdoi", "kin tuyet", "mo I.2", "kin I.1", "I.4", "1"):
        for argv in (("explain", text), ("ack", text, "--dry-run"), ("log", text, "--dry-run"), ("plan", "show", text)):
            found = line.ended(*argv, "--json")
            assert KIN not in found.out + found.err, argv
    assert "There is no task “Viec kintuyetdoi”" in line("explain", "Viec kintuyetdoi", "--json", code=1).err
    assert line.json("explain", "mo I.2")["due"] == "2025-10-14"
    assert KIN in line("explain", "Viec kintuyetdoi vptu", code=1).err  # on his own terminal: one of several
    assert KIN in line("explain", "mo I.2").err


RECORDED: Sequence[tuple[str, ...]] = (
    ("log", "congress", "--plan", "kin", "--on", "2025-09-24", "--document", f"1-TB {KIN}"),
    ("suspend", "--plan", "mo", "--rule", "I.2", "--on", "2025-09-24", "--document", f"4-QĐ {KIN}", "--id", "dung"),
    ("resume", "dung", "--on", "2025-09-24", "--document", f"5-QĐ {KIN}"),
    ("extend", "ask", "mo/I.2/vptu", "2025-11-15", "--reason", f"vì {KIN}", "--document", f"2-CV {KIN}"),
    ("extend", "refuse", "mo/I.2/vptu", "--by", "12", "--reason", f"không {KIN}", "--document", f"3-CV {KIN}"),
    ("done", "mo/I.2/vptu", "--on", "2025-09-24", "--document", f"6-BC {KIN}", "--id", "xong"),
    ("accept", "mo/I.2/vptu", "--document", f"7-TB {KIN}", "--id", "nhan"),
    ("done", "kin/I.1/vptu", "--on", "2025-09-24", "--document", f"8-BC {KIN}", "--id", "bo"),
    ("withdraw", "bo", "--reason", f"nhầm {KIN}", "--document", f"9-CV {KIN}"),
    ("plan", "close", "kin", "--rest", "not-required", "--reason", KIN, "--document", f"10-QĐ {KIN}"),
)
"""What is recorded of secret rows, each by a secret document."""

QUOTE_IT: Sequence[tuple[str, ...]] = (
    ("done", "mo/I.2/vptu", "--on", "2025-09-23"),
    ("resume", "dung", "--on", "2025-09-23"),
    ("withdraw", "bo", "--reason", "khác"),
    ("log", "congress", "--plan", "kin", "--on", "2025-09-23"),
    ("plan", "close", "kin", "--rest", "done", "--on", "2025-09-24"),
    ("plan", "amend", "doi-ten.yaml", "--document", "11-QĐ"),
    ("plan", "amend", "sai.yaml", "--document", "11-QĐ"),
    ("plan", "add", "sai.yaml"),
)
"""What is refused by the words of these events, or of the row."""


def test_no_refusal_for_programs_quotes_a_secret_document(line: CommandLine) -> None:
    """It names the event, or the row by its number, and where to look; on an officer's own terminal it is whole."""
    line("units", "add", line.writes("u.csv", UNITS))
    for name in ("mo", "kin"):
        line("plan", "add", str(line.folder / f"{name}.yaml"))
    line.on("2025-09-25")
    line("log", "congress", "--plan", "mo", "--on", "2025-09-20")
    for argv in RECORDED:
        line(*argv)
    line.writes("doi-ten.yaml", OPEN.replace(f"Việc nữa {KIN}", f"Rà soát {KIN} lần hai"))
    line.writes("sai.yaml", OPEN.replace("once guidance", f"vào {KIN}"))
    for argv in QUOTE_IT:
        words = [str(line.folder / word) if word.endswith(".yaml") else word for word in argv]
        for dry in ([], ["--dry-run"]):
            refused = line(*words, *dry, "--json", code=1)
            assert KIN not in refused.out + refused.err, argv
            assert PLACE in refused.err, argv
            assert KIN in line(*words, *dry, code=1).err, argv


def test_no_list_for_programs_finds_a_secret_row_by_its_words(line: CommandLine) -> None:
    """Whether a word stands in a secret title is not told, by pages either; who sits at the terminal finds it."""
    adopted(line)
    for word in (KIN, "việc"):
        for more in (
            (),
            ("--limit", "1"),
            ("--state", "waiting"),
            ("--no-progress", "1"),
            ("--limit", "1", "--state", "active"),
        ):
            said = line("tasks", "--find", word, *more, "--json").out
            assert "I.2" not in said
            assert "kin/" not in said
            assert "I.4" not in said
    assert line.json("tasks", "--find", KIN, "--limit", "1") == {"tasks": [], "next": None}
    assert [one["rule"] for one in line.json("tasks", "--find", "viec", "--limit", "1")["tasks"]] == ["I.1"]
    assert len(line.json("tasks", "--find", KIN, THOIHAN_SECRECY_LIMIT="tuyệt mật")) == 2
    assert "mo/I.2/vptu" in line("tasks", "--find", KIN).out
    assert "mo/I.4" in line("tasks", "--find", KIN, "--state", "waiting").out


def test_what_is_raised_after_it_was_to_be_told_does_not_leave(line: CommandLine) -> None:
    """A message that waits while a version makes its row secret says no more than the level by then lets it."""
    plan = OPEN.replace("    secrecy: mật\n", "").replace("secrecy: tối mật, ", "")
    (line.folder / "mo.yaml").write_text(plan, encoding="utf-8")
    line("units", "add", str(line.folder / "units.csv"))
    line("plan", "add", str(line.folder / "mo.yaml"))
    line.on("2025-09-25")
    line("log", "congress", "--on", "2025-09-24")
    (line.folder / "raised.yaml").write_text(OPEN, encoding="utf-8")
    line("plan", "amend", str(line.folder / "raised.yaml"), "--document", "9-QĐ/TU")
    with maildir(line.folder) as (settings, texts):
        line.ended("sweep", **settings)
        assert "1-KH/TU" in "".join(texts())
        assert KIN not in "".join(texts())


QUOTING = f"""plan: dan
title: Kế hoạch {KIN}
number: 3-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
secrecy: mật
policies: {{rows less secret: true, accept: true, follow: "12"}}
milestones:
  chot: {{title: Mốc {KIN}, at: "12"}}
rules:
  - {{id: Q.1, title: Việc {KIN}, lead: vptu, due: by 2025-08-10, says: {KIN}, cite: {KIN}, product: {KIN}}}
  - id: Q.2
    title: Sớm nhất {SAFE}
    lead: vptu
    secrecy: thường
    due: earliest of (by 2025-12-01, 5 days after task Q.1, 30 days after chot)
    says: x
    cite: y
  - {{id: Q.3, title: Sau trễ, lead: vptu, secrecy: thường, due: 30 days after task Q.1 missed, says: x, cite: y}}
  - {{id: Q.4, title: Sau xong {SAFE}, lead: vptu, secrecy: thường, due: once task Q.1, says: x, cite: y}}
  - id: Q.5
    title: Chờ mốc {SAFE}
    lead: vptu
    secrecy: thường
    when: {{any: [chot planned, {{all: [task Q.1 done, chot held]}}]}}
    due: by 2025-12-20
    says: x
    cite: y
"""
"""A secret plan whose open rows name its secret row and its milestone, in each way in which a row can name another."""

COURSE_OF_QUOTED: Sequence[tuple[str, ...]] = (
    ("log", "chot", "--planned", "--on", "2025-09-01"),
    ("log", "chot", "--postponed", "--on", "2025-08-12"),
    ("log", "chot", "--on", "2025-08-12", "--document", f"5-TB {KIN}"),
    ("done", "dan/Q.1/vptu", "--on", "2025-08-12", "--document", f"6-BC {KIN}"),
    ("accept", "dan/Q.1/vptu", "--reason", f"tốt {KIN}", "--id", "nhan"),
    ("withdraw", "nhan", "--reason", f"nhầm {KIN}"),
)
"""What happens to the secret row and the milestone, so that each step changes rows that name them."""


def test_no_row_quotes_what_is_more_secret_than_it(line: CommandLine) -> None:
    """Words of an open row name a secret row by its number and a milestone by its code: everywhere, and noted."""
    (line.folder / "dan.yaml").write_text(QUOTING, encoding="utf-8")
    line("units", "add", str(line.folder / "units.csv"))
    line("plan", "add", str(line.folder / "dan.yaml"))
    line.on("2025-08-12")
    quoted: set[str] = set()
    with maildir(line.folder) as (settings, texts):
        for step in ((), *COURSE_OF_QUOTED):
            said = [line(*step, "--json").out] if step else []
            line.ended("sweep", **settings)
            line("feed", "vptu", "-o", str(line.folder / "lich.ics"))
            said += [(line.folder / "lich.ics").read_text(encoding="utf-8").replace("\n ", "")]
            for rule in ("Q.2", "Q.3", "Q.4", "Q.5") if step in ((), COURSE_OF_QUOTED[-1]) else ():
                said += [found := line.ended("explain", f"dan/{rule}/vptu", "--json").out]
                quoted.update(one for one in (f"Q.1: see at {PLACE}", f"chot: see at {PLACE}") if one in found)
            assert [one for one in said if KIN in one] == [], step
        assert SAFE in "".join(texts())
        assert KIN not in "".join(texts())
    assert quoted == {f"Q.1: see at {PLACE}", f"chot: see at {PLACE}"}
    assert KIN in line("explain", "dan/Q.2/vptu", THOIHAN_ACTOR="Văn thư").out
    assert {one["row"] for one in line.json("accesses") if one["actor"] == "Văn thư"} == {"", "Q.1"}


def test_a_dossier_is_as_secret_as_what_its_row_names(line: CommandLine) -> None:
    """An open row of an open plan that names a secret one has its number, its date and where to look, and no more."""
    row = f"  - {{id: I.6, title: Theo việc kia {SAFE}, lead: vptu, says: x, cite: y,\n"
    row += "     due: 'earliest of (by 2025-12-01, 5 days after task I.2)'}\n"
    (line.folder / "mo.yaml").write_text(OPEN + row, encoding="utf-8")
    adopted(line)
    line("dossier", "mo/I.6/vptu", "-o", str(line.folder / "ho-so.pdf"))
    with pdfplumber.open(line.folder / "ho-so.pdf") as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    assert KIN not in text
    assert PLACE in text
    assert ("dossier", "I.2") in {(one["how"], one["row"]) for one in line.json("accesses")}


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("plan", ["mo", "kin"])
def test_no_register_says_more_than_numbers_and_dates(line: CommandLine, form: str, plan: str) -> None:
    """In every form of the register a secret row is a number, a date and where to read it."""
    adopted(line)
    path = line.folder / f"so.{form}"
    line("plan", "export", plan, "--to", form, "-o", str(path))
    with zipfile.ZipFile(path) as parts:
        whole = unescape("".join(parts.read(one).decode("utf-8", "replace") for one in parts.namelist()))
    assert KIN not in whole
    assert PLACE in whole
    assert (SAFE in whole) == (plan == "mo")
    if form == "xlsx" and plan == "mo":
        sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
        rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
        assert rows["I.2"][1:5] == (f"see at {PLACE}", None, None, None)
        assert rows["I.2"][5].date().isoformat() == "2025-10-14"


def test_no_letter_says_more_than_numbers_and_dates(line: CommandLine) -> None:
    """A letter that urges lists a secret row by its number, its date and where to read it; that it did is noted."""
    adopted(line)
    line.on("2026-03-01")
    line("letter", "-o", str(line.folder / "don-doc.docx"), "--issuer", "Văn phòng Tỉnh ủy")
    with zipfile.ZipFile(line.folder / "don-doc.docx") as parts:
        whole = unescape("".join(parts.read(one).decode("utf-8", "replace") for one in parts.namelist()))
    assert (KIN in whole, PLACE in whole, SAFE in whole) == (False, True, True)
    assert "14/10/2025" in whole
    noted = line.json("accesses", THOIHAN_SECRECY_LIMIT="tuyệt mật")
    assert {(one["how"], one["plan"], one["row"]) for one in noted} >= {("letter", "mo", "I.2")}


@pytest.mark.parametrize(("task", "whole"), [("mo/I.1/vptu", True), ("mo/I.2/vptu", False), ("kin/I.1/vptu", False)])
def test_no_dossier_says_more_than_numbers_and_dates(line: CommandLine, task: str, whole: bool) -> None:
    """The file of a secret task has its number, its date and where to look; that of an open one all that is kept."""
    adopted(line)
    line("dossier", task, "-o", str(line.folder / "ho-so.pdf"))
    with pdfplumber.open(line.folder / "ho-so.pdf") as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    assert KIN not in text
    assert (SAFE in text) == whole
    assert (PLACE in text) != whole
    assert task in text
    noted = line.json("accesses", THOIHAN_SECRECY_LIMIT="tuyệt mật")
    assert [one["how"] for one in noted] == ([] if whole else ["dossier"])


def test_no_calendar_says_more_than_numbers_and_dates(line: CommandLine) -> None:
    """Of a secret row a calendar has the number, the day, and where to look; and that somebody looked is noted."""
    adopted(line)
    line("feed", "vptu", "-o", str(line.folder / "lich.ics"))
    whole: Any = Calendar.from_ical((line.folder / "lich.ics").read_bytes())
    entries = {str(one["UID"]).partition("@")[0]: one for one in whole.walk("VEVENT")}
    assert set(entries) == {"mo/I.1/vptu", "mo/I.2/vptu", "kin/I.1/vptu"}
    assert KIN not in whole.to_ical().decode().replace("\r\n ", "")
    assert SAFE in str(entries["mo/I.1/vptu"]["SUMMARY"])
    assert str(entries["mo/I.2/vptu"]["SUMMARY"]) == f"mo/I.2/vptu: see at {PLACE}"
    assert entries["mo/I.2/vptu"]["DTSTART"].dt.isoformat() == "2025-10-14"
    assert str(entries["mo/I.2/vptu"]["DESCRIPTION"]).split("\n") == [
        "Due: Tuesday, 14/10/2025",
        "Row: 1-KH/TU",
        "Task id: mo/I.2/vptu",
    ]
    noted = line.json("accesses", THOIHAN_SECRECY_LIMIT="tuyệt mật")
    assert {(one["how"], one["plan"], one["row"]) for one in noted} == {("feed", "mo", "I.2"), ("feed", "kin", "I.1")}


def test_a_log_of_the_program_calls_no_secret_row_by_its_title(line: CommandLine) -> None:
    """`sweep` and `run` write into journals: secret rows stand there by number; open ones by title."""
    adopted(line)
    line.on("2025-10-11")
    swept = line.ended("sweep", "--leap")
    assert KIN not in swept.out + swept.err
    assert "I.2" in swept.out


def test_the_officer_s_own_machine_may_be_one_for_secrets(line: CommandLine) -> None:
    """Where the limit is raised, everything leaves; the rows are the same, and the level stands with each."""
    adopted(line)
    found = line.json("tasks", THOIHAN_SECRECY_LIMIT="tuyệt mật")
    assert {one["rule"]: one["secrecy"] for one in found if one["plan"] == "mo"} == {"I.1": "thường", "I.2": "mật"}
    assert KIN in str(found)


def test_a_limit_that_is_misspelt_lets_nothing_out(line: CommandLine) -> None:
    """A setting that is no level is refused; what answers all the same keeps whatever has a level inside."""
    adopted(line)
    found = line("tasks", "--json", code=2, THOIHAN_SECRECY_LIMIT="bí ẩn")
    assert "THOIHAN_SECRECY_LIMIT must be one of" in found.err
    assert KIN not in found.out


SAID_OF_NO_PLAN = {"adapters/lines/dues.py", "adapters/lines/phrases.py"}
"""Answers line by line to what is asked line by line: of days and phrases."""


def test_there_is_one_way_out() -> None:
    """Only `adapters.leaving` is asked, and only by the functions that make what may leave: nobody else makes it."""
    makes: dict[str, set[str]] = {name: set() for name in ("Released", "Composed", "composing", "json_text")}
    for path in (SOURCES / "adapters").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makes:
                makes[node.func.id].add(path.relative_to(SOURCES).as_posix())
    assert makes == {
        "Released": {
            "adapters/telling/message_content.py",
            "adapters/documents/export/register.py",
            "adapters/documents/export/dossier.py",
            "adapters/documents/export/letter.py",
            "adapters/feeds/entries.py",
        },
        "Composed": {"adapters/telling/composing.py"},
        "composing": {"adapters/telling/wording.py"},
        "json_text": {
            "adapters/cli/frame/terminal.py",
            "adapters/cli/recording/filing/reported.py",
            "adapters/web/api/frame/answers.py",
            "adapters/web/api/frame/problems.py",
            *SAID_OF_NO_PLAN,
        },
    }
