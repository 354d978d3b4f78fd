"""One sweep: the day is logged, once, and what waits in the outbox is sent. Days that were wrong are taken back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache

from adapters.answers.decisions import PresentedDecision, present
from adapters.bootstrap import Office, letters_of, plain_sms
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations.hooks.programs import programs_told
from adapters.cli.operations.telling.parked import NotReached, not_reached
from adapters.clock import day_in_viet_nam, in_viet_nam
from adapters.mail_settings import Pace
from adapters.process.stopping import Stopping
from adapters.running.breakers import left_alone
from adapters.running.health import note_health
from adapters.settings import Settings
from adapters.signing.links import Links
from adapters.telling.bounces.taking import unreachable
from adapters.telling.channel import LeftAlone
from adapters.telling.dispatching import DispatchReport, dispatching
from adapters.telling.hours.digests import digests
from adapters.telling.hours.quiet_hours import quiet
from adapters.telling.message_content import Levels
from adapters.telling.wording import Numbers, Wording
from adapters.words.catalogue import Said
from engine.snapshot import Snapshot
from engine.sweeping import LeftOut, Sweeper, first_day_after
from engine.telling.news import news
from engine.units import Units
from events import making
from events.beside.rows import DigestRow
from events.beside.ways import EMAIL
from events.chain import moment_text
from events.delivery import COUNTED, RESTORED, TRIED
from events.store import Cap, Timing
from events.views import AwaitingApproval, Numbered, Numbering, Waiting
from rules.problems import N_
from rules.secrecy import Level

HELD: Mapping[str, str] = {
    RESTORED: N_(
        "Nothing is sent: this database was restored from a backup, and nobody has said yet whether what waits may go. "
        "Look with `thoihan outbox --status pending`; then `thoihan outbox --release all`, or `--release new`."
    ),
    COUNTED: N_(
        "Nothing is sent: this version counts dates otherwise than the one before, and nobody has said yet whether "
        "what waits may go. Look with `thoihan outbox preview FOLDER`; then `thoihan outbox --release all`, or "
        "`--release new`."
    ),
    TRIED: N_(
        "Nothing is sent: the trial is over, and what was sent in it waits to be told to those whom it is for. Look "
        "with `thoihan outbox preview FOLDER`; then `thoihan outbox --release all`, or `--release new`."
    ),
}
"""Why nothing is sent, and what to do."""

IN_TRIAL = N_("This is a trial: everything goes to {to}, and nobody counts as told by it.")

ON_HOLD = N_(
    "Waiting for what may correct them: {count} message(s). They leave with the first sweep {minutes} minute(s) after "
    "what they tell of was recorded."
)

FOR_DATES = N_(
    "Waiting until the dates of their plan are counted again: {count} message(s). `thoihan sweep` counts and sends "
    "them."
)

FOR_THE_MORNING = N_(
    "Waiting for the hours in which messages are sent ({hours} on working days): {count} message(s). They leave with "
    "the first sweep in these hours."
)

FOR_THE_HOURS = N_(
    "Waiting for the hours in which messages are sent ({hours} every day): {count} message(s). They leave with the "
    "first sweep in these hours."
)

FOR_THE_DIGEST = N_(
    "Waiting for the hour at which their recipients are told all at once: {count} message(s). They leave as one for "
    "each recipient with the first sweep after that hour, on a working day; what is urgent is not among them."
)

FOR_THE_NEXT_DAY = N_(
    "Waiting for the next day: {count} message(s), since their recipients have had {most} today. They leave then as "
    "one for each recipient; what is urgent is not among them."
)

FOR_APPROVAL = N_(
    "Waiting for approval: {messages} message(s) of {events} event(s). `thoihan outbox list --awaiting` shows them; "
    "`thoihan outbox approve EVENT` lets them go, `thoihan outbox cancel EVENT` has them never go."
)

_PRUNED_AT_ONCE = 5_000

ACTOR = "thoihan"
"""Who logs the days: whoever's machine it is, the same day is the same event."""


_NONE = Waiting(0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The outcome of sending what was ready to go."""

    report: DispatchReport = field(default_factory=DispatchReport)
    held: str | None = None  # why nothing is sent until somebody lets it go
    waiting: Waiting = _NONE  # messages that are held for a while
    asked: Sequence[AwaitingApproval] = ()  # the events of which messages wait for approval
    failed: Sequence[NotReached] = ()  # the units that messages do not reach, where there are more of them by now


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The outcome of a sweep."""

    day: date
    began: PresentedDecision
    left_out: tuple[LeftOut, ...] = ()  # the plans that could not be swept
    sending: Sending = field(default_factory=Sending)
    pruned: int = 0  # messages removed, since they were sent long ago


def swept(
    office: Office, lang: str, *, leap: bool = False, dry_run: bool = False, stop: Stopping | None = None
) -> Swept:
    """Log that today began, if nobody has, and send what is ready to go; on a dry run neither is done.

    Where it is to `stop` while messages are sent, those in hand come to an end, and the rest is given back.
    With a new day, messages that were sent longer ago than the settings keep them are removed.
    Raises EventsError where the day is refused; then nothing is sent either, since the clock may be wrong.
    """
    found = day_swept(office, lang, leap=leap, dry_run=dry_run)
    found = replace(found, sending=sending(office, stop, dry_run=dry_run))
    if not dry_run:
        summarize_if_need_be(office)
    return found if dry_run or found.began.logged.known else replace(found, pruned=pruned(office))


def day_swept(office: Office, lang: str, *, leap: bool = False, dry_run: bool = False) -> Swept:
    """Log that today began, if nobody has, and send nothing."""
    sweeper = of_today(office, leap=leap, dry_run=dry_run)
    decided, left_out = _began(office, sweeper, lang)
    return Swept(day=sweeper.day, began=decided, left_out=left_out)


def sending(office: Office, stop: Stopping | None = None, *, dry_run: bool = False, patient: bool = False) -> Sending:
    """Send what is ready to go, unless all sending is held back; on a dry run nothing. A trial that is over ends.

    `patient`: a channel that has failed again and again is left alone for a while.
    """
    if office.settings.trial is None and not dry_run:
        office.outbox.end_trial()
    held = office.outbox.why_held()
    report = DispatchReport() if dry_run or held else sent(office, stop, patient=patient)
    failed = not_reached(office) if report.parked else ()
    if not (dry_run or held or office.settings.trial) and (not patient or report != DispatchReport()):
        _alert_if_need_be(office)
    found = Sending(report=report, held=held, asked=office.outbox.awaiting(), failed=failed)
    return found if held or dry_run else replace(found, waiting=waiting(office))


def _alert_if_need_be(office: Office) -> None:
    """Say to the office what somebody has to look at, in the hours for messages."""
    if office.settings.office_mail and not timing(office, office.clock.now()).quiet.everywhere:
        from adapters.cli.operations.telling.alerting import alerted  # noqa: PLC0415 - seldom is there anything

        alerted(office, followers_now(office))


def summarize_if_need_be(office: Office) -> None:
    """Say to those who follow plans how these stand, once a day in the hours for messages; to nobody in a trial."""
    wanted = office.settings.mailing.summaries is not Pace.OFF and office.settings.trial is None
    if not wanted or office.outbox.why_held() or timing(office, office.clock.now()).quiet.everywhere:
        return
    from adapters.cli.operations.telling.summaries import summarized  # noqa: PLC0415 - once a day

    summarized(office, followers_now(office))


def waiting(office: Office) -> Waiting:
    """How many messages are held, by what holds them, and leave after a while."""
    now = office.clock.now()
    return office.outbox.waiting(now, timing(office, now))


def timing(office: Office, now: datetime) -> Timing:
    """When messages may leave, as the settings have it."""
    chosen = office.settings
    here = in_viet_nam(now)
    with office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        silent = quiet(chosen.hours, here, snapshot, urgent_too=chosen.urgent_waits)
        at_once = digests(chosen.digest, (DigestRow(*row) for row in session.dump("digest")), here, snapshot)
    midnight = moment_text(here.replace(hour=0, minute=0, second=0, microsecond=0))
    cap = Cap(chosen.most_a_day, midnight) if chosen.most_a_day else None
    hold, tried = timedelta(minutes=chosen.hold), chosen.trial is not None
    return Timing(hold=hold, quiet=silent, digests=at_once, cap=cap, above=chosen.approve_above, trial=tried)


def tell_waiting(terminal: Terminal, found: Waiting, chosen: Settings) -> None:
    """Say how many messages are held, and for what; nothing where there are none."""
    if found.to_be_corrected:
        terminal.line(ON_HOLD, count=found.to_be_corrected, minutes=chosen.hold)
    if found.for_the_morning:
        template = FOR_THE_HOURS if chosen.hours and chosen.hours.every_day else FOR_THE_MORNING
        terminal.line(template, count=found.for_the_morning, hours=chosen.hours and chosen.hours.of_day)
    if found.for_the_digest:
        terminal.line(FOR_THE_DIGEST, count=found.for_the_digest)
    if found.for_the_next_day:
        terminal.line(FOR_THE_NEXT_DAY, count=found.for_the_next_day, most=chosen.most_a_day)
    if found.to_be_recounted:
        terminal.line(FOR_DATES, count=found.to_be_recounted)


def tell_asked(terminal: Terminal, found: Sequence[AwaitingApproval]) -> None:
    """Say how many messages wait for approval, and what to do; nothing where there are none."""
    if found:
        terminal.line(FOR_APPROVAL, messages=sum(one.messages for one in found), events=len(found))


def asked_answer(found: Sequence[AwaitingApproval]) -> dict[str, int]:
    """The same for programs."""
    return {"events": len(found), "messages": sum(one.messages for one in found)}


def of_today(office: Office, *, leap: bool = False, dry_run: bool = False) -> Sweeper:
    """The one who sweeps the day that it is by one look at the clock."""
    now = office.clock.now()
    return Sweeper(service=office.service, day=day_in_viet_nam(now), at=now, actor=ACTOR, leap=leap, dry_run=dry_run)


def began(office: Office, lang: str, *, leap: bool = False) -> PresentedDecision:
    """Log that today began."""
    return _began(office, of_today(office, leap=leap), lang)[0]


def _began(office: Office, sweeper: Sweeper, lang: str) -> tuple[PresentedDecision, tuple[LeftOut, ...]]:
    found = sweeper.sweep()
    if found.logged.known:
        return PresentedDecision(found.logged, {}, Units({}), lang, sweeper.dry_run), found.left_out
    return present(office, found.logged, lang, dry_run=sweeper.dry_run), found.left_out


def taken_back(office: Office, lang: str, *, dry_run: bool = False) -> PresentedDecision | None:
    """Take back all days that were swept and have not come; None where there are none."""
    now = office.clock.now()
    today = day_in_viet_nam(now)
    with office.store.begin(write=False) as session:
        first = first_day_after(session, today)
    if first is None:
        return None
    event = making.withdrawn(
        first.id, id=f"{first.id}/taken-back", occurred_on=today, recorded_at=now, actor=office.settings.actor
    )
    return present(office, office.service.record(event, dry_run=dry_run), lang, dry_run=dry_run)


def pruned(office: Office) -> int:
    """Remove messages that were sent longer ago than they are kept, a part at a time, since others wait for each."""
    if office.settings.keep_told is None:
        return 0
    before, count = office.clock.now() - timedelta(days=office.settings.keep_told), 0
    while part := office.outbox.prune(before, _PRUNED_AT_ONCE):
        count += part
    return count


def levels_now(office: Office) -> Levels:
    """How secret plans and their rows are by now: a version may have raised a level since something was to be told."""

    @cache
    def of(plan: str) -> Mapping[str, Level]:
        with office.store.begin(write=False) as session:
            found = Snapshot(session, office.tools).plan(plan)
        return {"": found.secrecy, **{one.number: one.secrecy for one in found.rules.values()}} if found else {}

    return lambda plan, row: of(plan).get(row, Level.OPEN)


def answers_now(office: Office) -> Callable[[str], str]:
    """The e-mail address that answers go to: one for all, or that of who follows a plan by now."""
    everywhere = office.settings.mailing.replies
    return (lambda _plan: everywhere) if everywhere else followers_now(office)


def followers_now(office: Office) -> Callable[[str], str]:
    """The e-mail address of who follows a plan by now."""

    @cache
    def of(plan: str) -> str:
        with office.store.begin(write=False) as session:
            snapshot = Snapshot(session, office.tools)
            found = snapshot.plan(plan) if plan else None
            follower = snapshot.units().current(found.follower) if found else None
            contacts = session.contacts([follower]) if follower else ()
        return next((one.address for one in contacts if one.kind == EMAIL), "")

    return of


def numbers_now(office: Office) -> Numbers:
    """How often tasks became others, as calendars number what they say of them."""

    def of(these: Collection[Numbering]) -> Mapping[Numbering, Numbered]:
        with office.store.begin(write=False) as session:
            return session.numbered(these)

    return of


def sent(office: Office, stop: Stopping | None = None, *, patient: bool = False) -> DispatchReport:
    """Send what is ready to go, until it is to `stop`."""
    stop, now = stop or Stopping(), office.clock.now()
    programs = programs_told(office, now)
    if office.settings.approve_above is not None:  # before it is time to send them, so that somebody can look by then
        office.outbox.hold_back(now, office.settings.approve_above)
    channels = office.channels()
    if patient:
        alone = left_alone(office.outbox.health(), now)
        channels = {**channels, **{name: LeftAlone(name, why) for name, why in alone.items() if name in channels}}
    with stop.noted():
        report = dispatching(
            office.outbox,
            {**channels, **programs},
            office.clock,
            wording=wording(office),
            stopping=stop.asked,
            composer=news(day_in_viet_nam(now), timing(office, now)),
        )
    note_health(office.outbox, office.clock.now(), report.channels)
    return report


def wording(office: Office) -> Wording:
    """How messages are worded here, and what of them may leave."""
    return Wording(
        lang=office.settings.lang,
        plain_sms=plain_sms(office.settings),
        leaving=office.settings.leaving,
        levels=levels_now(office),
        answers=answers_now(office),
        trial=office.settings.trial,
        letters=letters_of(office.settings),
        numbers=numbers_now(office),
        unreachable=unreachable(office.store, office.outbox),
        links=links(office),
        web=office.settings.web.address or "",
        fallback=getattr(office.settings.mail, "fallback", False),
    )


def links(office: Office) -> Links | None:
    """The links that messages have, where the settings name a key and the address that they lead to."""
    web = office.settings.web
    return Links(web.link_keys, web.address) if web.link_keys and web.address else None


def trial_said(chosen: Settings) -> Said | None:
    """What is to be said where this is a trial."""
    if chosen.trial is None:
        return None
    return Said(IN_TRIAL, {"to": list(filter(None, (chosen.trial.mail, chosen.trial.phone)))})
