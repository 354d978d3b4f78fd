"""Every error becomes a few lines that say what is wrong and what to do, and a number that scripts can use."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from adapters.cli.frame.streams import AnswerLost
from adapters.leaving import WHOLE, Leaving
from adapters.process.stopping import WITHIN, Terminated
from adapters.settings import SettingsError
from adapters.words.catalogue import Said, say, translator
from adapters.words.events import UnknownType, event_said
from adapters.words.refused.refusal import Misused
from adapters.words.system_errors import system_said
from events.errors import Conflict, StoreError
from rules.problems import N_, PlanError, Problem, TextError


class Exit(IntEnum):
    """The numbers that the program ends with."""

    FINE = 0
    REFUSED = 1  # the input, or what it asks for, is wrong; nothing was changed
    USAGE = 2  # the command or the settings are not written properly
    FOUND = 3  # done, and something wrong was found
    TROUBLE = 4  # the store, a file or a server did not do its part; the words say what became of the input
    FAULT = 70  # a fault of this program (EX_SOFTWARE of sysexits.h)
    INTERRUPTED = 130  # Ctrl-C
    TERMINATED = 143  # SIGTERM


_FILE = N_("{path}: {why}. Check the name, the rights and the disk.")
_SYSTEM = N_("The system does not do what was asked of it ({why}). Check the disk, the network and the rights.")
_FAULT = N_(
    "This is a fault of the program itself ({kind} at {place}); your input is not to blame. What was not yet "
    "recorded is undone, and to say it again counts once. Set THOIHAN_DEBUG=1 and run it again to see where it comes "
    "from, and report that."
)
_MEANWHILE = N_(
    "While this was being recorded, somebody else recorded of the same matter: {since}. "
    "Nothing of yours was recorded. Look at it as it now is, and decide again."
)
_TOO_MUCH = N_(
    "There is not enough memory for this. What was not yet recorded is undone. Try a smaller input, or a larger "
    "machine."
)
_INTERRUPTED = N_(
    "Stopped before the end. What was being recorded is there whole or not at all: look before you say it again."
)
_ENDED = N_(
    "Stopped in the middle of something that did not end by itself within {seconds} seconds. "
    "What was being recorded is there whole or not at all: look before you say it again. "
    "Messages that were being sent go once more, under the same key."
)
_USAGE = N_("The command is not written properly: {what} See `{command} --help`.")
_ERROR, _WARNING = N_("Error"), N_("Warning")


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as it is told, and the number to end with."""

    code: Exit
    said: Sequence[Said] = ()
    problems: Sequence[Problem] = ()

    def lines(self, lang: str, leaving: Leaving = WHOLE) -> Iterator[str]:
        """In the reader's language. `leaving`: what it may quote."""
        for each in self.said:
            yield f"{translator(lang)(_ERROR)}: {say(leaving.sentence(each, lang), lang)}"
        for problem in self.problems:
            yield problem_line(problem, lang, leaving)


ENDED = Failure(Exit.TERMINATED, [Said(_ENDED, {"seconds": f"{WITHIN:g}"})])
"""The program is ended from outside."""


def problem_line(problem: Problem, lang: str, leaving: Leaving = WHOLE) -> str:
    """`plan.yaml:12:9: what is wrong, and what to do`, in the reader's language."""
    kind = translator(lang)(_ERROR if problem.severity == "error" else _WARNING)
    kept = {name: leaving.sentence(getattr(problem, name), lang) for name in ("args", "guess")}
    why = tuple(replace(note, args=leaving.sentence(note.args, lang)) for note in problem.why)
    said = replace(problem, **kept, why=why)
    return f"{problem.path}:{problem.line}:{problem.column}: {kind}: {said.text(translator(lang))}"


def failure(error: BaseException) -> Failure:
    """The failure that an error which reached the edge is, for whoever typed the command."""
    code = next((code for kind, code in _CODES if isinstance(error, kind)), Exit.FAULT)
    match error:
        case SettingsError():
            return Failure(code, error.problems)
        case PlanError():
            return Failure(code, [Said(error.template, error.fields)], error.problems)
        case TextError():
            return Failure(code, [Said(error.template, error.fields), Said(error.hint, error.fields)])
        case KeyboardInterrupt():
            return Failure(code, [Said(_INTERRUPTED)])
        case MemoryError():
            return Failure(code, [Said(_TOO_MUCH)])
        case Conflict():
            return Failure(code, [Said(_MEANWHILE, {"since": [event_said(one) for one in error.since]})])
        case OSError():
            why, named = system_said(error), error.filename is not None
            template = _FILE if named else _SYSTEM
            return Failure(code, [Said(template, {"path": error.filename, "why": why})])
    return _of_ours(error, code) or _fault(error)


_CODES: Sequence[tuple[type[BaseException], Exit]] = (
    (Terminated, Exit.TERMINATED),
    (Misused, Exit.USAGE),
    (SettingsError, Exit.USAGE),
    (StoreError, Exit.TROUBLE),
    (AnswerLost, Exit.TROUBLE),
    (UnknownType, Exit.TROUBLE),
    (MemoryError, Exit.TROUBLE),
    (OSError, Exit.TROUBLE),
    (KeyboardInterrupt, Exit.INTERRUPTED),
    (Exception, Exit.REFUSED),  # those of ours; what is no error of ours is a fault, whatever stands here
)


def misused(error: Any, command: str) -> Failure:
    """The failure of a command that typer refuses."""
    return Failure(Exit.USAGE, [Said(_USAGE, {"what": _in_our_words(error), "command": command})])


_MISSING = N_("{parameter} is missing.")
_NO_OPTION = N_("there is no option {option}.")
_BAD_VALUE = N_("{parameter} cannot be that: {why}.")
_UNREAD = N_("something in it cannot be read.")
_KNOWN = (
    (re.compile(r"Got unexpected extra argument\(s\) \((?P<what>.*)\)"), N_("more is given than it takes: {what}.")),
    (re.compile(r"Option '(?P<option>.*)' requires an argument\."), N_("nothing stands behind {option}.")),
    (re.compile(r"Option '(?P<option>.*)' does not take a value\."), N_("{option} takes no value.")),
    (re.compile(r"Input should be a valid integer.*"), N_("it is no whole number")),
    (re.compile(r"Input should be greater than or equal to (?P<least>-?\d+)"), N_("it is at least {least}")),
    (re.compile(r"Input should be less than or equal to (?P<most>-?\d+)"), N_("it is at most {most}")),
)
"""What typer says, and the same in words of ours."""


def _in_our_words(error: Any) -> Said:
    parameter = getattr(error, "param", None)
    from adapters.cli.frame.help_pages import typed_said  # noqa: PLC0415 - most commands do not fail

    named = str(getattr(error, "param_hint", None) or (parameter.get_error_hint() if parameter else "")).replace(
        "'", ""
    )
    hint: Said | str = named if named.startswith("-") else typed_said(named)
    match type(error).__name__:
        case "MissingParameter":
            return Said(_MISSING, {"parameter": hint})
        case "NoSuchOption":
            return Said(_NO_OPTION, {"option": error.option_name})
        case "BadParameter":
            return Said(_BAD_VALUE, {"parameter": hint, "why": _known(error.message.rstrip("."))})
    return _known(str(error.format_message()))


def _known(what: str) -> Said:
    found = ((template, pattern.fullmatch(what)) for pattern, template in _KNOWN)
    return next((Said(template, match.groupdict()) for template, match in found if match), Said(_UNREAD))


def _of_ours(error: BaseException, code: Exit) -> Failure | None:
    """Each error of ours holds what it says: as a sentence, or as a template and its fields."""
    said = getattr(error, "said", None)
    if isinstance(said, Said):
        return Failure(code, [said])
    template = getattr(error, "template", None)
    if not isinstance(template, str):
        return None
    from adapters.words.refused.codes import in_words  # noqa: PLC0415 - most commands do not fail

    return Failure(code, [Said(template, in_words(_fields(error)))])


def _fault(error: BaseException) -> Failure:
    return Failure(Exit.FAULT, [Said(_FAULT, {"kind": type(error).__name__, "place": _place(error)})])


def _fields(error: BaseException) -> Mapping[str, object]:
    candidates = (getattr(error, name, None) for name in ("fields", "args"))
    return next((found for found in candidates if isinstance(found, Mapping)), {})


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
