"""Plays the steps of a story, and shows what follows from each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.answers.decisions import PresentedDecision
from adapters.cli.operations.one_sweep import began, sent
from adapters.cli.output.decisions import show_changes
from adapters.clock import SetClock
from adapters.demo.deeds import Deeds
from adapters.demo.stage import Stage
from adapters.demo.typing_in import Typing
from adapters.telling.message_content import ChangeKind, change_of
from adapters.words.catalogue import day_text
from adapters.words.changes import HEADINGS
from engine.decision import Kind
from rules.problems import N_

_ROWS = 8
_ON = N_("── {day} · {said}")
_TOLD = N_("Messages: {mail} by mail, {sms} by text message ({kinds}).")
_MORNING = N_("That morning, by the clock alone: {mail} mails, {sms} text messages ({kinds}).")
COUNTED: Mapping[ChangeKind, str] = {
    ChangeKind.ACTIVATED: N_("{count} new"),
    ChangeKind.MOVED: N_("{count} moved"),
    ChangeKind.FIRMED: N_("{count} now firm"),
    ChangeKind.DATED: N_("{count} dated"),
    ChangeKind.CLOSED: N_("{count} closed"),
    ChangeKind.REMINDER: N_("{count} due soon"),
    ChangeKind.OVERDUE: N_("{count} overdue"),
    ChangeKind.NEEDS_DATE: N_("{count} without a date"),
    ChangeKind.NO_PROGRESS: N_("{count} without news"),
    ChangeKind.LAPSED: N_("{count} milestones past their day"),
    ChangeKind.REOPENED: N_("{count} open again"),
    ChangeKind.SUSPENDED: N_("{count} suspended"),
    ChangeKind.RESUMED: N_("{count} resumed"),
    ChangeKind.EXTENDED: N_("{count} put off"),
    ChangeKind.ASKED: N_("{count} request(s) for more time"),
    ChangeKind.NOT_ASKED: N_("{count} request(s) for more time taken back"),
    ChangeKind.NOT_EXTENDED: N_("{count} not put off"),
    ChangeKind.NOT_REFUSED: N_("{count} refusal(s) taken back"),
    ChangeKind.PROGRESS: N_("{count} report(s) of progress"),
    ChangeKind.NOT_PROGRESS: N_("{count} report(s) of progress taken back"),
    ChangeKind.ACKNOWLEDGED: N_("{count} taken up"),
    ChangeKind.NOT_ACKNOWLEDGED: N_("{count} no longer taken up"),
    ChangeKind.ACCEPTED: N_("{count} accepted"),
    ChangeKind.NOT_ACCEPTED: N_("{count} no longer accepted"),
    ChangeKind.ACCEPTED_LATE: N_("{count} accepted and late now"),
    ChangeKind.ACCEPTED_IN_TIME: N_("{count} accepted and in time now"),
    ChangeKind.NOT_RETURNED: N_("{count} no longer returned"),
    ChangeKind.DONE: N_("{count} to be accepted"),
    ChangeKind.NOT_DONE: N_("{count} report(s) taken back"),
    ChangeKind.PASSED_ON: N_("{count} report(s) to be passed on"),
    ChangeKind.PART_ASKED: N_("{count} request(s) for a part"),
    ChangeKind.PART_NOT_ASKED: N_("{count} request(s) for a part taken back"),
    ChangeKind.PART_ANSWERED: N_("{count} part(s) answered"),
    ChangeKind.PART_NOT_ANSWERED: N_("{count} answer(s) on parts taken back"),
    ChangeKind.DOUBTED: N_("{count} date(s) in doubt"),
    ChangeKind.TAKEN_OVER: N_("{count} taking over from another plan"),
    ChangeKind.NOT_TAKEN_OVER: N_("{count} no longer taking over"),
    ChangeKind.HANDED_OVER: N_("{count} passed on"),
    ChangeKind.UPDATED: N_("{count} with an earlier day"),
}
"""How many tasks a message tells of, by what happened to them: `RECOUNTED` and `WAITS` are never told."""

_SHOWN = tuple(kind for kind in HEADINGS if kind not in (Kind.RECOUNTED, Kind.UPDATED, Kind.WAITS))


@dataclass(frozen=True, slots=True)
class Player:
    """Plays on a stage."""

    stage: Stage

    def play(self, step: Mapping[str, Any]) -> None:
        """One step: its day begins, then its sentence, what it does, what follows, and the messages on their way."""
        stage, terminal = self.stage, self.stage.terminal
        stage.clock.moment = max(stage.clock.moment, SetClock.on(step["on"]).moment)
        morning = began(stage.office, stage.lang, leap=True)  # as with the ticker running; a story leaps
        terminal.line()
        terminal.line(_ON, day=day_text(step["on"], stage.lang), said=step[stage.lang])
        if "sweep" in step:
            decided = [morning]
        else:
            self._tell([morning], _MORNING)
            decided = self._done(step)
        if any(presented.decision.changes for presented in decided):
            show_changes(terminal, decided, rows=_ROWS, kinds=_SHOWN)
        terminal.line()
        self._tell(decided, _TOLD)
        if "adopt" not in step or "units" in step:  # before they have addresses, agencies cannot be told
            sent(stage.office)

    def _done(self, step: Mapping[str, Any]) -> list[PresentedDecision]:
        deeds, typing = Deeds(self.stage).table(), Typing(self.stage).table()
        decided: list[PresentedDecision] = []
        for word, what in step.items():
            if word in deeds:
                decided += deeds[word](what)
            elif word in typing:
                typing[word](what)
        return decided

    def _tell(self, decided: Sequence[PresentedDecision], template: str) -> None:
        """Tell the number of messages by channel, and of what they tell by kind."""
        kinds, channels = Counter[ChangeKind](), Counter[str]()
        for decision in (presented.decision for presented in decided):
            for message in decision.messages:
                channels[message.channel] += 1
                if message.channel == "mail":
                    kinds.update(change_of(item) for item in (decision.contents or {})[message.body_key]["items"])
        if channels:
            terminal = self.stage.terminal
            said = [terminal.text(COUNTED[kind], count=count) for kind, count in kinds.items()]
            terminal.line(template, mail=channels["mail"], sms=channels["sms"], kinds=said)
