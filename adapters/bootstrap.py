"""The one place where everything is wired: settings in, a store, the tools to follow events with, and channels out.

Whatever is slow to load and seldom needed is loaded where it is asked for. Tests hand in their doubles as arguments.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from adapters.clock import Clock, SystemClock
from adapters.settings import MATCHER, Settings, SettingsError, settings
from adapters.telling.targets.mail import MaildirTarget, SmtpTarget
from adapters.telling.targets.texts import ChatTarget, GatewayTarget, SpoolTarget
from adapters.words.catalogue import Said
from engine.calendars.calendar import Calendar
from engine.calendars.days import EVERYWHERE, AmendedCutOff, AmendedDay, Line
from engine.calendars.local import Builder
from engine.counting import conventions
from engine.matching import Matcher, PlainMatcher
from engine.snapshot import Tools
from events.opening import open_store
from events.store import Accounts, Outbox, Store, Transactions
from rules.offsets import Signal
from rules.plan import Plan
from rules.problems import N_

if TYPE_CHECKING:
    from adapters.telling.channel import Channel
    from adapters.telling.letters.rendering import MailTemplates
    from engine.service import Service

DURABLE, PLAIN = "durable", "plain"
ADOPTED = "plan.yaml"
"""What the text of an adopted plan is called where something is wrong with it."""

_NO_DURABLE = N_("{variable} asks for durable, which cannot be loaded here: install thoihan[durable], or write plain.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything wired: what a command, a web page or a ticker works with."""

    settings: Settings
    clock: Clock
    store: Transactions
    outbox: Outbox
    accounts: Accounts
    tools: Tools
    channels: Callable[[], Mapping[str, "Channel"]]
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)  # what the settings were read from
    supposing: bool = False  # what is recorded is only supposed to happen
    undone: bool = False  # what is recorded is undone at the end: a dry run
    guard: Callable[["Service"], "Service"] | None = None  # by which it acts for somebody, who may not record all

    @property
    def service(self) -> "Service":
        """The main job."""
        from engine.service import Service  # noqa: PLC0415 - questions record nothing, and it loads all that may happen

        made = Service(self.store, self.tools, supposing=self.supposing, undone=self.undone)
        return made if self.guard is None else self.guard(made)

    @contextmanager
    def together(self, *, dry_run: bool = False) -> Iterator["Office"]:
        """The same in one transaction: of all events that are recorded in the block, all are, or none is.

        On a dry run each sees those before it, and at the end none was recorded. What an officer must wait for, as a
        question at the terminal, does not belong in it: nobody else can record meanwhile.
        """
        from events.nested import together  # noqa: PLC0415 - most commands record one event

        with together(self.store, undone=dry_run) as nested:
            yield replace(self, store=nested, undone=self.undone or dry_run)


@contextmanager
def opened(
    environ: Mapping[str, str],
    *,
    clock: Clock | None = None,
    store: Store | None = None,
    wired: Tools | None = None,
    channels: Mapping[str, "Channel"] | None = None,
) -> Iterator[Office]:
    """Everything as `environ` asks for it, but for what is handed in; a store opened here is closed at the end.

    Raises SettingsError and StoreError.
    """
    chosen = settings(environ)
    wired = wired or tools(chosen.matcher)
    wired = replace(wired, leap_days=chosen.leap_days, highest=chosen.highest, lowered_by=chosen.lowered_by)
    there = store or open_store(chosen.database_url.reveal())
    try:
        yield Office(
            settings=chosen,
            clock=clock or SystemClock(),
            store=there,
            outbox=there,
            accounts=there.accounts,
            tools=wired,
            environ=environ,
            channels=lambda: channels if channels is not None else channels_of(chosen),
        )
    finally:
        if store is None:
            there.close()


def tools(matcher: str | None = None) -> Tools:
    """The tools to follow events with. `matcher`: durable | plain; None: durable where it imports."""
    known = _matcher(matcher) if matcher else _WhenAsked()
    return Tools(matcher=known, compile=_compiled, calendar=_calendars(), convention=conventions.get)


def matchers() -> Mapping[str, Matcher]:
    """Every matcher that can be loaded here, by name; the plain one first."""
    found: dict[str, Matcher] = {PLAIN: PlainMatcher()}
    other = _matcher(None)
    return found if isinstance(other, PlainMatcher) else {**found, DURABLE: other}


def channels_of(chosen: Settings) -> Mapping[str, "Channel"]:
    """The ways of telling, by the name that the outbox calls them."""
    return {"mail": _mail(chosen), "sms": _sms(chosen)}


def plain_sms(chosen: Settings) -> bool:
    """True if text messages go without diacritics."""
    return chosen.sms.plain


def letters_of(chosen: Settings) -> "MailTemplates":
    """The templates of mails: an administrator's own, or the program's."""
    from adapters.telling.letters.own.running import OwnLetters  # noqa: PLC0415 - most commands send nothing
    from adapters.telling.letters.rendering import SHIPPED  # noqa: PLC0415

    return OwnLetters(chosen.mailing.templates) if chosen.mailing.templates else SHIPPED


def _compiled(source: str) -> Plan:
    from rules.compiling import compile_plan  # noqa: PLC0415 - plans are mostly kept compiled, and it is slow to load

    return compile_plan(source, path=ADOPTED, adopted=True)


def _calendars() -> Builder:
    """Calendars by name, amendments and place; each is built once."""

    @cache
    def once(
        name: str, rows: tuple[AmendedDay, ...], hours: tuple[AmendedCutOff, ...], lines: tuple[Line, ...]
    ) -> Calendar:
        return Calendar.build(name, rows, cut_offs=hours, lines=lines)

    def build(
        name: str,
        rows: Sequence[AmendedDay] = (),
        *,
        cut_offs: Sequence[AmendedCutOff] = (),
        lines: Sequence[Line] = EVERYWHERE,
    ) -> Calendar:
        return once(name, tuple(rows), tuple(cut_offs), tuple(lines))

    return build


class _WhenAsked:
    """The matcher on durable_rules where it imports, else the plain one: loaded when a plan is first matched."""

    @cached_property
    def _one(self) -> Matcher:
        return _matcher(None)

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        """The rules that `signal` touches, as `Matcher` says."""
        return self._one.touched(plan, signal)


def _matcher(name: str | None) -> Matcher:
    if name == PLAIN:
        return PlainMatcher()
    try:
        from engine.durable import DurableMatcher  # noqa: PLC0415 - an extra, that not every machine has
    except ImportError:
        if name == DURABLE:
            raise SettingsError((Said(_NO_DURABLE, {"variable": MATCHER}),)) from None
        return PlainMatcher()
    return DurableMatcher()


def _mail(chosen: Settings) -> "Channel":
    match chosen.mail:
        case MaildirTarget(folder=folder):
            from adapters.telling.mails.maildir import MailFolder  # noqa: PLC0415 - mail is loaded where some is sent

            return MailFolder(folder, chosen.sender)
        case SmtpTarget() as target:
            from adapters.telling.mails.smtp import SmtpMail  # noqa: PLC0415

            return SmtpMail(target, chosen.sender)


def _sms(chosen: Settings) -> "Channel":
    match chosen.sms:
        case SpoolTarget(folder=folder):
            from adapters.telling.sms.spool import SmsSpool  # noqa: PLC0415 - text messages likewise

            return SmsSpool(folder)
        case GatewayTarget() as target:
            from adapters.telling.sms.gateway import SmsGateway  # noqa: PLC0415 - it loads httpx

            return SmsGateway(target)
        case ChatTarget(service=service):
            from adapters.telling.sms.chat import ChatChannel  # noqa: PLC0415 - an extra

            return ChatChannel(service)
