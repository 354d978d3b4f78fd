"""Signed links: made and looked at by hand, and in mails and text messages of those who lead open tasks."""

import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import opened
from adapters.cli.operations.one_sweep import sent
from adapters.secrecy import Secret
from adapters.signing.links import Links, Purpose
from adapters.telling.channel import Outcome, Outgoing, Temporary
from adapters.words.catalogue import Said
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email,phone
12,Tỉnh,province,,,
btc,Ban Tổ chức,party-body,12,btc@example.vn,0912345678
c1,Xã Một,commune,12,c1@example.vn,
c2,Xã Hai,commune,12,c2@example.vn,
"""
ROWS = [
    {"lead": "each", "for each": "commune", "due": "30 days after congress"},
    {"lead": "btc", "due": "40 days after congress", "cooperate": "[c1]"},
    {"lead": "btc", "due": "50 days after congress", "title": "Việc kín", "secrecy": "nội bộ"},
    {"lead": "btc", "due": "once congress"},
]
PLAN = plan_text(ROWS, {"congress": "12"}, policies="{notify cooperating: true}")
KEY = "k" * 40
SET: dict[str, Any] = {"THOIHAN_LINK_KEYS": KEY, "THOIHAN_WEB_ADDRESS": "https://th.tinh.example.vn"}
LINKS = Links((Secret(KEY),))


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """Four rows that begin with a congress, and nobody has been told yet."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(PLAN)
    made("log", "congress", "--on", "2025-07-21")
    return made


def mails(line: CommandLine, kind: str = "plain") -> dict[str, str]:
    """The mails that are there, by their recipients."""
    found = {}
    for path in (line.folder / "mail" / "new").iterdir():
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = mail.get_body((kind,))
        assert body
        found[str(mail["To"])] = str(body.get_content())
    return found


def links(text: str) -> list[tuple[str, str, str, str]]:
    tokens = re.findall(r"https://th\.tinh\.example\.vn/l/([\w-]+)", text)
    found = [LINKS.checked(token, date(2025, 7, 21)) for token in dict.fromkeys(tokens)]
    return [(str(one.purpose), one.task, one.unit, one.expires.isoformat()) for one in found]


def of(mails: dict[str, str], name: str) -> list[tuple[str, str, str, str]]:
    return links(next(text for to, text in mails.items() if name in to))


def test_a_mail_has_links_of_what_its_recipient_leads(line: CommandLine) -> None:
    """Each recipient those of his own, of secret rows too; not of what he only cooperates in; none for no date."""
    line("sweep", **SET)
    plain, page = mails(line), mails(line, "html")
    acts = ("acknowledge", "report", "extension")
    for unit in ("c1", "c2"):
        expected = [(act, f"ke-hoach/R1/{unit}", unit, "2025-09-19") for act in acts]
        assert of(plain, unit) == of(page, unit) == expected
    own = of(plain, "btc")
    assert [one for one in own if "/R3/" in one[1]] == [(act, "ke-hoach/R3/btc", "btc", "2025-10-09") for act in acts]
    assert [one for one in own if "/R4/" in one[1]] == [
        (act, "ke-hoach/R4/btc", "btc", "2025-08-20") for act in acts[:2]
    ]
    assert "Report as done: https://th.tinh.example.vn/l/" in plain[next(to for to in plain if "btc" in to)]
    assert '<a href="https://th.tinh.example.vn/l/' in page[next(to for to in page if "btc" in to)]


def test_a_secret_row_says_its_number_its_day_and_its_link(line: CommandLine) -> None:
    """By the one gate: nothing else of it."""
    line("sweep", **SET, THOIHAN_SECRECY_LIMIT="thường")
    text = next(text for to, text in mails(line).items() if "btc" in to)
    assert "Việc kín" not in text
    assert [one[1] for one in links(text)].count("ke-hoach/R3/btc") == 3


def test_a_text_message_has_the_link_by_which_the_nearest_is_reported(line: CommandLine) -> None:
    """Whole, within its parts."""
    line("sweep", **SET, THOIHAN_SMS=f"spool:{line.folder / 'sms'}?plain=yes")
    (path,) = (line.folder / "sms").iterdir()
    text = path.read_text(encoding="utf-8")
    assert links(text) == [("report", "ke-hoach/R2/btc", "btc", "2025-10-03")]
    assert re.search(r"^Parts: [123]$", text, re.M)


class Doubtful:
    """A channel of which nobody knows whether it has taken anything."""

    connections = 1

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: list[Outgoing] = []

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        for message in messages:
            self.seen.append(message)
            yield Temporary(Said("?", {}), unknown=True)


def test_what_is_tried_again_has_the_same_bytes(line: CommandLine) -> None:
    """On another day too: the day from which links count was kept with the words."""
    channels = {name: Doubtful(name) for name in ("mail", "sms")}
    environ = {**SET, "THOIHAN_DATABASE_URL": line.url, "THOIHAN_HOLD_MINUTES": "0", "THOIHAN_SENDING_HOURS": "always"}
    with opened(environ, clock=line.clock, channels=channels) as office:
        sent(office)
        first = {message.key: message.body for of in channels.values() for message in of.seen}
        line.on("2025-07-23")
        sent(office)
    again = {message.key: message.body for of in channels.values() for message in of.seen[len(of.seen) // 2 :]}
    assert first == again
    assert len(first) == 4


def test_a_mail_leads_to_how_its_recipient_is_told(line: CommandLine) -> None:
    """To the page of the agency, where there is a web address; not without, and a text message has no room for it."""
    line("sweep", **{name: value for name, value in SET.items() if name == "THOIHAN_WEB_ADDRESS"})
    found = {to: text for to, text in mails(line).items() if "/co-quan/" in text}
    assert found.keys() == mails(line).keys()
    assert all("\ue003" not in text for text in found.values())
    assert "/co-quan/c1" in next(text for to, text in found.items() if "c1" in to)


@pytest.mark.parametrize("left", SET)
def test_without_a_key_or_an_address_there_are_none(line: CommandLine, left: str) -> None:
    """And mails are as they always were."""
    kept: dict[str, Any] = {name: value for name, value in SET.items() if name != left}
    line("sweep", **kept)
    assert ("/co-quan/" in "".join(mails(line).values())) == (left != "THOIHAN_WEB_ADDRESS")
    assert all("/l/" not in text and "\ue001" not in text for text in mails(line).values())


def test_a_link_is_made_and_looked_at(line: CommandLine) -> None:
    """By the names that officers use; whoever leads acts by it unless another is named."""
    line.more = SET
    url = line("link", "ke-hoach/R1/c1", "--for", "report").out.strip()
    said = line.json("link", "--check", url)
    assert said == {"for": "report", "task": "ke-hoach/R1/c1", "unit": "c1", "expires": "2025-08-20"}
    assert line("link", "--check", url.rpartition("/")[2]).out == (
        "Report as done: task ke-hoach/R1/c1, unit c1, up to 20/08/2025.\n"
    )
    made = line.json("link", "ke-hoach/R2/btc", "--unit", "Xã Một", "--days", "1")
    assert (made["for"], made["unit"], made["expires"]) == (str(Purpose.ACKNOWLEDGE), "c1", "2025-07-22")
    assert made["url"].endswith(made["token"])
    line.on("2025-07-23")
    assert "held up to 22/07/2025" in line("link", "--check", made["url"], code=1).err
    assert "was changed" in line("link", "--check", made["url"][:-1], code=1).err


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("link",), 2, "Write either a task, or --check"),
        (("link", "ke-hoach/R1/c1", "--check", "x"), 2, "Write either a task, or --check"),
        (("link", "ke-hoach/R1/c1", "--for", "delete"), 2, "Write one of: acknowledge, report, extension"),
        (("link", "ke-hoach/R9/c1"), 1, "There is no task"),
        (("link", "--check", "x"), 1, "not whole, or was changed"),
    ],
)
def test_what_is_no_link_is_said(line: CommandLine, argv: tuple[str, ...], code: int, said: str) -> None:
    """In words, and how it is written."""
    assert said in line(*argv, code=code, **SET).err


def test_without_a_key_nothing_is_signed(line: CommandLine) -> None:
    """The refusal says where one is set."""
    assert (
        "THOIHAN_LINK_KEYS (`link_keys_file` in a settings file) is not set"
        in line("link", "ke-hoach/R1/c1", code=1).err
    )
