"""URLs of targets in parts, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from rules.problems import N_

MAIL = "THOIHAN_MAIL"
SMTP_PASSWORD = "THOIHAN_SMTP_PASSWORD"  # noqa: S105 - the name of a variable, not a password
SMS = "THOIHAN_SMS"
SMS_USERNAME = "THOIHAN_SMS_USERNAME"
SMS_PASSWORD = "THOIHAN_SMS_PASSWORD"  # noqa: S105 - the name of a variable, not a password
BOUNCES = "THOIHAN_BOUNCES"
BOUNCES_PASSWORD = "THOIHAN_BOUNCES_PASSWORD"  # noqa: S105 - the name of a variable, not a password
SMS_REPORTS_SECRET = "THOIHAN_SMS_REPORTS_SECRET"  # noqa: S105 - likewise
_LONGEST_WAIT = 600.0
_PASSWORDS = {MAIL: SMTP_PASSWORD, SMS: SMS_PASSWORD, BOUNCES: BOUNCES_PASSWORD}
IN_FILES = {
    SMTP_PASSWORD: "mail_password_file",
    SMS_USERNAME: "sms_username",
    SMS_PASSWORD: "sms_password_file",
    SMS_REPORTS_SECRET: "sms_reports_secret_file",
    BOUNCES_PASSWORD: "bounces_password_file",
}
"""The names of these in a settings file (`adapters.setting_table`)."""
UNKNOWN = N_("{variable} is not understood: write for example {example}.")
_NO_FOLDER = N_("{variable} names no folder: write for example {example}.")
_FIELD = N_("{variable}: the field {field} is not known or not proper; write one of: {known}.")
_PASSWORD_IN_URL = N_("{variable} holds a password: put it in {instead}, where no list of processes shows it.")
_NEEDED = N_("{variable} is not set (nor `{key}` in a settings file), but {because} names a service that asks for it.")


class TargetError(ValueError):
    """A target cannot be used; `said` names the variable, what is wrong and what to write."""

    def __init__(self, template: str, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(str(self.said))


def split(variable: str, text: str, example: str) -> tuple[SplitResult, dict[str, str]]:
    """The parts of a URL and its fields; with a password, a bad port or a doubled field it is refused."""
    try:
        url = urlsplit(text.strip())
        pairs = parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
        sound = (url.port is None or url.port > 0) and len(dict(pairs)) == len(pairs)
    except ValueError:
        sound = False
    if not sound:
        raise TargetError(UNKNOWN, variable=variable, example=example)
    if url.password is not None:
        raise TargetError(_PASSWORD_IN_URL, variable=variable, instead=_PASSWORDS[variable])
    return url, dict(pairs)


def folder(variable: str, url: SplitResult, example: str) -> Path:
    """The folder that a URL names. Raises TargetError."""
    path = unquote(url.path)
    if url.netloc or not path or "\0" in path:
        raise TargetError(_NO_FOLDER, variable=variable, example=example)
    try:
        return Path(path).expanduser()
    except RuntimeError:  # there is no such user, or he has no home
        raise TargetError(_NO_FOLDER, variable=variable, example=example) from None


def only(variable: str, fields: Iterable[str], known: tuple[str, ...]) -> None:
    """Raise TargetError where there is a field that is not known."""
    for field in fields:
        if field not in known:
            raise improper(variable, field, known)


def yes(variable: str, fields: Mapping[str, str], field: str) -> bool:
    """True if a field says yes. Raises TargetError."""
    answer = fields.get(field, "no")
    if answer not in {"yes", "no"}:
        raise improper(variable, field, ("yes", "no"))
    return answer == "yes"


def timeout(variable: str, fields: Mapping[str, str]) -> float:
    """Seconds to wait for a server. Raises TargetError."""
    try:
        seconds = float(fields.get("timeout", "10"))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_WAIT:
        raise improper(variable, "timeout", ("0.1 ... 600",))
    return seconds


def needed(variable: str, *, because: str) -> TargetError:
    """The error that a setting is missing which a service asks for."""
    return TargetError(_NEEDED, variable=variable, key=IN_FILES[variable], because=because)


def loopback(host: str) -> bool:
    """True of an address of this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def improper(variable: str, field: str, known: Iterable[str]) -> TargetError:
    """The error that a field is not known, or not proper."""
    return TargetError(_FIELD, variable=variable, field=one_line(field, 40), known=tuple(known))
