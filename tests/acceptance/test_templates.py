"""An administrator's own templates: used where they can be, harmless where they cannot."""

import mailbox
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from adapters.telling.letters.own import program, running
from tests.command_line import CommandLine
from tests.worlds import plan_text

OURS = "Vui lòng xem: hệ thống"
EXTENDED = (
    '{% extends "thoihan/letter.html" %}{% block opening %}<p>' + OURS + " <b>{{ recipient }}</b></p>{% endblock %}"
)


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """An office with a folder for templates, which is empty."""
    (tmp_path / "templates").mkdir()
    url = f"sqlite:///{tmp_path / 't.sqlite'}"
    return CommandLine(tmp_path, url, more={"THOIHAN_TEMPLATES": str(tmp_path / "templates"), "THOIHAN_LANG": "vi"})


def previewed(line: CommandLine, name: str, source: str) -> tuple[str, str, EmailMessage]:
    """What is said of the preview of a sample by that template, the HTML in it, and the mail itself."""
    (line.folder / "templates" / name).write_text(source, encoding="utf-8")
    folder = line.folder / "looked-at"
    said = line("outbox", "preview", str(folder), "--sample", THOIHAN_LANG="en")
    box = mailbox.Maildir(folder / "mail", create=False)
    mail = message_from_bytes(box.get_bytes(box.keys()[0]), policy=SMTP)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("html",))
    assert body
    return said.err, str(body.get_content()), mail


def test_own_templates_are_used(line: CommandLine) -> None:
    """A template that extends the program's own says what is in it, escaped; the name of the recipient stands twice."""
    twice = EXTENDED.replace(
        "{{ recipient }}", "{{ recipient }}, {{ recipient }}, {{ plans[0].groups[1].tasks[0].title }}"
    )
    said, html, mail = previewed(line, "letter.html", twice)
    assert said == ""
    assert f"{OURS} <b>Đảng ủy xã Mẫu, Đảng ủy xã Mẫu, Xây dựng đề án &amp; quy chế làm việc</b>" in " ".join(
        html.split()
    )
    assert "&lt;toàn bộ&gt;" in html
    text = mail.get_body(("plain",))
    assert text
    assert str(text.get_content()).startswith("To: Đảng ủy xã Mẫu")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{{ 'x'*100000000 }}", "a letter takes more than"),
        ("{{ 'x'*100000000000 }}", "a letter takes more than"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "a letter takes more than"),
        ("{{ ''.__class__.__mro__ }}", "letter.html:1: SecurityError"),
        ("{{ cycler.__init__.__globals__.os }}", "letter.html:1: SecurityError"),
        ("\n{{ secret }}", "letter.html:2: UndefinedError"),
        ("{% if %}", "letter.html:1: TemplateSyntaxError"),
        ('{% include "/etc/passwd" %}', "TemplateNotFound"),
        ("{% extends 'letter.html' %}", "RecursionError"),
        ("y" * 2000, "a line is longer than a mail can have"),
    ],
)
def test_a_template_that_fails_does_no_harm(
    line: CommandLine, source: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that swells, loops, reaches out or is wrong: the mail goes in the program's own form, and it is said why."""
    monkeypatch.setattr(running, "LETTER", 2.0 if "range" in source else running.LETTER)
    said, html, _ = previewed(line, "letter.html", source)
    assert why in said
    assert "mails went in the program's own form" in " ".join(said.split())
    assert "Báo cáo kết quả sắp xếp tổ chức bộ máy" in html
    assert len(html) < 10_000


def test_a_subject_stays_one_line(line: CommandLine) -> None:
    """Line breaks in an own subject make no other header."""
    _, _, mail = previewed(line, "subject.txt", "{{ subject }}\r\nBcc: all@example.vn\r\n\r\nx")
    assert mail["Bcc"] is None
    assert str(mail["Subject"]).endswith("Bcc: all@example.vn x")


def test_it_is_said_for_as_long_as_they_fail(line: CommandLine) -> None:
    """`status` says so after mails were sent, until mails were sent by them; those go as ever."""
    line.registers(
        "code,name,kind,parent,email\nvn,Trung ương,central,,\n12,Tỉnh,province,vn,\nc1,Xã,commune,12,c1@example.vn\n"
    )
    (line.folder / "templates" / "letter.html").write_text("{% if %}", encoding="utf-8")
    line.adopts(plan_text([{"for each": "commune", "lead": "each", "title": "Việc", "due": "30 days after congress"}]))
    line("log", "congress", "--on", "2025-07-21")
    swept = line.json("sweep")
    assert "letter.html:1" in swept["templates"]
    assert swept["sent"] == 1
    assert "letter.html:1" in line.ended("status", THOIHAN_LANG="en").out
    (line.folder / "templates" / "letter.html").write_text(EXTENDED, encoding="utf-8")
    line("correct", "3", "--on", "2025-07-18")
    assert line.json("sweep")["templates"] is None
    assert "Your own templates: last used at" in line.ended("status", THOIHAN_LANG="en").out


def test_the_limits_are_the_ones_that_are_said() -> None:
    """A mail has no more characters than the program that renders lets through."""
    assert program.LONGEST * 3 * 4 < running._LARGEST_ANSWER
