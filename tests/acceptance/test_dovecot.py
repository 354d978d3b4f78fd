"""Returned mail read from a real Dovecot on a loopback port, over TLS from the first byte on and after STARTTLS."""

import mailbox
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from adapters.secrecy import Secret
from adapters.telling.bounces.mailboxes import MailboxError, in_imap
from adapters.telling.targets.mail import ImapTarget
from tests.acceptance.test_postfix import free_port, listening, until
from tests.acceptance.test_smtp import Papers, papers

_PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
PROGRAM = shutil.which("dovecot", path=_PLACES)

pytestmark = [
    pytest.mark.dovecot,
    pytest.mark.skipif(
        not PROGRAM or os.geteuid() != 0, reason="not installed, or not started by root (package dovecot-imapd)"
    ),
]
__all__ = ["papers"]

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{papers}
ssl_key = <{papers}
mail_location = maildir:{folder}/box
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=s3cret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/box
}}
service imap-login {{
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
"""
MAILS = [b"Subject: a\n\nx\n", b"Subject: b\n\ny\n"]


@dataclass(frozen=True)
class Dovecot:
    """A running server."""

    tls: ImapTarget
    starttls: ImapTarget


@pytest.fixture
def dovecot(papers: Papers) -> Iterator[Dovecot]:
    """One of our own, with two mails that nobody has seen."""
    with tempfile.TemporaryDirectory(prefix="thoihan-dovecot-", dir="/tmp") as name:
        folder, plain, tls = Path(name), free_port(), free_port()
        folder.chmod(0o755)
        box = mailbox.Maildir(folder / "box", create=True)
        for data in MAILS:
            box.add(data)
        for path in (folder / "box", *(folder / "box").rglob("*")):
            shutil.chown(path, "nobody", "nogroup")
        of = {"folder": folder, "papers": papers.ca.with_name("server.pem"), "plain": plain, "tls": tls}
        (folder / "dovecot.conf").write_text(CONFIGURATION.format(**of))
        process = subprocess.Popen([str(PROGRAM), "-F", "-c", str(folder / "dovecot.conf")])
        try:
            until(lambda: listening(plain) and listening(tls))
            user = {"host": "localhost", "username": "thoihan", "password": Secret("s3cret"), "ca_file": papers.ca}
            yield Dovecot(
                ImapTarget(port=tls, security="tls", **user),  # type: ignore[arg-type]
                ImapTarget(port=plain, security="starttls", **user),  # type: ignore[arg-type]
            )
        finally:
            process.terminate()
            process.wait(30)


def test_mail_that_nobody_has_seen_is_read_once(dovecot: Dovecot) -> None:
    """Each is seen when the next is asked for; who stops in between reads the last again."""
    mails = in_imap(dovecot.tls)
    first = next(mails)
    mails.close()  # type: ignore[attr-defined]
    assert [one.replace(b"\r\n", b"\n") for one in in_imap(dovecot.starttls)] == MAILS
    assert first.replace(b"\r\n", b"\n") == MAILS[0]
    assert list(in_imap(dovecot.tls)) == []


def test_what_is_wrong_is_said_without_the_password(dovecot: Dovecot, papers: Papers) -> None:
    """A wrong password, no such mailbox, a certificate that nobody vouches for."""
    for target, said in (
        (replace(dovecot.tls, password=Secret("wr0ng")), "refuses the login"),
        (replace(dovecot.tls, mailbox="Nothing"), "There is no mailbox Nothing"),
        (replace(dovecot.tls, ca_file=None), "is not trusted"),
        (replace(dovecot.starttls, ca_file=None), "is not trusted"),
    ):
        with pytest.raises(MailboxError, match=said) as refused:
            list(in_imap(target))
        assert not {"s3cret", "wr0ng"} & set(str(refused.value).split())
