"""All that many decisions bring, in numbers: what begins, moves and closes, and who is told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.decision import Kind
from engine.service import Logged


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The numbers."""

    recorded: int  # events that are new
    known: int  # that said what the log has already
    changes: Mapping[Kind, int]  # tasks, by what becomes of them
    messages: Mapping[str, int]  # by channel
    told: Sequence[str]  # codes of the agencies that they are to, each once

    @classmethod
    def of(cls, logged: Iterable[Logged]) -> "Totals":
        """Those of these decisions together."""
        found = list(logged)
        new = [one.decision for one in found if not one.known]
        changes = Counter[Kind]()
        for decision in new:
            for change in decision.changes or decision.foreseen:
                changes[change.kind] += len(change.units)
        messages = [message for decision in new for message in decision.telling]
        return cls(
            recorded=len(new),
            known=len(found) - len(new),
            changes=changes,
            messages=Counter(message.channel for message in messages),
            told=list(dict.fromkeys(message.recipient for message in messages)),
        )

    def answer(self) -> dict[str, object]:
        """The same, for programs."""
        return {
            "recorded": self.recorded,
            "known": self.known,
            "changes": {str(kind): number for kind, number in self.changes.items()},
            "messages": {**self.messages, "recipients": len(self.told)},
        }
