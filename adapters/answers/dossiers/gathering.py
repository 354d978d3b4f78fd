"""All that is kept of a task, section by section: why it is due when it is, messages, reports handed up, files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from adapters.answers.derivations import lines
from adapters.answers.explained import seen_in
from adapters.answers.filed import of_task
from adapters.answers.report_lines import line_text
from adapters.answers.speech import Speech
from adapters.bootstrap import Office
from adapters.documents.export.dossier import Dossier, Section
from adapters.telling.change_words import CHANGE_WORDS
from adapters.telling.message_content import Content, reading
from adapters.words.sending.statuses import STATUSES
from adapters.words.sending.ways import way_said
from engine.asking.explaining import Explanation
from engine.asking.filed.files import attached_to
from engine.asking.filed.reports import handed_up, kept
from engine.tasks import task_parts, task_shown
from events.store import Session
from events.views import MessageView
from rules.plan import EACH
from rules.problems import N_
from rules.secrecy import Level

_WHY, _MESSAGES, _REPORTS, _FILES = (
    N_("The task, its grounds and its history"),
    N_("Messages"),
    N_("Reports handed up"),
    N_("Files"),
)
_NONE = N_("None.")
_MESSAGE = N_("{moment}, {channel}, to {name}: {what} ({status})")
_REPORT = N_("{day}, to {to}, event {event}: {said}")
_FILE = N_("{name}, {size} bytes, {type}, SHA-256 {hash}; with event {event}")
_DUE, _NO_DUE = N_("Due date: {day}"), N_("No due date")
_DAY = N_("As of {day}; the log had {events} event(s), the last with the hash {hash}")


def gathered(office: Office, session: Session, speech: Speech, found: Explanation) -> Dossier:
    """The whole file of the task that `found` explains, as secret as the most secret thing in it."""
    task = task_shown(found.plan, found.task.id)
    gathering = _Gathering(office, session, speech, found)
    due = found.due.due if found.due else None
    return Dossier(
        number=task,
        title=found.rule.title,
        due=speech.text(_DUE, day=due) if due else speech.label(_NO_DUE),
        day=speech.text(_DAY, day=office.clock.today(), events=session.head(), hash=session.head_hash()),
        footer=f"{found.plan.number}, {task}",
        sections=tuple(gathering.sections()),
        secrecy=gathering.level(),
    )


@dataclass(frozen=True, slots=True)
class _Gathering:
    """Gathers the sections of one task's file."""

    office: Office
    session: Session
    speech: Speech
    found: Explanation

    def sections(self) -> Iterator[Section]:
        """Each section; where there is nothing that is said."""
        parts = (
            (_WHY, lines(self.speech, self.found)),
            (_MESSAGES, self._messages()),
            (_REPORTS, self._reports()),
            (_FILES, self._files()),
        )
        for heading, of in parts:
            yield Section(heading=self.speech.label(heading), lines=list(of) or [self.speech.label(_NONE)])

    def level(self) -> Level:
        """The level of the most secret of the plan, and of all that the explanation lets be seen."""
        return max(self.found.plan.secrecy, *(level for _, _, level in seen_in(self.found)))

    def _messages(self) -> Iterator[str]:
        rule, plan = self.found.rule, self.found.plan
        named = (*rule.cooperate, *plan.policies.extension.by, self.found.task.lead, self.found.task.unit)
        told = (*named, plan.follower, *filter(None, [rule.passed_on_by]))
        recipients = dict.fromkeys(code for code in told if code != EACH)
        messages = [one for code in recipients for one in self.session.messages(recipient=code)]
        for message in sorted(messages, key=lambda one: (one.position, one.key)):
            yield from self._message(message)

    def _message(self, message: MessageView) -> Iterator[str]:
        content, speech = reading(message.content), self.speech
        changes = list(self._changes(content))
        if changes:
            yield speech.text(
                _MESSAGE,
                moment=datetime.fromisoformat(message.sent_at) if message.sent_at else "–",
                channel=way_said(message.channel),
                name=self.found.units.name(message.recipient),
                what=", ".join(changes),
                status=speech.label(STATUSES[message.status]),
            )

    def _changes(self, content: Content) -> Iterator[str]:
        """The words of a message on the task, if it speaks of it."""
        cycle = task_parts(self.found.plan.id, self.found.task.id)[2]
        of_plan = (part.items for part in content.of_each_plan if part.plan_id == self.found.plan.id)
        for item in chain.from_iterable(of_plan):
            if (item.task, item.cycle) == (self.found.rule.number, cycle):
                due = f" ({self.speech.value(item.due)})" if item.due else ""
                yield self.speech.label(CHANGE_WORDS[item.change].heading) + due

    def _reports(self) -> Iterator[str]:
        for report in handed_up(self.session):
            for line in kept(self.session, report) or ():
                if line.task == self.found.task.id:
                    to = report.words.get("to") or "–"
                    said = line_text(self.speech, line)
                    yield self.speech.text(_REPORT, day=report.day or "–", to=to, event=report.event, said=said)

    def _files(self) -> Iterator[str]:
        for name in of_task(self.office, self.session, self.found.task.id):
            for one in attached_to(self.session, name, self.session.recorded(name).event.plan):
                of = one.words
                said = {"name": of["name"], "size": of["size"], "type": of["media_type"], "hash": of["hash"]}
                yield self.speech.text(_FILE, **said, event=name)
