"""The settings of a run, from the environment and a settings file: read once, checked, and frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from urllib.parse import quote

from adapters.leaving import Leaving
from adapters.mail_settings import READERS as MAIL_READERS
from adapters.mail_settings import Mailing, mailing, trial
from adapters.mail_settings import value as _value
from adapters.secrecy import Secret, password_shown
from adapters.setting_table import (
    ACTOR,
    APPROVE_ABOVE,
    DATABASE,
    DATABASE_PASSWORD,
    DEFAULTS,
    DIGEST,
    ENDINGS,
    FILE_MEGABYTES,
    FILE_TYPES,
    FROM,
    HOLD,
    HOURS,
    KEEP_TOLD,
    LANG,
    LEAP_DAYS,
    MATCHER,
    MOST_A_DAY,
    SECRECY_HIGHEST,
    SECRECY_LIMIT,
    SECRECY_LOWERED_BY,
    SECRECY_PLACE,
    SETTINGS,
    URGENT_WAITS,
)
from adapters.setting_values import choice, from_zero, number
from adapters.settings_file import Layered, SettingsError, with_secrets
from adapters.telling.addresses import AddressError, Sender, sender
from adapters.telling.hours.sending_hours import ALWAYS, SendingHours, digest_hour, sending_hours
from adapters.telling.targets.mail import MaildirTarget, SmtpTarget, mail_target
from adapters.telling.targets.texts import SmsTarget, sms_target_of
from adapters.telling.targets.trials import Trial
from adapters.telling.targets.urls import MAIL, SMS, SMTP_PASSWORD, TargetError
from adapters.web_settings import WEB_READERS, Web, web
from adapters.words.catalogue import LANGUAGES, Said
from adapters.words.plain_text import one_line
from rules.problems import N_
from rules.secrecy import LEVELS, Level, level_named

__all__ = ["ACTOR", "DATABASE", "FROM", "HOLD", "HOURS", "KEEP_TOLD", "LANG", "LEAP_DAYS", "MATCHER", "MATCHERS"]
__all__ += ["READERS", "Settings", "SettingsError", "called", "settings"]

MATCHERS = ("durable", "plain")
_YES_OR_NO = ("yes", "no")

_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
_IN_MEMORY = "memory:"
_LONGEST_ACTOR = 100
_LONGEST_LEAP = 3_660
_LONGEST_KEPT = 36_600
_LARGEST_FILE = 60
_LONGEST_HOLD = 1_440
_MOST_MESSAGES = 1_000_000

_ONE_OF = N_("{variable} must be one of: {choices}.")
_DATABASE_URL = N_("{variable} must be sqlite:///FILE or postgresql://USER@HOST/NAME.")
_NO_USER = N_("{variable} names no user, to whom {because} could belong: write postgresql://USER@HOST/NAME.")
_FROM = N_("{variable} is not a sender: write for example Văn phòng Tỉnh ủy <thoihan@tinh.gov.vn>.")
_ACTOR = N_("{variable} must be one line of at most {most} characters.")
_MINUTES = N_("{variable} must be a whole number of minutes from 0 to {most}.")
_HOURS = N_("{variable} must be hours, as 07:00-21:00 or 07:00-21:00 every day, or {always}.")
_MOST = N_("{variable} must be a whole number of messages from 1 to {most}.")
_DIGEST_HOUR = N_("{variable} must be a whole or a half hour, as 08:00 or 16:30, or off.")
_MESSAGES = N_("{variable} must be a whole number of messages from 0 to {most}.")
_MEGABYTES = N_("{variable} must be a whole number of megabytes from 1 to {most}.")
_ENDINGS = N_("{variable} must be endings of names, of these: {choices}.")
_LINE = N_("{variable} must be one line, with commas between the names.")
_DAYS = N_("{variable} must be a whole number of days from 1 to {most}.")

Environ = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a run. Everything in it has been checked; passwords show as `***`."""

    database_url: Secret  # it may hold a password
    mail: MaildirTarget | SmtpTarget
    sms: SmsTarget
    sender: Sender
    actor: str  # who records events
    lang: str  # vi | en
    matcher: str | None  # durable | plain; None: durable where it imports
    leap_days: int  # by how much the clock may move on at once; more waits for a word
    keep_told: int | None  # days for which messages are kept after they were sent; None: for ever
    hold: int  # minutes for which a message that is not urgent waits for what may yet correct it
    hours: SendingHours | None  # in which messages are sent; None: always
    urgent_waits: bool  # for these hours too
    most_a_day: int | None  # messages to one recipient by one channel; None: as many as there are
    digest: time | None  # at which hour who has said nothing is told all at once; None: as it comes
    approve_above: int | None  # an event with more messages than these waits for approval; None: none does
    mailing: Mailing  # how mails are set
    trial: Trial | None  # where everything goes in a trial; None: there is none
    file_size: int  # the most bytes of a file that is kept with an event
    file_types: tuple[str, ...]  # which files are, by the endings of their names
    leaving: Leaving  # what may be said outside the office
    highest: Level  # the most secret that may be entered
    lowered_by: frozenset[str]  # who may make something less secret
    web: Web  # what is reached from outside, and keys

    @property
    def office_mail(self) -> str:
        """The address of who runs the program; "": nobody has said it."""
        own = self.mailing.office or self.sender.address
        return "" if own.endswith("@localhost") else own


def settings(environ: Environ) -> Settings:
    """The settings that `environ` holds; a variable that is missing or empty has its default.

    Raises SettingsError with every problem found.
    """
    whole = with_secrets(environ)
    problems = tuple(
        called(problem, environ) for problem in (_problem(read, whole) for read in READERS.values()) if problem
    )
    if problems:
        raise SettingsError(problems)
    environ = whole
    return Settings(
        database_url=_database(environ),
        mail=_mail(environ),
        sms=_sms(environ),
        sender=_sender(environ),
        actor=_actor(environ),
        lang=_lang(environ),
        matcher=_matcher(environ),
        leap_days=_leap_days(environ),
        keep_told=_keep_told(environ),
        hold=_hold(environ),
        hours=_hours(environ),
        urgent_waits=_urgent_waits(environ),
        digest=_digest(environ),
        most_a_day=_most_a_day(environ),
        approve_above=_approve_above(environ),
        mailing=mailing(environ),
        trial=trial(environ),
        file_size=_file_size(environ),
        file_types=_file_types(environ),
        leaving=Leaving(limit=_limit(environ), place=_place(environ)),
        highest=_highest(environ),
        lowered_by=_lowered_by(environ),
        web=web(environ),
    )


def called(problem: Said, environ: Environ) -> Said:
    """The problem with the name and the line of each setting that it names, where they stand in a settings file."""
    if not isinstance(environ, Layered):
        return problem
    named = {
        name: _origin(str(problem.args[name]), environ) for name in ("variable", "because") if name in problem.args
    }
    return Said(problem.template, {**problem.args, **named})


def _origin(variable: str, environ: Layered) -> str:
    origin = environ.origins.get(variable)
    if origin is None:
        return variable
    return f"{next(one.key for one in SETTINGS if one.variable == variable)} ({origin})"


def _problem(read: Callable[[Environ], object], environ: Environ) -> Said | None:
    try:
        read(environ)
    except TargetError as error:
        return error.said
    return None


def _database(environ: Environ) -> Secret:
    url = _value(environ, DATABASE)
    known = url == _IN_MEMORY or url.partition("://")[0] in _DATABASES
    if not known or not url.isprintable():
        raise TargetError(_DATABASE_URL, variable=DATABASE)
    return Secret(_with_password(url, environ.get(DATABASE_PASSWORD, "")))


def _with_password(url: str, password: str) -> str:
    """The address with a password that was given apart; one that it holds itself counts."""
    scheme, _, rest = url.partition("://")
    if not password or url == _IN_MEMORY or scheme == "sqlite" or password_shown(url):
        return url
    user, at, where = rest.partition("@")
    if not at or not user or {"/", "?"} & {*user}:
        raise TargetError(_NO_USER, variable=DATABASE, because=DATABASE_PASSWORD)
    return f"{scheme}://{user}:{quote(password, safe='')}@{where}"


def _mail(environ: Environ) -> MaildirTarget | SmtpTarget:
    return mail_target(_value(environ, MAIL), environ.get(SMTP_PASSWORD))


def _sms(environ: Environ) -> SmsTarget:
    return sms_target_of(_value(environ, SMS), environ)


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
    return choice(LANG, _value(environ, LANG).lower(), LANGUAGES)


def _matcher(environ: Environ) -> str | None:
    text = _value(environ, MATCHER).lower()
    return choice(MATCHER, text, MATCHERS) if text else None


def _leap_days(environ: Environ) -> int:
    return _days(LEAP_DAYS, _value(environ, LEAP_DAYS), _LONGEST_LEAP)


def _keep_told(environ: Environ) -> int | None:
    text = _value(environ, KEEP_TOLD)
    return _days(KEEP_TOLD, text, _LONGEST_KEPT) if text else None


def _hold(environ: Environ) -> int:
    return from_zero(HOLD, _value(environ, HOLD), _LONGEST_HOLD, _MINUTES)


def _hours(environ: Environ) -> SendingHours | None:
    try:
        return sending_hours(_value(environ, HOURS))
    except ValueError:
        raise TargetError(_HOURS, variable=HOURS, always=ALWAYS) from None


def _urgent_waits(environ: Environ) -> bool:
    return choice(URGENT_WAITS, _value(environ, URGENT_WAITS), _YES_OR_NO) == _YES_OR_NO[0]


def _digest(environ: Environ) -> time | None:
    try:
        return digest_hour(_value(environ, DIGEST).lower())
    except ValueError:
        raise TargetError(_DIGEST_HOUR, variable=DIGEST) from None


def _most_a_day(environ: Environ) -> int | None:
    text = _value(environ, MOST_A_DAY)
    return number(MOST_A_DAY, text, _MOST_MESSAGES, _MOST) if text else None


def _approve_above(environ: Environ) -> int | None:
    text = _value(environ, APPROVE_ABOVE)
    return from_zero(APPROVE_ABOVE, text, _MOST_MESSAGES, _MESSAGES) if text else None


def _file_size(environ: Environ) -> int:
    return number(FILE_MEGABYTES, _value(environ, FILE_MEGABYTES), _LARGEST_FILE, _MEGABYTES) * 2**20


def _file_types(environ: Environ) -> tuple[str, ...]:
    said = _value(environ, FILE_TYPES).lower().replace(",", " ").split()
    if not set(said) <= set(ENDINGS):
        raise TargetError(_ENDINGS, variable=FILE_TYPES, choices=ENDINGS)
    return tuple(dict.fromkeys(said))


def _limit(environ: Environ) -> Level:
    return _level(SECRECY_LIMIT, environ)


def _highest(environ: Environ) -> Level:
    return _level(SECRECY_HIGHEST, environ)


def _level(variable: str, environ: Environ) -> Level:
    found = level_named(_value(environ, variable))
    if found is None:
        raise TargetError(_ONE_OF, variable=variable, choices=LEVELS)
    return found


def _lowered_by(environ: Environ) -> frozenset[str]:
    names = _value(environ, SECRECY_LOWERED_BY)
    if one_line(names) != names:
        raise TargetError(_LINE, variable=SECRECY_LOWERED_BY)
    return frozenset(filter(None, map(str.strip, names.split(","))))


def _place(environ: Environ) -> str:
    text = _value(environ, SECRECY_PLACE)
    if one_line(text) != text or len(text) > _LONGEST_ACTOR:
        raise TargetError(_ACTOR, variable=SECRECY_PLACE, most=_LONGEST_ACTOR)
    return text


def leaving(environ: Environ) -> Leaving:
    """What may be said outside, before settings are checked; where they are wrong, as little as can be."""
    try:
        return Leaving(limit=_limit(environ), place=_place(environ))
    except TargetError:
        return Leaving(limit=Level.OPEN, place=DEFAULTS[SECRECY_PLACE])


def _days(variable: str, text: str, most: int) -> int:
    return number(variable, text, most, _DAYS)


READERS: Mapping[str, Callable[[Environ], object]] = {
    DATABASE: _database,
    MAIL: _mail,
    SMS: _sms,
    FROM: _sender,
    ACTOR: _actor,
    LANG: _lang,
    MATCHER: _matcher,
    LEAP_DAYS: _leap_days,
    KEEP_TOLD: _keep_told,
    HOLD: _hold,
    HOURS: _hours,
    URGENT_WAITS: _urgent_waits,
    DIGEST: _digest,
    MOST_A_DAY: _most_a_day,
    APPROVE_ABOVE: _approve_above,
    FILE_MEGABYTES: _file_size,
    FILE_TYPES: _file_types,
    SECRECY_LIMIT: _limit,
    SECRECY_HIGHEST: _highest,
    SECRECY_LOWERED_BY: _lowered_by,
    SECRECY_PLACE: _place,
    **MAIL_READERS,
    **WEB_READERS,
}
"""How each is read, by the variable that it is named by; the order in which problems are told."""
