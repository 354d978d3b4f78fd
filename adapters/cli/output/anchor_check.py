"""Findings of a log held against an anchor: as JSON, and in words."""

from collections.abc import Mapping
from typing import Any

from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import say
from engine.asking.anchors import Anchored, Finding
from rules.problems import N_

_HOLDS = N_(
    "All that was in the log up to position {position} is there unchanged; its head is at {head} now, so {since} "
    "event(s) came since."
)
ANCHOR_BREAKS: Mapping[Finding, str] = {
    Finding.CUT_OFF: N_(
        "The log ends at position {head}, and the anchor was taken of one that reached position {position}: {missing} "
        "event(s) were cut off, or this is another log. Restore a backup, and report it."
    ),
    Finding.CHANGED: N_(
        "Not all that was in the log up to position {position} is there unchanged. {what} Report it, with the anchor."
    ),
    Finding.OTHER: N_(
        "The log is not the one that the anchor was taken of: at position {position} its hash was {hash}, and is "
        "{found}. Each event follows from the one before, so the log was made anew after a change, or this is "
        "another log. Restore a backup, and report it."
    ),
}


def anchor_answer(found: Anchored, lang: str) -> dict[str, Any]:
    """The findings for programs."""
    return {
        "holds": found.holds,
        "finding": str(found.finding),
        "position": found.position,
        "hash": found.hash,
        "found": found.found,
        "head": found.head,
        "broken": say(found.broken, lang) if found.broken else None,
    }


def show_anchor_check(terminal: Terminal, found: Anchored) -> None:
    """Tell that the log holds, or warn of how it differs from what the anchor was taken of."""
    if found.holds:
        terminal.line(_HOLDS, position=found.position, head=found.head, since=found.head - found.position)
        return
    terminal.warn(
        ANCHOR_BREAKS[found.finding],
        position=found.position,
        head=found.head,
        missing=found.position - found.head,
        hash=found.hash,
        found=found.found or "–",
        what=found.broken,
    )
