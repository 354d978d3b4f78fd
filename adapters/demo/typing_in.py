"""Command lines that are typed in a story, run as they stand, with all that they answer."""

import io
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from adapters.answers.decisions import LISTS
from adapters.bootstrap import Office
from adapters.cli.frame.command_lines import command_lines, typed
from adapters.cli.frame.failures import failure
from adapters.cli.frame.files import plan_source
from adapters.cli.frame.group import NAME
from adapters.cli.frame.terminal import Terminal
from adapters.demo.stage import Stage
from adapters.store_copy import copy_log, copy_rows
from adapters.words.changes import HEADINGS
from adapters.words.refused.refusal import Refused
from events.errors import EventsError
from events.opening import make_store
from rules.problems import N_

_ALIKE = N_("… and {count} more like it.")
_ALL_TOLD = N_("All told, {changed}; messages: {messages}.")
_NOTHING = N_("nothing follows")


@dataclass(frozen=True, slots=True)
class Typing:
    """Hands at a keyboard, on a stage."""

    stage: Stage

    def table(self) -> Mapping[str, Callable[[Any], None]]:
        """The ways of typing that a step may have, each by its word."""
        return {
            "type": self._type,
            "type alike": self._type_alike,
            "write": self._write,
            "keep": self._keep,
            "tamper": self._tamper,
        }

    def _type(self, lines: Sequence[str | Mapping[str, Any]]) -> None:
        """Commands one after the other, each with its answer."""
        for line in lines:
            self._one(line, self.stage.office, "")

    def _type_alike(self, what: Mapping[str, Any]) -> None:
        """The same command on several units: the first is shown, then what follows from all."""
        terminal, counts, messages = self.stage.terminal, Counter[str](), 0
        for number, code in enumerate(what["each"]):
            line = what["command"].replace("EACH", code)
            if number == 0:
                self._show(line, "")
            answer = json.loads(self._answer(f"{line} --json"))
            counts.update({kind: len(answer[name]) for kind, name in LISTS.items()})
            counts.update(one["change"] for one in answer["other"])
            messages += len(answer["messages"])
        terminal.line(_ALIKE, count=len(what["each"]) - 1)
        changed = [terminal.text(HEADINGS[kind], count=counts[kind]) for kind in HEADINGS if counts[kind]]
        terminal.line(_ALL_TOLD, changed=changed or terminal.label(_NOTHING), messages=messages)

    def _write(self, what: Mapping[str, Any]) -> None:
        """A new version of a plan: the one that ships, with some of its lines otherwise."""
        source = plan_source(what["plan"])[1].decode()
        for before, after in what["lines"]:
            if source.count(before) != 1:
                raise ValueError(f"{what['plan']} does not have “{before}” once")
            source = source.replace(before, after)
        (self.stage.folder / what["file"]).write_text(source, encoding="utf-8")

    def _keep(self, what: Mapping[str, Any]) -> None:
        """Show a command, and keep its answer in a file."""
        self._show(f"{what['command']} > {{folder}}/{what['file']}", "")
        answer = self._answer(what["command"])
        (self.stage.folder / what["file"]).write_text(answer, encoding="utf-8")
        self.stage.terminal.write(answer)

    def _tamper(self, what: Mapping[str, Any]) -> None:
        """A copy of the database, changed behind the program's back, and what is then typed."""
        file = self.stage.folder / what["copy"]
        file.unlink(missing_ok=True)
        url = f"sqlite:///{file}"
        self._copy(url)
        with closing(sqlite3.connect(file)) as connection, connection:
            for statement in what["statements"]:
                self.stage.terminal.write(f'\n$ sqlite3 {file} "{statement}"\n')
                connection.execute(statement)
        with closing(make_store(url)) as store:
            for line in what["then"]:
                self._one(line, replace(self.stage.office, store=store), f"THOIHAN_DATABASE_URL={url} ")

    def _copy(self, url: str) -> None:
        office = self.stage.office
        with closing(make_store(url)) as copy, office.store.begin(write=False) as kept, copy.begin() as fresh:
            copy_log(kept, fresh)
            copy_rows(kept, fresh)

    def _one(self, line: str | Mapping[str, Any], office: Office, before: str) -> None:
        text, ends = (line, 0) if isinstance(line, str) else (line["command"], line["ends"])
        self._show(text, before)
        terminal = self.stage.terminal
        ended = self._run(text, office, replace(terminal, err=terminal.out))
        if ended != ends:
            raise ValueError(f"“{text}” ends with {ended}, and the story says {ends}")

    def _show(self, text: str, before: str) -> None:
        self.stage.terminal.write(f"\n$ {before}{NAME} {self._filled(text)}\n")

    def _answer(self, text: str) -> str:
        terminal = self.stage.terminal
        unheard = replace(terminal, out=io.StringIO(), err=io.StringIO())
        if self._run(text, self.stage.office, unheard):
            raise ValueError(f"“{text}” does not go as the story says")
        return unheard.out.getvalue() if isinstance(unheard.out, io.StringIO) else ""

    def _run(self, text: str, office: Office, terminal: Terminal) -> int:
        (words,) = command_lines(self._filled(text))
        try:
            return typed(
                words, replace(self.stage.invocation, terminal=terminal, at_hand=office, clock=self.stage.clock)
            )
        except (Refused, EventsError) as error:
            wrong = failure(error)
            terminal.write("".join(f"{line}\n" for line in wrong.lines(terminal.lang)))
            return wrong.code

    def _filled(self, text: str) -> str:
        return text.replace("{folder}", str(self.stage.folder))
