"""The settings of a run, from the environment: read once, checked, and frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.secrecy import Secret
from adapters.telling.addresses import AddressError, Sender, sender
from adapters.telling.targets import (
    MAIL,
    SMS,
    SMS_PASSWORD,
    SMS_USERNAME,
    SMTP_PASSWORD,
    KannelTarget,
    MaildirTarget,
    SmtpTarget,
    SpoolTarget,
    TargetError,
    mail_target,
    sms_target,
)
from adapters.words.catalogue import LANGUAGES, VIETNAMESE, Said, say
from adapters.words.plain_text import one_line
from rules.problems import N_

DATABASE = "THOIHAN_DATABASE_URL"
FROM = "THOIHAN_FROM"
ACTOR = "THOIHAN_ACTOR"
LANG = "THOIHAN_LANG"
MATCHER = "THOIHAN_MATCHER"
LEAP_DAYS = "THOIHAN_LEAP_DAYS"

MATCHERS = ("durable", "plain")

_DEFAULTS = {
    DATABASE: "sqlite:///thoihan.sqlite",
    MAIL: "maildir:./thoihan-mail",
    SMS: "spool:./thoihan-sms",
    FROM: "Hệ thống nhắc thời hạn <thoihan@localhost>",
    LANG: VIETNAMESE,
    LEAP_DAYS: "45",
}
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
_IN_MEMORY = "memory:"
_LONGEST_ACTOR = 100
_LONGEST_LEAP = 3_660

_ONE_OF = N_("{variable} must be one of: {choices}.")
_DATABASE_URL = N_("{variable} must be sqlite:///FILE or postgresql://USER@HOST/NAME.")
_FROM = N_("{variable} is not a sender: write for example Văn phòng Tỉnh ủy <thoihan@tinh.gov.vn>.")
_ACTOR = N_("{variable} must be one line of at most {most} characters.")
_LEAP = N_("{variable} must be a whole number of days from 1 to {most}.")

Environ = Mapping[str, str]


class SettingsError(ValueError):
    """Some variables cannot be used. `problems` has one sentence for each, naming it."""

    def __init__(self, problems: tuple[Said, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))

    def text(self, lang: str) -> str:
        """The problems in `lang`, one on each line."""
        return "\n".join(say(problem, lang) for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a run. Everything in it has been checked; passwords show as `***`."""

    database_url: Secret  # it may hold a password
    mail: MaildirTarget | SmtpTarget
    sms: SpoolTarget | KannelTarget
    sender: Sender
    actor: str  # who records events
    lang: str  # vi | en
    matcher: str | None  # durable | plain; None: durable where it imports
    leap_days: int  # by how much the clock may move on at once; more waits for a word


def settings(environ: Environ) -> Settings:
    """The settings that `environ` holds; a variable that is missing or empty has its default.

    Raises SettingsError with every problem found.
    """
    readers = (_database, _mail, _sms, _sender, _actor, _lang, _matcher, _leap_days)
    problems = tuple(problem for problem in (_problem(read, environ) for read in readers) if problem)
    if problems:
        raise SettingsError(problems)
    return Settings(
        database_url=_database(environ),
        mail=_mail(environ),
        sms=_sms(environ),
        sender=_sender(environ),
        actor=_actor(environ),
        lang=_lang(environ),
        matcher=_matcher(environ),
        leap_days=_leap_days(environ),
    )


def _problem(read: Callable[[Environ], object], environ: Environ) -> Said | None:
    try:
        read(environ)
    except TargetError as error:
        return error.said
    return None


def _value(environ: Environ, variable: str) -> str:
    return environ.get(variable, "").strip() or _DEFAULTS.get(variable, "")


def _database(environ: Environ) -> Secret:
    url = _value(environ, DATABASE)
    known = url == _IN_MEMORY or url.partition("://")[0] in _DATABASES
    if not known or not url.isprintable():
        raise TargetError(_DATABASE_URL, variable=DATABASE)
    return Secret(url)


def _mail(environ: Environ) -> MaildirTarget | SmtpTarget:
    return mail_target(_value(environ, MAIL), environ.get(SMTP_PASSWORD))


def _sms(environ: Environ) -> SpoolTarget | KannelTarget:
    return sms_target(_value(environ, SMS), environ.get(SMS_USERNAME), environ.get(SMS_PASSWORD))


def _sender(environ: Environ) -> Sender:
    try:
        return sender(_value(environ, FROM))
    except AddressError:
        raise TargetError(_FROM, variable=FROM) from None


def _actor(environ: Environ) -> str:
    login = next(filter(None, map(environ.get, ("USER", "LOGNAME", "USERNAME"))), "thoihan")
    actor = _value(environ, ACTOR) or one_line(login, _LONGEST_ACTOR)
    if one_line(actor) != actor or len(actor) > _LONGEST_ACTOR:
        raise TargetError(_ACTOR, variable=ACTOR, most=_LONGEST_ACTOR)
    return actor


def _lang(environ: Environ) -> str:
    return _choice(LANG, _value(environ, LANG).lower(), LANGUAGES)


def _matcher(environ: Environ) -> str | None:
    text = _value(environ, MATCHER).lower()
    return _choice(MATCHER, text, MATCHERS) if text else None


def _leap_days(environ: Environ) -> int:
    text = _value(environ, LEAP_DAYS)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _LONGEST_LEAP):
        raise TargetError(_LEAP, variable=LEAP_DAYS, most=_LONGEST_LEAP)
    return int(text)


def _choice(variable: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise TargetError(_ONE_OF, variable=variable, choices=choices)
    return text
