"""The command `demo`: a story is played on real plans, in a folder of its own, by a clock that stands in the story."""

import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import chain, count
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.bootstrap import Office, opened
from adapters.cli.frame.group import NAME
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.clock import SetClock
from adapters.demo.player import Player
from adapters.demo.stage import Stage
from adapters.demo.story import story as told
from adapters.settings import ACTOR, DATABASE, FROM, HOLD, HOURS, LANG, MATCHER
from adapters.telling.hours.sending_hours import ALWAYS
from adapters.telling.targets.urls import MAIL, SMS
from adapters.words.refused.refusal import Refused
from events.opening import make_store
from rules.problems import N_

MARK = ".thoihan-demo"
SERVE = "SERVE"
"""The variable by which `make demo` is told to serve, or not."""
STORE, MAILS, TEXTS = "thoihan.sqlite", "mail", "sms"

_NOT_OURS = N_("{folder} is there already, and no demo made it. Nothing in it was touched; name another with --dir.")
_NOT_EMPTY = N_("{store} holds a log already. Nothing in it was touched; name a database without one with --database.")
_END = N_("In {folder}: {mails} mails in a Maildir ({mail}/new), {texts} text messages ({sms}), and the database.")
_GO_ON = N_("Go on with it yourself:")
_HOW = N_("The pages: `SERVE=1 make demo`, or `thoihan demo --serve`, with a sign-in for each role.")


def demo(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Option(
            "--dir", metavar="DIR", help=N_("The demo's own folder; another beside it if an earlier demo lies there.")
        ),
    ] = Path("thoihan-demo"),
    story: Annotated[str, typer.Option("--story", metavar="NAME", help=N_("Which story."))] = "main",
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL", help=N_("An empty database; a file in the folder if not given.")),
    ] = None,
    served: Annotated[
        bool | None,
        typer.Option("--serve/--no-serve", help=N_("Serve the pages after it; on a terminal that is done anyway.")),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65_535, help=N_("The port of the pages; 0: a free one."))
    ] = 8000,
) -> None:
    """Play a story."""
    here, plot = invocation(context), told(story)
    folder = _free(folder)
    _made(folder)
    places = _places(folder, database)
    clock = SetClock.on(plot["steps"][0]["on"])
    clock.step = timedelta(seconds=1)
    environ = _environ(places, here.environ, here.terminal.lang)
    make_store(environ[DATABASE]).close()
    with opened(environ, clock=clock, wired=here.tools) as office:
        _refuse_a_log(office)
        here.terminal.write(f"{plot['title'][here.terminal.lang]}\n")
        player = Player(Stage(invocation=here, office=office, clock=clock, folder=folder, contacts=plot["contacts"]))
        for step in plot["steps"]:
            player.play(step)
        if not places[DATABASE].startswith("sqlite:"):
            places = {**places, DATABASE: office.store.url_label}  # without its password
        _end(here, folder, places, plot["after"])
        _serve(replace(here, environ=environ), office, port, wanted=_to_be_served(here, served))


def _serve(here: Invocation, office: Office, port: int, *, wanted: bool) -> None:
    """Serve, or say how that is done."""
    if wanted:
        from adapters.demo.serving import serve  # noqa: PLC0415 - it loads all of the web application

        serve(here, office, port)
    else:
        here.terminal.write(f"  # {here.terminal.label(_HOW)}\n")  # a comment, as what stands above it is typed


def _to_be_served(here: Invocation, said: bool | None) -> bool:
    """True where it was asked for, or somebody sits at a terminal to stop it."""
    asked = here.environ.get(SERVE, "").strip()
    if said is not None or asked:
        return asked not in ("", "0") if said is None else said
    return here.stdin.isatty() and here.terminal.out.isatty()


def _places(folder: Path, database: str | None) -> Mapping[str, str]:
    store = database or f"sqlite:///{folder / STORE}"
    return {DATABASE: store, MAIL: f"maildir:{folder / MAILS}", SMS: f"spool:{folder / TEXTS}"}


def _environ(places: Mapping[str, str], environ: Mapping[str, str], lang: str) -> Mapping[str, str]:
    """The demo's own settings: nothing leaves for anywhere else."""
    return {
        **places,
        FROM: "Văn phòng theo dõi thời hạn (ví dụ) <thoihan@lai-chau.example>",
        LANG: lang,
        ACTOR: "demo",
        HOLD: "0",  # nobody waits here
        HOURS: ALWAYS,
        MATCHER: environ.get(MATCHER, ""),
    }


def _free(folder: Path) -> Path:
    """The folder, if it is not there or empty; where an earlier demo lies, to be gone on with, one beside it.

    Raises Refused for anything else.
    """
    beside = (folder.with_name(f"{folder.name}-{number}") for number in count(2))
    return next(one for one in chain([folder], beside) if not _has_a_demo(one))


def _has_a_demo(folder: Path) -> bool:
    """True if an earlier demo lies there, False if nothing does. Raises Refused for anything else."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refused(_NOT_OURS, folder=folder)
    if not folder.exists() or not any(folder.iterdir()):
        return False
    if not (folder / MARK).is_file():
        raise Refused(_NOT_OURS, folder=folder)
    return True


def _made(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("thoihan demo\n", encoding="utf-8")


def _refuse_a_log(office: Office) -> None:
    with office.store.begin(write=False) as session:
        if session.head():
            raise Refused(_NOT_EMPTY, store=office.store.url_label)


def _end(here: Invocation, folder: Path, places: Mapping[str, str], after: list[Mapping[str, Any]]) -> None:
    terminal = here.terminal
    mails = sum(1 for _ in (folder / MAILS / "new").glob("*"))
    texts = sum(1 for _ in (folder / TEXTS).glob("*.txt"))
    terminal.line()
    terminal.line(_END, folder=folder, mails=mails, texts=texts, mail=MAILS, sms=TEXTS)
    terminal.line(_GO_ON)
    terminal.line()
    for line in (*_to_the_program(here.environ), *(f"{name}={shlex.quote(place)}" for name, place in places.items())):
        terminal.write(f"  export {line}\n")
    for one in after:
        terminal.write(f"  {one['command']:<60} # {one[terminal.lang]}\n")


def _to_the_program(environ: Mapping[str, str]) -> list[str]:
    """The setting by which a shell finds this program, unless it does already."""
    ours = Path(sys.executable).with_name(NAME)
    path = environ.get("PATH", str(ours.parent))
    found = shutil.which(NAME, path=path)
    if found and Path(found).resolve() == ours.resolve():
        return []
    return [f'PATH={shlex.quote(str(ours.parent))}:"$PATH"']
