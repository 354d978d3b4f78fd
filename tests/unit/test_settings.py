"""The environment: read once, checked, and no password shown."""

from datetime import time
from pathlib import Path

import pytest

from adapters.leaving import Leaving
from adapters.mail_settings import Mailing
from adapters.secrecy import Secret
from adapters.setting_table import ENDINGS
from adapters.settings import Settings, SettingsError, settings
from adapters.telling.addresses import Sender
from adapters.telling.hours.sending_hours import SendingHours
from adapters.telling.targets.mail import MaildirTarget, SmtpTarget
from adapters.telling.targets.texts import GatewayTarget, SpoolTarget
from adapters.web_settings import Listening, Web
from rules.secrecy import Level

SMTP = {"THOIHAN_MAIL": "smtp://van%40phong@mail.example.vn", "THOIHAN_SMTP_PASSWORD": "s3cret"}
KANNEL = {
    "THOIHAN_SMS": "kannel+http://127.0.0.1:13013/cgi-bin/sendsms?from=THOIHAN&plain=yes&timeout=2.5",
    "THOIHAN_SMS_USERNAME": "thoihan",
    "THOIHAN_SMS_PASSWORD": "s3cret",
}


def test_an_empty_environment_works() -> None:
    """Without any variable: a SQLite file, a Maildir and a spool in the current folder, in Vietnamese."""
    assert settings({}) == Settings(
        database_url=Secret("sqlite:///thoihan.sqlite"),
        mail=MaildirTarget(folder=Path("thoihan-mail")),
        sms=SpoolTarget(folder=Path("thoihan-sms")),
        sender=Sender(name="Hệ thống nhắc thời hạn", address="thoihan@localhost"),
        actor="thoihan",
        lang="vi",
        matcher=None,
        leap_days=45,
        keep_told=None,
        hold=10,
        hours=SendingHours(start=time(7), end=time(21)),
        urgent_waits=False,
        most_a_day=None,
        digest=None,
        approve_above=None,
        mailing=Mailing(templates=None),
        trial=None,
        file_size=20 * 2**20,
        file_types=ENDINGS,
        leaving=Leaving(limit=Level.INTERNAL, place="văn thư cơ quan"),
        highest=Level.INTERNAL,
        lowered_by=frozenset(),
        web=Web(),
    )
    assert settings({"THOIHAN_MAIL": " ", "THOIHAN_LANG": ""}) == settings({})


def test_everything_can_be_said() -> None:
    """A server and its login, a gateway and its sender, who records, in what language: each can be set."""
    read = settings(
        {
            **SMTP,
            **KANNEL,
            "THOIHAN_DATABASE_URL": "postgresql://u:p@db/thoihan",
            "THOIHAN_FROM": "Văn phòng <vp@tinh.example.vn>",
            "THOIHAN_ACTOR": "Văn thư",
            "THOIHAN_LANG": "EN",
            "THOIHAN_MATCHER": "plain",
            "THOIHAN_LEAP_DAYS": "90",
            "THOIHAN_SENDING_HOURS": "8:00-24:00 every day",
            "THOIHAN_URGENT_WAITS": "yes",
            "THOIHAN_DIGEST": "8:30",
            "THOIHAN_MESSAGES_PER_DAY": "5",
            "THOIHAN_APPROVE_ABOVE": "0",
        }
    )
    assert read.hours == SendingHours(start=time(8), end=time.max, every_day=True)
    assert read.urgent_waits
    assert (read.digest, read.most_a_day, read.approve_above) == (time(8, 30), 5, 0)
    assert read.mail == SmtpTarget(
        host="mail.example.vn", port=587, security="starttls", username="van@phong", password=Secret("s3cret")
    )
    assert read.sms == GatewayTarget(
        url="http://127.0.0.1:13013/cgi-bin/sendsms",
        username="thoihan",
        password=Secret("s3cret"),
        sender="THOIHAN",
        plain=True,
        timeout=2.5,
    )
    assert read.sender == Sender(name="Văn phòng", address="vp@tinh.example.vn")
    assert (read.actor, read.lang, read.matcher, read.leap_days) == ("Văn thư", "en", "plain", 90)
    assert read.database_url.reveal() == "postgresql://u:p@db/thoihan"


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://m.vn", 587, "starttls"),
        ("smtps://m.vn", 465, "tls"),
        ("smtp://m.vn?security=tls", 465, "tls"),
        ("smtp://m.vn?security=none", 25, "none"),
        ("smtp://127.0.0.1:2525?security=none", 2525, "none"),
    ],
)
def test_ports_follow_from_the_protection(url: str, port: int, security: str) -> None:
    """587 with STARTTLS, 465 with TLS from the start, 25 without; a port that is written counts."""
    target = settings({"THOIHAN_MAIL": url}).mail
    assert isinstance(target, SmtpTarget)
    assert (target.port, target.security, target.password) == (port, security, None)


def test_mail_goes_over_a_few_connections() -> None:
    """Four unless said otherwise; a server that takes one at a time gets one."""
    several, one = (settings({"THOIHAN_MAIL": f"smtp://m.vn{field}"}).mail for field in ("", "?connections=1"))
    assert isinstance(several, SmtpTarget)
    assert isinstance(one, SmtpTarget)
    assert (several.connections, one.connections) == (4, 1)


def test_no_password_shows() -> None:
    """Printed or formatted, the settings have stars where passwords are."""
    read = settings({**SMTP, **KANNEL, "THOIHAN_DATABASE_URL": "postgresql://u:s3cret@db/x"})
    assert "s3cret" not in f"{read!r} {read} {read.database_url}"
    assert repr(Secret("s3cret")) == str(Secret("s3cret")) == "***"
    assert Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a")}) == 1


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"THOIHAN_TEMPLATES": "/nowhere/at/all"},
            "THOIHAN_TEMPLATES names no folder with templates",
        ),
        (
            {"THOIHAN_MAIL": "pigeon:coop"},
            "for example maildir:./thoihan-mail, smtp://user@mail.example.vn:587?security=starttls.",
        ),
        ({"THOIHAN_MAIL": "smtp://:99999"}, "THOIHAN_MAIL is not understood"),
        ({"THOIHAN_MAIL": "smtp://m.vn:99999"}, "THOIHAN_MAIL is not understood"),
        ({"THOIHAN_MAIL": "smtp://m.vn:0"}, "THOIHAN_MAIL is not understood"),
        ({"THOIHAN_MAIL": "smtp://m.vn?timeout=1&timeout=2"}, "THOIHAN_MAIL is not understood"),
        ({"THOIHAN_MAIL": "smtp://[m.vn"}, "THOIHAN_MAIL is not understood"),
        ({"THOIHAN_MAIL": "maildir:"}, "THOIHAN_MAIL names no folder"),
        ({"THOIHAN_MAIL": "maildir://host/x"}, "THOIHAN_MAIL names no folder"),
        ({"THOIHAN_MAIL": "maildir:x?a=b"}, "THOIHAN_MAIL: the field a is not known"),
        (
            {"THOIHAN_MAIL": "smtp://m.vn?securty=tls"},
            "the field securty is not known or not proper; write one of: security, ca, timeout, connections,",
        ),
        ({"THOIHAN_MAIL": "smtp://m.vn?security=ssl"}, "the field security is not known or not proper"),
        ({"THOIHAN_MAIL": "smtps://m.vn?security=none"}, "the field security is not known or not proper"),
        ({"THOIHAN_MAIL": "smtp://m.vn?timeout=soon"}, "the field timeout is not known or not proper"),
        ({"THOIHAN_MAIL": "smtp://m.vn?timeout=nan"}, "the field timeout is not known or not proper"),
        *(
            ({"THOIHAN_MAIL": f"smtp://m.vn?connections={many}"}, "the field connections is not known or not proper")
            for many in ("0", "21", "-1", "2.5", "", "٣")
        ),
        ({"THOIHAN_MAIL": "smtp://m.vn?timeout=1e9"}, "the field timeout is not known or not proper"),
        (
            {"THOIHAN_MAIL": "smtp://u:s3cret@m.vn"},
            "THOIHAN_MAIL holds a password: put it in THOIHAN_SMTP_PASSWORD, where no list of processes shows it.",
        ),
        (
            {"THOIHAN_MAIL": "smtp://u@m.vn"},
            (
                "THOIHAN_SMTP_PASSWORD is not set (nor `mail_password_file` in a settings file), but THOIHAN_MAIL "
                "names a service that asks for it."
            ),
        ),
        (
            {"THOIHAN_MAIL": "smtp://u@m.vn?security=none", "THOIHAN_SMTP_PASSWORD": "s3cret"},
            "THOIHAN_MAIL would send the password unprotected: write security=starttls or security=tls.",
        ),
        (
            {"THOIHAN_MAIL": "smtp://u@m.vn", "THOIHAN_SMTP_PASSWORD": "mật khẩu s3cret"},
            "THOIHAN_SMTP_PASSWORD may have letters without diacritics only",
        ),
        ({"THOIHAN_SMS": "http://127.0.0.1/sendsms"}, "THOIHAN_SMS is not understood"),
        ({"THOIHAN_SMS": "kannel+http://u:s3cret@h/x"}, "THOIHAN_SMS holds a password: put it in THOIHAN_SMS_PASSWORD"),
        ({"THOIHAN_SMS": "kannel+http://u@h/x"}, "THOIHAN_SMS is not understood"),
        ({"THOIHAN_SMS": "kannel+http://h/x"}, "THOIHAN_SMS_USERNAME is not set (nor `sms_username` in"),
        ({"THOIHAN_SMS": "kannel+http://h/x", "THOIHAN_SMS_USERNAME": "u"}, "(nor `sms_password_file` in"),
        ({"THOIHAN_SMS": "spool:x?plain=maybe"}, "the field plain is not known or not proper; write one of: yes, no."),
        (
            {"THOIHAN_DATABASE_URL": "mysql://u:s3cret@db/x"},
            "THOIHAN_DATABASE_URL must be sqlite:///FILE or postgresql://USER@HOST/NAME.",
        ),
        ({"THOIHAN_FROM": "nobody"}, "THOIHAN_FROM is not a sender"),
        ({"THOIHAN_FROM": "a@b.vn, c@d.vn"}, "THOIHAN_FROM is not a sender"),
        ({"THOIHAN_FROM": "<<a@b.vn>"}, "THOIHAN_FROM is not a sender"),
        ({"THOIHAN_ACTOR": "two\nlines"}, "THOIHAN_ACTOR must be one line of at most 100 characters."),
        ({"THOIHAN_LANG": "fr"}, "THOIHAN_LANG must be one of: vi, en."),
        ({"THOIHAN_MATCHER": "rete"}, "THOIHAN_MATCHER must be one of: durable, plain."),
        *(
            ({"THOIHAN_SENDING_HOURS": hours}, "THOIHAN_SENDING_HOURS must be hours, as 07:00-21:00")
            for hours in ("7", "07:00", "21:00-07:00", "07:00-07:00", "07:00-25:00", "07:60-21:00", "07:00-21:00 daily")
        ),
        ({"THOIHAN_URGENT_WAITS": "maybe"}, "THOIHAN_URGENT_WAITS must be one of: yes, no."),
        ({"THOIHAN_LEAP_DAYS": "0"}, "THOIHAN_LEAP_DAYS must be a whole number of days from 1 to 3660."),
        ({"THOIHAN_LEAP_DAYS": "ten"}, "THOIHAN_LEAP_DAYS must be a whole number of days from 1 to 3660."),
    ],
)
def test_what_cannot_be_used_is_named(environ: dict[str, str], said: str) -> None:
    """A variable that cannot be used is refused by name, with what to write, and without the password in it."""
    with pytest.raises(SettingsError) as refused:
        settings(environ)
    assert said in refused.value.text("en")
    assert "s3cret" not in f"{refused.value!r} {refused.value.__cause__!r}"
    assert refused.value.text("vi") != refused.value.text("en")


def test_all_problems_are_told_at_once() -> None:
    """Somebody who has several variables wrong is told of each."""
    with pytest.raises(SettingsError) as refused:
        settings({"THOIHAN_LANG": "fr", "THOIHAN_MAIL": "x", "THOIHAN_MATCHER": "y"})
    assert [problem.args["variable"] for problem in refused.value.problems] == [
        "THOIHAN_MAIL",
        "THOIHAN_LANG",
        "THOIHAN_MATCHER",
    ]


def test_what_is_reached_from_outside() -> None:
    """A place to listen on, the address under which that is reached, and keys, the newest first."""
    read = settings(
        {
            "THOIHAN_FEEDS_AT": "[::1]:8025",
            "THOIHAN_WEB_ADDRESS": "https://thoihan.tinh.example.vn/van-phong/",
            "THOIHAN_LINK_KEYS": f"{'n' * 32} {'o' * 40}",
        }
    ).web
    assert read.feeds_at == Listening("::1", 8025)
    assert read.address == "https://thoihan.tinh.example.vn/van-phong"
    assert read.link_keys == (Secret("n" * 32), Secret("o" * 40))
    assert "n" * 32 not in repr(read)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("THOIHAN_FEEDS_AT", "8025"),
        ("THOIHAN_FEEDS_AT", "127.0.0.1:0"),
        ("THOIHAN_FEEDS_AT", "127.0.0.1:65536"),
        ("THOIHAN_WEB_ADDRESS", "http://thoihan.tinh.example.vn"),
        ("THOIHAN_WEB_ADDRESS", "https://u@thoihan.tinh.example.vn"),
        ("THOIHAN_WEB_ADDRESS", "https://thoihan.tinh.example.vn/?a"),
        ("THOIHAN_WEB_ADDRESS", "https://thoihan.tinh.example.vn:x"),
        ("THOIHAN_WEB_ADDRESS", "thoihan.tinh.example.vn"),
        ("THOIHAN_LINK_KEYS", "short"),
        ("THOIHAN_LINK_KEYS", "x" * 31 + "ậ"),
        ("THOIHAN_WEBHOOK_KEYS", f"{'x' * 32} {'x' * 32}"),
    ],
)
def test_what_cannot_be_reached_or_is_no_key_is_refused(variable: str, value: str) -> None:
    """By name, and a key is not repeated."""
    with pytest.raises(SettingsError) as refused:
        settings({variable: value})
    assert variable in str(refused.value)
    assert "x" * 31 not in str(refused.value)
