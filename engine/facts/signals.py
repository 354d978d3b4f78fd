"""The names of signals: what facts speak of, as they stand in a fact's row and as rules wait for them."""

from rules.offsets import Signal, SignalKind

AMENDED = "rule"
"""The prefix of the signal of a rule that a new version of the plan made what it is: `rule:RULE`."""

DATE_SET = "date"
"""The prefix of the signal of a date set by hand: `date:RULE`."""


SUSPEND = "suspend"
"""The prefix of the signal of a suspension: `suspend:label:đại hội`."""

BOUNDS = "bounds"
"""The prefix of the signal that a suspension begins or ends with a milestone: `bounds:MILESTONE`."""

EVERY_PLAN = ""
"""The plan of a fact that concerns every plan, those adopted later too."""


def signal_text(signal: Signal) -> str:
    """As it stands in a fact's row: `milestone:congress`, `done:I.7`."""
    return f"{signal.kind}:{signal.name}"


def done_signal(rule: str) -> str:
    """The signal of a rule's task reported done."""
    return f"{SignalKind.DONE}:{rule}"


def missed_signal(rule: str) -> str:
    """The signal of a rule's task whose due date passed without it."""
    return f"{SignalKind.MISSED}:{rule}"


def date_signal(rule: str) -> str:
    """The signal of a date set by hand for a rule's task."""
    return f"{DATE_SET}:{rule}"


def suspend_signal(selector: str) -> str:
    """The signal of a suspension of the rules that `selector` means (`rules.selecting`): `suspend:rule:I.7`."""
    return f"{SUSPEND}:{selector}"


def bound_signal(milestone: str) -> str:
    """The signal of the fact that a suspension begins or ends with `milestone`, so that it is found from there."""
    return f"{BOUNDS}:{milestone}"


def asked_signal(rule: str) -> str:
    """The signal of an extension asked for a rule's task."""
    return f"asked:{rule}"


def extended_signal(rule: str) -> str:
    """The signal of an extension granted for a rule's task; `day` is the new due date."""
    return f"extended:{rule}"


def refused_signal(rule: str) -> str:
    """The signal of an extension refused for a rule's task."""
    return f"refused:{rule}"


def amended_signal(rule: str) -> str:
    """The signal of a rule that a new version of the plan brought or changed."""
    return f"{AMENDED}:{rule}"
