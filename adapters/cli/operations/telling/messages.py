"""The command `outbox show`: a message, every attempt at it in plain words, and what to do about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from adapters.answers.beside_tasks.messages import message_answer
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.telling.message_content import reading
from adapters.words.catalogue import Said, half
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from adapters.words.sending.outcomes import plain
from adapters.words.sending.statuses import STATUSES
from adapters.words.sending.ways import way_said
from events.beside.attempts import Came, attempts
from events.delivery import SENT
from events.views import MessageView
from rules.problems import N_

_DELIVERED = N_("arrived")
_OVER = ("sent", "covered", "cancelled", "trial")
_MOST_TASKS = 4
_NO_SUCH = N_("There is no message with the key “{key}”. `thoihan outbox` lists them.")
_SHOWN = N_("To {name}, by {by}: {tasks}. {status}.")
_TRIED = N_("{moment}: {what}{code}")
_NEXT = N_("What to do: {next}")
_NOT_TRIED = N_("It was handed to nobody yet: {error}")


def tasks_of(message: MessageView) -> str:
    """The rows that a message tells of; where it is of several plans, with their plans."""
    content = reading(message.content)
    parts = [
        (f"{part.number or part.plan_id}: " if content.parts else "") + _few([item.task for item in part.items])
        for part in content.of_each_plan
    ]
    return "; ".join(parts)


def _few(tasks: Sequence[str]) -> str:
    return ", ".join(tasks[:_MOST_TASKS]) + (" …" if len(tasks) > _MOST_TASKS else "")


def status_of(terminal: Terminal, message: MessageView) -> str:
    """How far a message has come: that it arrived too, where that was reported."""
    last = next(reversed([*attempts(message.tries)]), None)
    if message.status == SENT and last and last.came is Came.DELIVERED:
        return terminal.label(_DELIVERED)
    return terminal.label(STATUSES.get(message.status, message.status))


def show(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help=N_("The key of a message, as the list has it."))],
    as_json: AsJson = False,
) -> None:
    """Show a message: every attempt in plain words, and what to do."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        found = [message for message in session.messages() if message.key == key]
        names = {row.code: row.name for row in session.units()}
    if not found:
        raise Refused(_NO_SUCH, key=one_line(key, 200))
    message = found[0]
    tries = [(one, plain(one)) for one in attempts(message.tries)]
    if as_json:
        said = [{**one._asdict(), "what": words.what, "next": words.next} for one, words in tries]
        here.terminal.json({**message_answer(message, names), "tries": said})
        return
    terminal = here.terminal
    name, by = names.get(message.recipient, message.recipient), way_said(message.channel)
    terminal.line(_SHOWN, name=name, by=by, tasks=tasks_of(message), status=status_of(terminal, message))
    for one, words in tries:
        moment, code = datetime.fromisoformat(one.moment), f" ({one.code})" if one.code else ""
        terminal.line(_TRIED, moment=moment, what=Said(words.what), code=code)
    if tries and message.status not in _OVER:
        terminal.line(_NEXT, next=Said(tries[-1][1].next))
    elif not tries:
        terminal.line(_NOT_TRIED, error=half(message.last_error or "–", terminal.lang))
