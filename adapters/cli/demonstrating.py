"""The command `demo`: a story is played on a real plan, in a folder of its own, by a clock that stands in the story."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer
from ruamel.yaml import YAML

from adapters import demo as stories
from adapters.bootstrap import Office, opened
from adapters.catalogue import day_text
from adapters.cli import saying
from adapters.cli.answers import Deciding
from adapters.cli.desk import desk
from adapters.cli.facts import recorded
from adapters.cli.files import plan_source
from adapters.cli.plans import adopted
from adapters.cli.refusing import Refused
from adapters.cli.showing import HEADINGS, show_changes
from adapters.cli.sweeping import began, sent
from adapters.cli.terminal import Terminal
from adapters.cli.units import registered
from adapters.clock import SetClock
from adapters.content import one_line
from adapters.loading import official
from adapters.settings import ACTOR, DATABASE, FROM, LANG, MATCHER
from adapters.targets import MAIL, SMS
from engine.decision import Kind
from engine.telling import GROUP
from events.making import UnitData
from rules.compiling import compile_plan
from rules.problems import N_
from rules.unit_tree import COMMUNE

MARK = ".thoihan-demo"
STORE, MAILS, TEXTS = "thoihan.sqlite", "mail", "sms"
_ROWS = 8

_NOT_OURS = N_("{folder} is there already, and no demo made it. Nothing in it was touched; name another with --dir.")
_NO_STORY = N_("There is no story “{name}”. There are: {known}.")
_ON = N_("── {day} · {said}")
_TOLD = N_("Messages: {mail} by mail, {sms} by text message ({kinds}).")
_MORNING = N_("That morning, by the clock alone: {mail} mails, {sms} text messages ({kinds}).")
_KINDS: Mapping[str, str] = {
    "activated": N_("{count} new"),
    "moved": N_("{count} moved"),
    "firmed": N_("{count} now firm"),
    "dated": N_("{count} dated"),
    "closed": N_("{count} closed"),
    "reminder": N_("{count} due soon"),
    "overdue": N_("{count} overdue"),
    "needs_date": N_("{count} without a date"),
    "lapsed": N_("{count} milestones past their day"),
    "reopened": N_("{count} open again"),
}
_SHOWN = tuple(kind for kind in HEADINGS if kind is not Kind.UPDATED)
_END = N_("In {folder}: {mails} mails in a Maildir ({mail}/new), {texts} text messages ({sms}), and the database.")
_GO_ON = N_("Go on with it yourself:")
_AFTER = (
    ("thoihan tasks --unit vptu", N_("the tasks of one unit")),
    ("thoihan explain 376-kh-tu/IX.4/vptu", N_("why a task is due when it is, and what its date was before")),
    ("thoihan log provincial_congress --on 2025-09-25 --dry-run", N_("what would follow if it had been a day earlier")),
    ("thoihan outbox --last 5", N_("the messages")),
    ("thoihan verify", N_("rebuild all of it from the log, and compare")),
)


def demo(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Option("--dir", metavar="DIR", help=N_("The demo's own folder; made afresh."))
    ] = Path("thoihan-demo"),
    story: Annotated[str, typer.Option("--story", metavar="NAME", help=N_("Which story."))] = "main",
) -> None:
    """Play a story."""
    at = desk(context)
    told = _story(story)
    _afresh(folder)
    clock = SetClock.on(told["steps"][0]["on"])
    clock.step = timedelta(seconds=1)
    with opened(_environ(folder, at.environ, at.terminal.lang), clock=clock) as office:
        player = Player(at.terminal, office, clock, told["contacts"])
        at.terminal.write(f"{told['title'][at.terminal.lang]}\n")
        for step in told["steps"]:
            player.play(step)
    _end(at.terminal, folder)


def _story(name: str) -> Mapping[str, Any]:
    folder = files(stories)
    known = sorted(path.name.removesuffix(".yaml") for path in folder.iterdir() if path.name.endswith(".yaml"))
    if name not in known:
        raise Refused(_NO_STORY, name=one_line(name, 40), known=known)
    story: Mapping[str, Any] = YAML(typ="safe", pure=True).load(folder.joinpath(f"{name}.yaml").read_bytes())
    return story


def _places(folder: Path) -> Mapping[str, str]:
    return {DATABASE: f"sqlite:///{folder / STORE}", MAIL: f"maildir:{folder / MAILS}", SMS: f"spool:{folder / TEXTS}"}


def _environ(folder: Path, environ: Mapping[str, str], lang: str) -> Mapping[str, str]:
    """The demo's own settings: everything stays in its folder."""
    return {
        **_places(folder),
        FROM: "Tỉnh ủy Lai Châu (ví dụ) <thoihan@lai-chau.example>",
        LANG: lang,
        ACTOR: "demo",
        MATCHER: environ.get(MATCHER, ""),
    }


def _afresh(folder: Path) -> None:
    """An empty folder. What an earlier demo left there goes; anything else is left alone, and refused."""
    there = folder.is_symlink() or folder.exists()
    if there and (folder.is_symlink() or not folder.is_dir()):
        raise Refused(_NOT_OURS, folder=folder)
    if there and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise Refused(_NOT_OURS, folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (MAILS, TEXTS):
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
    for path in folder.glob(f"{STORE}*"):
        path.unlink()
    (folder / MARK).write_text("thoihan demo\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Player:
    """Plays the steps of a story, and shows what follows from each."""

    terminal: Terminal
    office: Office
    clock: SetClock
    contacts: Mapping[str, Any]

    def play(self, step: Mapping[str, Any]) -> None:
        """One step: its day begins, then its sentence, what it does, what follows, and the messages on their way."""
        self.clock.moment = max(self.clock.moment, SetClock.on(step["on"]).moment)
        morning = began(self.office, self.clock.today(), self.terminal.lang)  # as with the ticker running
        terminal = self.terminal
        terminal.line()
        terminal.line(_ON, day=day_text(step["on"], terminal.lang), said=step[terminal.lang])
        if "sweep" in step:
            decided = [morning]
        else:
            self._tell([morning], _MORNING)
            name, doing = next((name, doing) for name, doing in self._doings().items() if name in step)
            decided = list(doing(step[name]))
        if any(deciding.decision.changes for deciding in decided):
            show_changes(terminal, decided, rows=_ROWS, kinds=_SHOWN)
        terminal.line()
        self._tell(decided, _TOLD)
        if "adopt" not in step:  # the agencies that the plan brings get their addresses with the units
            sent(self.office)

    def _doings(self) -> Mapping[str, Callable[[Any], Iterator[Deciding]]]:
        return {
            "adopt": self._adopt,
            "units": self._units,
            "log": self._log,
            "set date": self._set_date,
            "done": self._done,
        }

    def _adopt(self, name: str) -> Iterator[Deciding]:
        path, source = plan_source(name)
        plan = compile_plan(source, path=path)
        yield adopted(self.office, plan, source.decode(), lang=self.terminal.lang)

    def _units(self, provinces: Sequence[str]) -> Iterator[Deciding]:
        with self.office.store.begin(write=False) as session:
            there = [
                UnitData(code=row.code, name=row.name, kind=row.kind, parent=row.parent) for row in session.units()
            ]
        units = {unit["code"]: unit for unit in (*there, *official(provinces))}
        given = [self._with_contacts(unit) for unit in units.values()]
        deciding, _ = registered(self.office, given, lang=self.terminal.lang)
        if deciding:
            yield deciding

    def _with_contacts(self, unit: UnitData) -> UnitData:
        if unit["kind"] == GROUP:
            return unit
        mail = self.contacts["commune" if unit["kind"] == COMMUNE else "others"].format(code=unit["code"])
        return {**unit, "email": mail, "phone": self.contacts["phones"].get(unit["code"])}

    def _log(self, what: Mapping[str, Any]) -> Iterator[Deciding]:
        for unit, day in self._places(what):
            said = saying.Milestone(name=what["milestone"], phase=what["phase"], on=day, unit=unit)
            yield recorded(self.office, said, what.get("document"), lang=self.terminal.lang)

    def _places(self, what: Mapping[str, Any]) -> Iterator[tuple[str | None, date]]:
        if "rest" not in what:
            yield from ((unit, what["day"]) for unit in what.get("at", [None]))
            return
        with self.office.store.begin(write=False) as session:
            plan = next(row.id for row in session.plans())
            held = {row.unit for row in session.facts(plan, [f"milestone:{what['milestone']}"])}
            units = [row.code for row in session.units() if row.kind == COMMUNE and row.code not in held]
        for index, unit in enumerate(units):
            yield unit, what["rest"][index % len(what["rest"])]

    def _set_date(self, what: Mapping[str, Any]) -> Iterator[Deciding]:
        said = saying.DateSet(task=what["task"], due=what["due"], on=self.clock.today())
        yield recorded(self.office, said, None, lang=self.terminal.lang)

    def _done(self, what: Mapping[str, Any]) -> Iterator[Deciding]:
        yield recorded(
            self.office, saying.Report(task=what["task"], on=self.clock.today()), None, lang=self.terminal.lang
        )

    def _tell(self, decided: Sequence[Deciding], template: str) -> None:
        """How many messages there are, and what they say, by kind."""
        kinds, channels = Counter[str](), Counter[str]()
        for decision in (deciding.decision for deciding in decided):
            for message in decision.messages:
                channels[message.channel] += 1
                if message.channel == "mail":
                    kinds.update(item["change"] for item in (decision.contents or {})[message.body_key]["items"])
        if channels:
            said = [self.terminal.text(_KINDS[kind], count=count) for kind, count in kinds.items()]
            self.terminal.line(template, mail=channels["mail"], sms=channels["sms"], kinds=said)


def _end(terminal: Terminal, folder: Path) -> None:
    mails = sum(1 for _ in (folder / MAILS / "new").glob("*"))
    texts = sum(1 for _ in (folder / TEXTS).glob("*.txt"))
    terminal.line()
    terminal.line(_END, folder=folder, mails=mails, texts=texts, mail=MAILS, sms=TEXTS)
    terminal.line(_GO_ON)
    terminal.line()
    terminal.write("".join(f"  export {name}={place}\n" for name, place in _places(folder).items()))
    for typed, what in _AFTER:
        terminal.write(f"  {typed:<60} # {terminal.label(what)}\n")
