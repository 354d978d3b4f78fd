"""Every setting, once: its name in a file, its variable, its default, its meaning, and where it may stand.

Reading, `thoihan settings`, docs/settings.md and their tests all follow this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters import web_settings as web
from adapters.telling.targets.trials import TRIAL_MAIL, TRIAL_PHONE
from adapters.telling.targets.urls import (
    BOUNCES,
    BOUNCES_PASSWORD,
    MAIL,
    SMS,
    SMS_PASSWORD,
    SMS_REPORTS_SECRET,
    SMS_USERNAME,
    SMTP_PASSWORD,
)
from adapters.words.catalogue import VIETNAMESE
from rules.problems import N_
from rules.secrecy import Level

DATABASE = "THOIHAN_DATABASE_URL"
DATABASE_PASSWORD = "THOIHAN_DATABASE_PASSWORD"  # noqa: S105 - the name of a variable, not a password
FROM = "THOIHAN_FROM"
ACTOR = "THOIHAN_ACTOR"
LANG = "THOIHAN_LANG"
MATCHER = "THOIHAN_MATCHER"
LEAP_DAYS = "THOIHAN_LEAP_DAYS"
KEEP_TOLD = "THOIHAN_KEEP_TOLD_DAYS"
HOLD = "THOIHAN_HOLD_MINUTES"
HOURS = "THOIHAN_SENDING_HOURS"
URGENT_WAITS = "THOIHAN_URGENT_WAITS"
MOST_A_DAY = "THOIHAN_MESSAGES_PER_DAY"
DIGEST = "THOIHAN_DIGEST"
APPROVE_ABOVE = "THOIHAN_APPROVE_ABOVE"
TEMPLATES = "THOIHAN_TEMPLATES"
OFFICE_MAIL = "THOIHAN_OFFICE_MAIL"
REPLIES_TO = "THOIHAN_REPLIES_TO"
SUMMARIES = "THOIHAN_SUMMARIES"
FILE_MEGABYTES = "THOIHAN_FILE_MEGABYTES"
FILE_TYPES = "THOIHAN_FILE_TYPES"

ENDINGS = ("pdf", "docx", "xlsx", "odt", "ods", "png", "jpg", "txt")
"""The types of files that can be kept beside the log, by the ending of their names."""
SECRECY_LIMIT = "THOIHAN_SECRECY_LIMIT"
SECRECY_HIGHEST = "THOIHAN_SECRECY_HIGHEST"
SECRECY_LOWERED_BY = "THOIHAN_SECRECY_LOWERED_BY"
SECRECY_PLACE = "THOIHAN_SECRECY_PLACE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting. A secret stands in no settings file: that names a file which holds it."""

    name: str  # in a settings file
    variable: str  # of the environment, which wins
    meaning: str
    default: str = ""
    number: bool = False  # a whole number in a settings file, else text
    secret: bool = False
    in_folder: tuple[str, ...] | None = None  # how it may begin in a folder's own file; None: anyhow; (): not there

    @property
    def key(self) -> str:
        """The name that stands in a settings file."""
        return f"{self.name}_file" if self.secret else self.name

    @property
    def file_variable(self) -> str:
        """The variable that names a file which holds the secret."""
        return f"{self.variable}_FILE"


SETTINGS = (
    Setting(
        name="database",
        variable=DATABASE,
        default="sqlite:///thoihan.sqlite",
        meaning=N_("the database: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`"),
        in_folder=("sqlite:///",),
    ),
    Setting(
        name="database_password",
        variable=DATABASE_PASSWORD,
        meaning=N_("the password that belongs to the user in `database`"),
        secret=True,
        in_folder=(),
    ),
    Setting(
        name="mail",
        variable=MAIL,
        default="maildir:./thoihan-mail",
        meaning=N_("where mail goes: `maildir:FOLDER` or `smtp://USER@HOST:PORT`"),
        in_folder=("maildir:",),
    ),
    Setting(
        name="mail_password",
        variable=SMTP_PASSWORD,
        meaning=N_("the password that belongs to the user in `mail`"),
        secret=True,
        in_folder=(),
    ),
    Setting(
        name="bounces",
        variable=BOUNCES,
        meaning=N_("where mail that came back is read: `imaps://USER@HOST/MAILBOX` or `maildir:FOLDER`"),
        in_folder=(),
    ),
    Setting(
        name="bounces_password",
        variable=BOUNCES_PASSWORD,
        meaning=N_("the password that belongs to the user in `bounces`"),
        secret=True,
        in_folder=(),
    ),
    Setting(
        name="office_mail",
        variable=OFFICE_MAIL,
        meaning=N_("the office's own address, which is told that addresses take no mail; that of `from` if not given"),
        in_folder=(),
    ),
    Setting(
        name="replies_to",
        variable=REPLIES_TO,
        meaning=N_("where answers to mails go, and are read by `bounces`; to who follows the plan if not given"),
        in_folder=(),
    ),
    Setting(
        name="from",
        variable=FROM,
        default="Hệ thống nhắc thời hạn <thoihan@localhost>",
        meaning=N_("who mail comes from: `Name <address>`"),
    ),
    Setting(
        name="templates",
        variable=TEMPLATES,
        meaning=N_("a folder with your own templates of mails; the program's own if not given"),
        in_folder=(),
    ),
    Setting(
        name="sms",
        variable=SMS,
        default="spool:./thoihan-sms",
        meaning=N_(
            "where text messages go: `spool:FOLDER`, `kannel+https://…`, `esms+https://…`, `speedsms+https://…` "
            "or `described+https://…`"
        ),
        in_folder=("spool:",),
    ),
    Setting(
        name="sms_username",
        variable=SMS_USERNAME,
        meaning=N_("the user at the gateway in `sms`"),
        in_folder=(),
    ),
    Setting(
        name="sms_password",
        variable=SMS_PASSWORD,
        meaning=N_("the password that belongs to `sms_username`"),
        secret=True,
        in_folder=(),
    ),
    Setting(
        name="sms_reports_secret",
        variable=SMS_REPORTS_SECRET,
        meaning=N_("the last part of the address to which the gateway in `sms` reports what became of messages"),
        secret=True,
        in_folder=(),
    ),
    Setting(
        name="actor",
        variable=ACTOR,
        meaning=N_("who records events, and for which office (`thoihan init --who`); the login name if not given"),
    ),
    Setting(
        name="language",
        variable=LANG,
        default=VIETNAMESE,
        meaning=N_("the language of commands and of what is sent: `vi` or `en`"),
    ),
    Setting(
        name="matcher",
        variable=MATCHER,
        meaning=N_("`durable` or `plain`; durable where it imports, if not given"),
    ),
    Setting(
        name="leap_days",
        variable=LEAP_DAYS,
        default="45",
        meaning=N_("by how many days the clock may move on at once; more waits for a word"),
        number=True,
    ),
    Setting(
        name="keep_told_days",
        variable=KEEP_TOLD,
        default="",
        meaning=N_("for how many days messages are kept after they were sent; for ever if not given"),
        number=True,
    ),
    Setting(
        name="hold_minutes",
        variable=HOLD,
        default="10",
        meaning=N_("for how many minutes a message that is not urgent waits for what may yet correct it"),
        number=True,
    ),
    Setting(
        name="sending_hours",
        variable=HOURS,
        default="07:00-21:00",
        meaning=N_(
            "when messages are sent, on working days: `07:00-21:00`; on days off too: `07:00-21:00 every day`; "
            "or `always`"
        ),
    ),
    Setting(
        name="urgent_waits",
        variable=URGENT_WAITS,
        default="no",
        meaning=N_("whether what is urgent waits for these hours too: `yes` or `no`"),
    ),
    Setting(
        name="digest",
        variable=DIGEST,
        default="off",
        meaning=N_(
            "at which hour of working days all that there is to tell a recipient is one message: `08:00`, or `off`; "
            "`thoihan units digest` says it for one unit"
        ),
    ),
    Setting(
        name="summaries",
        variable=SUMMARIES,
        default="daily",
        meaning=N_("how often who follows plans hears how they stand: `daily` on working days, `weekly`, or `off`"),
    ),
    Setting(
        name="messages_per_day",
        variable=MOST_A_DAY,
        meaning=N_(
            "how many e-mails, and how many text messages, one recipient gets on a day, but for urgent ones; if not "
            "given, as many as there are"
        ),
        number=True,
    ),
    Setting(
        name="approve_above",
        variable=APPROVE_ABOVE,
        meaning=N_("how many messages of one event leave without approval; if not given, any number does"),
        number=True,
    ),
    Setting(
        name="trial_mail",
        variable=TRIAL_MAIL,
        meaning=N_("a trial: all mail goes to this one address, marked so, and nobody counts as told"),
        in_folder=(),
    ),
    Setting(
        name="trial_phone",
        variable=TRIAL_PHONE,
        meaning=N_("the same for text messages: the one mobile number that all go to"),
        in_folder=(),
    ),
    Setting(
        name="file_megabytes",
        variable=FILE_MEGABYTES,
        default="20",
        meaning=N_("how many megabytes a file may have that is kept with an event"),
        number=True,
    ),
    Setting(
        name="file_types",
        variable=FILE_TYPES,
        default=" ".join(ENDINGS),
        meaning=N_("which types of files are kept with an event, by the endings of their names"),
    ),
    Setting(
        name="secrecy_limit",
        variable=SECRECY_LIMIT,
        default=str(Level.INTERNAL),
        meaning=N_("above this level of secrecy only a number, a date and where to look leave the office"),
        in_folder=(),
    ),
    Setting(
        name="secrecy_highest",
        variable=SECRECY_HIGHEST,
        default=str(Level.INTERNAL),
        meaning=N_("above this level of secrecy nothing may be entered at all"),
        in_folder=(),
    ),
    Setting(
        name="secrecy_lowered_by",
        variable=SECRECY_LOWERED_BY,
        meaning=N_("who may make plans and rows less secret: names as in `actor`, with commas between; else nobody"),
        in_folder=(),
    ),
    Setting(
        name="secrecy_place",
        variable=SECRECY_PLACE,
        default="văn thư cơ quan",
        meaning=N_("where that which does not leave the office can be read"),
    ),
    Setting(
        name="feeds_at",
        variable=web.FEEDS_AT,
        meaning=N_("where `thoihan run` gives calendars to a proxy: `127.0.0.1:8025`; nowhere, if not given"),
        in_folder=(),
    ),
    Setting(
        name="web_address",
        variable=web.WEB_ADDRESS,
        meaning=N_("the address under which officers reach the program: `https://thoihan.tinh.gov.vn`"),
        in_folder=(),
    ),
    Setting(
        name="web_proxies",
        variable=web.WEB_PROXIES,
        meaning=N_("the proxies that `thoihan serve` believes where a request came from: `127.0.0.1 10.1.2.0/24`"),
        in_folder=(),
    ),
    Setting(
        name="link_keys",
        variable=web.LINK_KEYS,
        meaning=N_("the key by which links in messages are signed; several with a space between, the newest first"),
        secret=True,
        in_folder=(),
    ),
    Setting(
        name="webhook_keys",
        variable=web.WEBHOOK_KEYS,
        meaning=N_("the key from which the secrets of webhooks are made; several likewise, the newest first"),
        secret=True,
        in_folder=(),
    ),
    Setting(
        name="own_milestones",
        variable=web.OWN_MILESTONES,
        default=web.RECORDED,
        meaning=N_(
            "what an agency says happened at itself: `recorded` at once, or `proposed` to whoever follows the plan"
        ),
        in_folder=(),
    ),
    Setting(
        name="oidc_issuer",
        variable=web.OIDC_ISSUER,
        meaning=N_("where officers sign in too (OpenID Connect): `https://dang-nhap.tinh.gov.vn/realms/tinh`"),
        in_folder=(),
    ),
    Setting(
        name="oidc_client",
        variable=web.OIDC_CLIENT,
        meaning=N_("the name that this program has there; it needs `web_address` as well"),
        in_folder=(),
    ),
    Setting(
        name="oidc_secret",
        variable=web.OIDC_SECRET,
        meaning=N_("the password that this program has there"),
        secret=True,
        in_folder=(),
    ),
    Setting(
        name="oidc_claim",
        variable=web.OIDC_CLAIM,
        default="preferred_username",
        meaning=N_("what of that which is said there of an officer is the name of his account here"),
        in_folder=(),
    ),
)

DEFAULTS: Mapping[str, str] = {one.variable: one.default for one in SETTINGS if one.default}
"""The defaults by variable."""

BY_KEY: Mapping[str, Setting] = {one.key: one for one in SETTINGS}
"""By the name in a settings file."""
