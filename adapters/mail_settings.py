"""The settings of how mails are set, and where all goes in a trial, read as others are (`adapters.settings`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from adapters.setting_table import DEFAULTS, OFFICE_MAIL, REPLIES_TO, SUMMARIES, TEMPLATES
from adapters.setting_values import choice
from adapters.telling.addresses import AddressError, mail_address
from adapters.telling.targets.mail import ImapTarget, MaildirTarget, bounces_target
from adapters.telling.targets.trials import TRIAL_MAIL, TRIAL_PHONE, Trial, trial_address
from adapters.telling.targets.urls import BOUNCES, BOUNCES_PASSWORD, MAIL, SMS, TargetError
from rules.problems import N_

_NO_FOLDER = N_("{variable} names no folder with templates: write the path of one that is there.")
_NO_ADDRESS = N_("{variable} must be one plain address, like vanphong@tinh.gov.vn.")

Environ = Mapping[str, str]


class Pace(StrEnum):
    """How often who follows plans hears how they stand."""

    DAILY = "daily"  # on working days; the first of a week has the week's
    WEEKLY = "weekly"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """How mails are set, and where those that come back are read."""

    templates: Path | None  # the folder of an administrator's own; None: there is none
    bounces: MaildirTarget | ImapTarget | None = None  # where mail that came back is read; None: nowhere by itself
    office: str = ""  # the office's own address; "": that of the sender
    replies: str = ""  # the address that answers go to; "": that of who follows the plan
    summaries: Pace = Pace.DAILY


def value(environ: Environ, variable: str) -> str:
    """The value of a variable, or its default."""
    return environ.get(variable, "").strip() or DEFAULTS.get(variable, "")


def mailing(environ: Environ) -> Mailing:
    """How mails are set. Raises TargetError."""
    return Mailing(
        templates=_templates(environ),
        bounces=_bounces(environ),
        office=_office(environ),
        replies=_replies(environ),
        summaries=_summaries(environ),
    )


def trial(environ: Environ) -> Trial | None:
    """The place where everything goes in a trial; None: there is none. Raises TargetError."""
    found = Trial(mail=_trial_mail(environ), phone=_trial_phone(environ))
    return found if found != Trial() else None


def _templates(environ: Environ) -> Path | None:
    text = value(environ, TEMPLATES)
    try:
        folder = Path(text).expanduser()
        there = not text or folder.is_dir()
    except (OSError, RuntimeError, ValueError):
        there = False
    if not there:
        raise TargetError(_NO_FOLDER, variable=TEMPLATES)
    return folder.absolute() if text else None


def _bounces(environ: Environ) -> MaildirTarget | ImapTarget | None:
    return bounces_target(value(environ, BOUNCES), environ.get(BOUNCES_PASSWORD))


def _office(environ: Environ) -> str:
    return _address(environ, OFFICE_MAIL)


def _replies(environ: Environ) -> str:
    return _address(environ, REPLIES_TO)


def _summaries(environ: Environ) -> Pace:
    return Pace(choice(SUMMARIES, value(environ, SUMMARIES).lower(), tuple(Pace)))


def _address(environ: Environ, variable: str) -> str:
    text = value(environ, variable)
    try:
        return mail_address(text) if text else ""
    except AddressError:
        raise TargetError(_NO_ADDRESS, variable=variable) from None


def _trial_mail(environ: Environ) -> str:
    return trial_address(TRIAL_MAIL, *(value(environ, one) for one in (TRIAL_MAIL, TRIAL_PHONE, MAIL)))


def _trial_phone(environ: Environ) -> str:
    return trial_address(TRIAL_PHONE, *(value(environ, one) for one in (TRIAL_PHONE, TRIAL_MAIL, SMS)))


READERS: Mapping[str, Callable[[Environ], object]] = {
    TEMPLATES: _templates,
    BOUNCES: _bounces,
    OFFICE_MAIL: _office,
    REPLIES_TO: _replies,
    SUMMARIES: _summaries,
    TRIAL_MAIL: _trial_mail,
    TRIAL_PHONE: _trial_phone,
}
"""How each is read, by its variable."""
