"""Programs are told over HTTP: registered, signed, tried again under the same id, and never inside by themselves."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import pytest
import standardwebhooks

from tests.command_line import CommandLine
from tests.loopback import serving
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email
12,Tỉnh,province,,
btc,Ban Tổ chức,party-body,12,btc@example.vn
c1,Xã Một,commune,12,c1@example.vn
c2,Xã Hai,commune,12,c2@example.vn
"""
ROWS = [
    {"lead": "each", "for each": "commune", "due": "30 days after congress", "title": "Rà soát, bổ sung"},
    {"lead": "btc", "due": "40 days after congress", "title": "Việc kín", "secrecy": "nội bộ"},
]
OTHER = plan_text([{"lead": "btc", "due": "10 days after meeting"}], {"meeting": "12"}, plan="khac")
KEY, OLDER = "k" * 40, "o" * 40


class Receiver(BaseHTTPRequestHandler):
    """Answers as it is told to, and keeps what it was sent."""

    answers: ClassVar[list[int]] = []
    seen: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    body: ClassVar[bytes] = b"{}"

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append(({name.lower(): value for name, value in self.headers.items()}, data))
        status = self.answers.pop(0) if self.answers else 204
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(self.body) if status != 204 else 0))
        self.end_headers()
        if status != 204:
            self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[type[Receiver], str]]:
    """A receiver on this machine, and its address."""

    class Fresh(Receiver):
        answers: ClassVar[list[int]] = []
        seen: ClassVar[list[tuple[dict[str, str], bytes]]] = []

    with serving(Fresh) as url:
        yield Fresh, f"{url}/nhan"


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """Two plans of which nothing has begun."""
    made = CommandLine(tmp_path, database_url, more={"THOIHAN_WEBHOOK_KEYS": KEY})
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, {"congress": "12"}))
    made.adopts(OTHER, "khac")
    return made


def hook(line: CommandLine, url: str, *argv: str) -> dict[str, Any]:
    found: dict[str, Any] = line.json("webhooks", "add", url, *argv, "--allow-internal")
    return found


def read(one: tuple[dict[str, str], bytes], secret: str) -> dict[str, Any]:
    """The event as its receiver reads it, by the library of those who made the standard."""
    headers, data = one
    now = datetime.now(UTC)
    shift = {**headers}
    webhook = standardwebhooks.Webhook(secret)
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert webhook.sign(headers["webhook-id"], moment, data.decode()) in headers["webhook-signature"].split()
    shift["webhook-timestamp"] = str(int(now.timestamp()))  # the clock of tests stands in 2025
    shift["webhook-signature"] = webhook.sign(headers["webhook-id"], now, data.decode())
    found: dict[str, Any] = webhook.verify(data, shift)
    return found


def test_a_program_is_told_what_an_agency_is_told(line: CommandLine, receiver: tuple[type[Receiver], str]) -> None:
    """As a CloudEvent, signed, and once; then that it moved."""
    of, url = receiver
    made = hook(line, url, "--unit", "c1")
    line("log", "congress", "--on", "2025-07-21", "--id", "dh")
    line("sweep")
    (first,) = of.seen
    event = read(first, made["secret"])
    assert first[0]["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert (event["specversion"], event["type"], event["subject"]) == ("1.0", "thoihan.tasks.changed", "c1")
    assert first[0]["webhook-id"] == event["id"]
    (plan,) = event["data"]["plans"]
    assert plan["plan"] == {"id": "ke-hoach", "number": "1-KH/TU", "title": plan["plan"]["title"]}
    (task,) = plan["tasks"]
    assert (task["id"], task["change"], task["due"], task["part"]) == (
        "ke-hoach/R1/c1",
        "activated",
        "2025-08-20",
        "lead",
    )
    assert task["title"] == "Rà soát, bổ sung"
    line("sweep")
    assert len(of.seen) == 1
    line.on("2025-07-23")
    line("correct", "dh", "--on", "2025-07-22")
    line("sweep")
    (moved,) = read(of.seen[1], made["secret"])["data"]["plans"][0]["tasks"]
    assert (moved["change"], moved["due"], moved["previous_due"]) == ("moved", "2025-08-21", "2025-08-20")
    assert line("verify").code == 0
    assert line.json("status")["channels"][f"webhook.{made['id']}"]["failing_since"] is None


def test_who_follows_a_plan_hears_of_all_units_and_of_no_other_plan(
    line: CommandLine, receiver: tuple[type[Receiver], str]
) -> None:
    """From when it was registered on, and no more once it is removed."""
    of, url = receiver
    line("log", "meeting", "--on", "2025-07-18")
    made = hook(line, url, "--plan", "ke-hoach")
    line("log", "congress", "--on", "2025-07-21", "--id", "dh")
    line("sweep")
    assert sorted(read(one, made["secret"])["subject"] for one in of.seen) == ["btc", "c1", "c2"]
    line("correct", "dh", "--on", "2025-07-18", "--reason", "x", THOIHAN_HOLD_MINUTES="600")
    line("webhooks", "remove", made["id"])
    line("sweep")
    assert len(of.seen) == 3


@pytest.mark.parametrize("answer", [500, 503, 0])
def test_what_is_in_doubt_is_tried_again_with_the_same_bytes_and_id(
    line: CommandLine, receiver: tuple[type[Receiver], str], answer: int
) -> None:
    """A server that fails, or breaks off: it may have taken it."""
    of, url = receiver
    of.answers.append(answer)
    hook(line, url, "--unit", "c1")
    line("log", "congress", "--on", "2025-07-21")
    line("sweep", code=4)
    line.on("2025-07-22")
    line("sweep")
    (first, one), (second, other) = of.seen
    assert (first["webhook-id"], one) == (second["webhook-id"], other)
    assert first["webhook-timestamp"] != second["webhook-timestamp"]


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (400, "parked", "refuses the message (400)"),
        (302, "pending", "Redirects are not followed"),
        (410, "pending", "nothing is taken there (410)"),
        (429, "pending", "takes no messages now (429)"),
    ],
)
def test_what_is_refused_is_said(
    line: CommandLine, receiver: tuple[type[Receiver], str], answer: int, status: str, said: str
) -> None:
    """A message by itself, or all there; of a redirect nothing is asked."""
    of, url = receiver
    of.answers.append(answer)
    made = hook(line, url, "--unit", "c1")
    line("log", "congress", "--on", "2025-07-21")
    assert said in line("sweep", code=4).err
    found = [one for one in line.json("outbox") if one["channel"] == f"webhook.{made['id']}"]
    assert [one["status"] for one in found] == [status]
    assert len(of.seen) == 1


def test_an_endless_answer_is_not_read(line: CommandLine, receiver: tuple[type[Receiver], str]) -> None:
    """Its beginning says all that counts."""
    of, url = receiver
    of.answers.append(200)
    of.body = b"x" * 3_000_000
    hook(line, url, "--unit", "c1")
    line("log", "congress", "--on", "2025-07-21")
    line("sweep")
    assert len(of.seen) == 1


def test_secret_rows_are_numbers_and_days(line: CommandLine, receiver: tuple[type[Receiver], str]) -> None:
    """By the one gate."""
    of, url = receiver
    made = hook(line, url, "--unit", "btc")
    line("log", "congress", "--on", "2025-07-21", "--document", "Văn kiện kín")
    line("sweep", THOIHAN_SECRECY_LIMIT="thường", THOIHAN_SECRECY_PLACE="văn thư")
    (task,) = read(of.seen[0], made["secret"])["data"]["plans"][0]["tasks"]
    number = {
        "id": "ke-hoach/R2/btc",
        "number": "R2",
        "due": "2025-09-03",
        "change": "activated",
        "withheld": True,
        "title": "see at văn thư",
        "safe": "2025-08-29",
    }
    assert task == number
    assert "kín" not in of.seen[0][1].decode()


def test_of_a_secret_row_every_channel_says_the_same(line: CommandLine, receiver: tuple[type[Receiver], str]) -> None:
    """Its id and its day, and no words of it: by mail, its calendar, text message, feed, and to a program."""
    of, url = receiver
    secret: dict[str, Any] = {"THOIHAN_SECRECY_LIMIT": "thường", "THOIHAN_SECRECY_PLACE": "văn thư"}
    line.registers(UNITS.replace("email", "email,phone").replace("btc@example.vn", "btc@example.vn,0912345678"))
    hook(line, url, "--unit", "btc")
    line("log", "congress", "--on", "2025-07-21", "--document", "Văn kiện kín")
    line("sweep", **secret)
    line("feed", "btc", "-o", str(line.folder / "btc.ics"), **secret)
    mails = (message_from_bytes(one.read_bytes(), policy=SMTP) for one in line.folder.glob("mail/new/*"))
    (mail,) = (one for one in mails if "btc@" in one["To"])
    parts = {one.get_content_type(): str(one.get_content()) for one in mail.walk() if not one.is_multipart()}
    (text,) = (one.read_text(encoding="utf-8") for one in line.folder.glob("sms/*.txt"))
    feed, event = (line.folder / "btc.ics").read_text(encoding="utf-8"), of.seen[0][1].decode()
    calendars = parts["text/calendar"], feed
    assert [one for one in (*parts.values(), text, feed, event) if "kín" in one] == []
    assert all("ke-hoach/R2/btc" in one for one in (*calendars, event))
    assert all("DTSTART;VALUE=DATE:20250903" in one for one in calendars)
    assert all("03/09/2025" in one for one in (parts["text/plain"], parts["text/html"], text))


def test_what_an_agency_is_told_is_its_heirs_once_it_has_ended(
    line: CommandLine, receiver: tuple[type[Receiver], str]
) -> None:
    """The program that followed it hears by that what its heir is told from then on, and of nothing before."""
    of, url = receiver
    made = hook(line, url, "--unit", "c1")
    line("log", "congress", "--on", "2025-07-21", "--id", "dh")
    line("sweep")
    line.on("2025-07-22")
    line("units", "merge", "c1", "--into", "c2", "--on", "2025-07-22", "--document", "1-NQ")
    line.on("2025-07-23")
    line("correct", "dh", "--on", "2025-07-18", "--reason", "x")
    line("sweep")
    heard = [(found["subject"], *ids(found)) for found in (read(one, made["secret"]) for one in of.seen)]
    assert heard == [
        ("c1", "ke-hoach/R1/c1"),
        ("c2", "ke-hoach/R1/c1", "ke-hoach/R1/c2"),
    ]
    assert "what Xã Hai is told, which took over from Xã Một" in " ".join(line("webhooks", "list").out.split())


def ids(event: dict[str, Any]) -> list[str]:
    return sorted(task["id"] for plan in event["data"]["plans"] for task in plan["tasks"])


def test_each_key_signs(line: CommandLine, receiver: tuple[type[Receiver], str]) -> None:
    """So that a receiver knows it by the older secret, and by the newer one."""
    of, url = receiver
    line.more = {"THOIHAN_WEBHOOK_KEYS": OLDER}
    made = hook(line, url, "--unit", "c1")
    line.more = {"THOIHAN_WEBHOOK_KEYS": f"{KEY} {OLDER}"}
    line("log", "congress", "--on", "2025-07-21")
    line("sweep")
    assert read(of.seen[0], made["secret"])
    assert len(of.seen[0][0]["webhook-signature"].split()) == 2


def test_programs_do_not_sleep_and_are_told_of_no_trial(
    line: CommandLine, receiver: tuple[type[Receiver], str]
) -> None:
    """Neither hours nor digests hold what they are told; in a trial nothing goes to them, and it goes after it."""
    of, url = receiver
    hook(line, url, "--unit", "c2")
    line("log", "congress", "--on", "2025-07-21")
    quiet: dict[str, Any] = {
        "THOIHAN_SENDING_HOURS": "09:00-21:00",
        "THOIHAN_DIGEST": "16:00",
        "THOIHAN_HOLD_MINUTES": "0",
    }
    line("sweep", **quiet, THOIHAN_TRIAL_MAIL="thu@example.vn")
    assert not of.seen
    line("sweep", **quiet)
    assert len(of.seen) == 1


def test_what_is_let_go_of_when_sending_begins_again_goes_to_no_program(
    line: CommandLine, receiver: tuple[type[Receiver], str]
) -> None:
    """After a trial, say: only what comes from then on does."""
    of, url = receiver
    made = hook(line, url, "--unit", "c2")
    line("log", "congress", "--on", "2025-07-21", "--id", "dh")
    line("sweep", THOIHAN_TRIAL_MAIL="thu@example.vn")
    line("sweep", code=3)
    line("outbox", "--release", "new")
    line("sweep")
    assert not of.seen
    line("correct", "dh", "--on", "2025-07-18", "--reason", "x")
    line("sweep")
    assert [read(one, made["secret"])["subject"] for one in of.seen] == ["c2"]


def test_without_a_key_nothing_goes_and_nothing_is_parked(
    line: CommandLine, receiver: tuple[type[Receiver], str]
) -> None:
    """It waits until there is one."""
    of, url = receiver
    hook(line, url, "--unit", "c1")
    line("log", "congress", "--on", "2025-07-21")
    assert "THOIHAN_WEBHOOK_KEYS" in line("sweep", code=4, THOIHAN_WEBHOOK_KEYS="").err
    line.on("2025-07-22")
    line("sweep")
    assert len(of.seen) == 1


def test_what_lies_inside_is_reached_only_where_that_is_allowed(
    line: CommandLine, receiver: tuple[type[Receiver], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen when it is registered by an address, and when it is connected to by a name."""
    of, url = receiver
    assert "lies inside" in line("webhooks", "add", "https://127.0.0.1/x", "--unit", "c1", code=1).err
    line("webhooks", "add", "https://noi-bo.example/x", "--unit", "c1")
    inside = [(2, 1, 6, "", ("127.0.0.1", int(url.split(":")[2].split("/")[0])))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    line("log", "congress", "--on", "2025-07-21")
    assert "lies inside the network, and nothing was sent" in line("sweep", code=4).err
    assert not of.seen


def test_webhooks_are_listed_and_said_once(line: CommandLine) -> None:
    """Their secrets are in no list, no backup and no database."""
    made = line.json("webhooks", "add", "https://a.example/x", "--unit", "Xã Một", "--plan", "khac")
    assert made["secret"].startswith("whsec_")
    assert (
        "goes there already"
        in line("webhooks", "add", "https://a.example/x", "--unit", "c1", "--plan", "khac", code=1).err
    )
    assert [one["id"] for one in line.json("webhooks", "list")] == [made["id"]]
    assert "what Xã Một is told, plan khac" in line("webhooks", "list").out
    assert made["secret"] not in line("webhooks", "list").out + line("webhooks", "list", "--json").out
    assert line("webhooks", "remove", made["id"], "--dry-run").out.endswith("would be removed. Nothing was changed.\n")
    line("webhooks", "remove", made["id"])
    assert line.json("webhooks", "remove", made["id"])["known"]
    assert "whsec_" in line("webhooks", "add", "https://a.example/x", "--unit", "c1", "--plan", "khac").out


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("https://a.example/",), 2, "--unit, --plan, or both"),
        (("http://a.example/", "--unit", "c1"), 2, "begins with https://"),
        (("https://u:p@a.example/", "--unit", "c1"), 2, "begins with https://"),
        (("https://a.example/#x", "--unit", "c1"), 2, "begins with https://"),
        (("https://a.example:x/", "--unit", "c1"), 2, "begins with https://"),
        (("ftp://a.example/", "--unit", "c1", "--allow-internal"), 2, "begins with https://"),
        (("https://a.example/\r\nX: y", "--unit", "c1"), 2, "begins with https://"),
        (("https://localhost/", "--unit", "c1"), 1, "lies inside"),
        (("https://[::ffff:10.0.0.1]/", "--unit", "c1"), 1, "lies inside"),
    ],
)
def test_what_can_be_no_webhook_is_refused(line: CommandLine, argv: tuple[str, ...], code: int, said: str) -> None:
    """In words, and nothing is registered."""
    assert said in line("webhooks", "add", *argv, code=code).err
    assert line.json("webhooks", "list") == []
