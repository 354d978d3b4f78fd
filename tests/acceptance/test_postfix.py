"""Mail through a real Postfix on a loopback port: it arrives as it was written, and what cannot arrive comes back."""

import mailbox
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.worlds import plan_text

_PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
PROGRAM = shutil.which("postfix", path=_PLACES)

pytestmark = [
    pytest.mark.postfix,
    pytest.mark.skipif(
        not PROGRAM or os.geteuid() != 0, reason="not installed, or not started by root (package postfix)"
    ),
]

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/log
myhostname = mx.tinh.vn
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
smtpd_reject_unlisted_recipient = no
virtual_mailbox_domains = tinh.vn, xa.vn
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = inline:{{ {{ thoihan@tinh.vn = returned/ }}, {{ c1@xa.vn = c1/ }}, {{ vp@tinh.vn = vp/ }} }}
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{user}
virtual_minimum_uid = 1
"""
SERVICES = """\
{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
UNITS = (
    "code,name,kind,parent,email\nvn,Trung ương,central,,\n12,Tỉnh,province,vn,\n"
    "c1,Xã Một,commune,12,c1@xa.vn\nc2,Xã Hai,commune,12,nobody@xa.vn\n"
)
ROW = {"for each": "commune", "lead": "each", "title": "Báo cáo kết quả", "due": "60 days after congress"}
NOBODY = 65534


@dataclass(frozen=True)
class Postfix:
    """A running mail server, and the folder with its mailboxes."""

    port: int
    folder: Path

    def box(self, name: str, count: int) -> list[EmailMessage]:
        """The mails in a mailbox, once there are so many."""
        folder = self.folder / "boxes" / name
        until(lambda: (folder / "new").is_dir() and len(list((folder / "new").iterdir())) >= count)
        box = mailbox.Maildir(folder, create=False)
        read = [message_from_bytes(box.get_bytes(key), policy=SMTP) for key in sorted(box.keys())]
        return [mail for mail in read if isinstance(mail, EmailMessage)]


def until(true: Callable[[], bool]) -> None:
    """Wait for it, thirty seconds at most."""
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    """One of our own, with its own queue; its processes run as users that cannot look into pytest's folders."""
    with tempfile.TemporaryDirectory(prefix="thoihan-postfix-", dir="/tmp") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        for below in ("conf", "queue", "data", "boxes"):
            (folder / below).mkdir()
        shutil.chown(folder / "data", "postfix")
        shutil.chown(folder / "boxes", NOBODY)
        (folder / "conf" / "main.cf").write_text(MAIN.format(folder=folder, user=NOBODY))
        (folder / "conf" / "master.cf").write_text(SERVICES.format(port=port))
        command = [str(PROGRAM), "-c", str(folder / "conf")]
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen([*command, "start-fg"], stdout=output, stderr=output)
            try:
                until(lambda: listening(port))
                yield Postfix(port, folder)
            finally:
                subprocess.run([*command, "stop"], stdout=output, stderr=output, check=False, timeout=30)
                process.wait(30)


def text_of(mail: Any) -> str:
    return " ".join(str(mail.get_body(("plain",)).get_content()).split())


def test_mail_arrives_whole_and_what_cannot_comes_back(postfix: Postfix, tmp_path: Path) -> None:
    """Text, HTML and calendar as they were written; the address that is not there is marked, and the office told."""
    line = CommandLine(
        tmp_path,
        f"sqlite:///{tmp_path / 't.sqlite'}",
        more={
            "THOIHAN_MAIL": f"smtp://127.0.0.1:{postfix.port}?security=none",
            "THOIHAN_FROM": "Văn phòng Tỉnh ủy <thoihan@tinh.vn>",
            "THOIHAN_OFFICE_MAIL": "vp@tinh.vn",
            "THOIHAN_BOUNCES": f"maildir:{postfix.folder / 'boxes' / 'returned'}",
        },
    )
    line.registers(UNITS)
    line.adopts(plan_text([ROW]))
    line.on("2025-07-28")
    line("log", "congress", "--on", "2025-07-28")
    assert line.json("sweep")["sent"] == 2
    (arrived,) = postfix.box("c1", 1)
    assert str(arrived["To"].addresses[0]) == "Xã Một <c1@xa.vn>"
    assert "Báo cáo kết quả (R1)" in text_of(arrived)
    kinds = [part.get_content_type() for part in arrived.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert not any(part.defects for part in arrived.walk())
    postfix.box("returned", 1)
    found = line.json("bounces", "read")
    assert {name: number for name, number in found.items() if number} == {"marked": 1, "units": ["c2"]}
    assert {one["recipient"]: one["status"] for one in line.json("outbox")} == {"c1": "sent", "c2": "parked"}
    assert "Xã Hai, e-mail address: the address does not exist" in text_of(postfix.box("vp", 1)[0])
