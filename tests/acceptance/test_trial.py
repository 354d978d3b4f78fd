"""Before it is real: everything goes to one address, or into a folder, and nobody counts as told."""

import mailbox
from dataclasses import replace
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.acceptance.test_smtp import Office, serving
from tests.command_line import CommandLine
from tests.older_schemas import back_to
from tests.tampering import beside, unguarded
from tests.worlds import plan_text

UNITS = "code,name,kind,parent,email,phone\nvn,Trung ương,central,,,\n12,Tỉnh,province,vn,,\n" + "".join(
    f"c{number},Xã {number},commune,12,c{number}@example.vn,091234567{number}\n" for number in (1, 2)
)
OF_EACH = {"for each": "commune", "lead": "each", "due": "30 days after congress", "secrecy": "mật"}
TRIAL = {"THOIHAN_TRIAL_MAIL": "thu@example.vn", "THOIHAN_TRIAL_PHONE": "0987 654 321"}


def tried(line: CommandLine) -> CommandLine:
    """The same, with the settings of a trial."""
    return replace(line, more={**line.more, **TRIAL})


@pytest.fixture
def line(tmp_path: Path, empty_url: str) -> CommandLine:
    """Two communes have a secret task after a congress, and have not heard of it."""
    made = CommandLine(tmp_path, empty_url, more={"THOIHAN_SECRECY_HIGHEST": "mật"})
    made.registers(UNITS)
    made.adopts(plan_text([{**OF_EACH, "title": "Rà soát kho lưu trữ"}]))
    made.on("2025-07-28")
    made("log", "congress", "--on", "2025-07-28")
    return made


def mails(folder: Path) -> list[mailbox.MaildirMessage]:
    return sorted(mailbox.Maildir(folder, create=False), key=lambda mail: str(make_header(decode_header(mail["To"]))))


def subject(mail: mailbox.MaildirMessage) -> str:
    return str(make_header(decode_header(mail["Subject"])))


def test_in_a_trial_everything_goes_to_one_address_marked_so(line: CommandLine) -> None:
    """Named for whom it is; as secret as ever; and it is said that this is a trial."""
    said = tried(line)("sweep")
    assert (
        "This is a trial: everything goes to thu@example.vn, +84987654321, and nobody counts as told by it." in said.err
    )
    found = mails(line.folder / "mail")
    assert [str(make_header(decode_header(mail["To"]))) for mail in found] == [
        "Xã 1 <thu@example.vn>",
        "Xã 2 <thu@example.vn>",
    ]
    assert all(subject(mail).startswith("[TRIAL] [thời hạn] ") for mail in found)
    parts = [part for mail in found for part in mail.walk() if not part.is_multipart()]
    for part in (one for one in parts if one.get_content_subtype() != "calendar"):
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        said_there = " ".join(payload.decode().split())
        assert "This is a trial: the recipient named below has got nothing." in said_there
        assert "kho lưu trữ" not in said_there
    spooled = sorted(path.read_text(encoding="utf-8") for path in (line.folder / "sms").glob("*.txt"))
    assert all("To: +84987654321\n" in one for one in spooled)
    assert [f"[TRIAL] for Xã {number}: [thời hạn]" in one for number, one in enumerate(spooled, 1)] == [True, True]
    assert "kho lưu trữ" not in "".join(spooled)
    status = tried(line).json("status")
    assert (status["messages"], status["trial"]) == ({"trial": 4}, True)
    assert "sent in a trial 4" in tried(line)("status").out


def test_when_the_trial_is_over_what_it_said_waits_for_a_word(line: CommandLine) -> None:
    """It can be looked at in a folder; then it goes to those whom it is for."""
    tried(line)("sweep")
    said = line("sweep", code=3)
    assert "Nothing is sent: the trial is over" in said.err
    status = line.json("status", code=3)
    assert (status["held_because"], status["messages"], status["trial"]) == ("tried", {"pending": 4}, False)
    folder = line.folder / "xem"
    found = {"folder": str(folder), "written": 4, "no_address": 0, "templates": None}
    assert line.json("outbox", "preview", str(folder)) == found
    assert [mail["To"].rpartition(" ")[2] for mail in mails(folder / "mail")] == ["<c1@example.vn>", "<c2@example.vn>"]
    assert not any("[TRIAL]" in subject(mail) for mail in mails(folder / "mail"))
    assert "There is something in" in line("outbox", "preview", str(folder), code=1).err
    assert line.json("status", code=3)["messages"] == {"pending": 4}
    line("outbox", "--release", "all")
    with serving(Office()) as port:
        assert line.json("sweep", THOIHAN_MAIL=f"smtp://127.0.0.1:{port}?security=none")["sent"] == 4
    assert line.json("status")["messages"] == {"sent": 4}


def test_a_backup_knows_of_the_trial_that_it_was_made_in(line: CommandLine) -> None:
    tried(line)("sweep")
    line("backup", str(line.folder / "sao-luu"))
    back = CommandLine(line.folder, f"sqlite:///{line.folder / 'lai.sqlite'}", line.clock, line.more, empty=True)
    back("restore", str(line.folder / "sao-luu"))
    back("sweep", code=3)
    back("outbox", "--release", "all")
    assert back.json("sweep")["sent"] == 4


def test_a_version_that_counts_otherwise_waits_for_a_word(line: CommandLine) -> None:
    """Where tasks have another date after `migrate`, nothing leaves before somebody has looked."""
    with beside(line.url) as connection, unguarded(connection):
        connection.execute(text("UPDATE due SET due = '2025-08-28', engine = 1"))
        back_to(connection, 37)
    assert "Nothing is sent: this version counts dates otherwise" in line("migrate").err
    assert line.json("status", code=3)["held_because"] == "counted"
    assert line.json("sweep", code=3)["sent"] == 0
    line("outbox", "--release", "all")
    assert line.json("sweep")["sent"] == 4


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"THOIHAN_TRIAL_MAIL": "a@b@c"}, "THOIHAN_TRIAL_MAIL must be one address, like thu@tinh.gov.vn."),
        ({"THOIHAN_TRIAL_PHONE": "113"}, "THOIHAN_TRIAL_PHONE must be one address, like 0912 345 678."),
        (
            {"THOIHAN_TRIAL_PHONE": "0912345678", "THOIHAN_MAIL": "smtp://mail.example.vn?security=none"},
            "THOIHAN_TRIAL_MAIL is missing: since THOIHAN_TRIAL_PHONE is given this is a trial",
        ),
    ],
)
def test_a_trial_that_would_reach_others_is_refused(line: CommandLine, environ: dict[str, str], said: str) -> None:
    """Each address is checked, and where one channel is tried the other goes to nobody."""
    line.more = {**line.more, **environ}
    assert said in line("sweep", code=2).err
