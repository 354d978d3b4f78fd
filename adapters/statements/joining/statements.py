"""Statements of which milestones are one happening, and which are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.statements.statements import Draft, InForce
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.facts.joins import joined, member_of, written
from events.joined import making as joining
from rules.problems import N_

_NO_MEMBER = N_(
    "“{member}” names no milestone of a plan: write it as PLAN/MILESTONE. `thoihan happenings list` lists them. "
    "Nothing was recorded."
)


def _checked(members: Iterable[str]) -> list[str]:
    """The members, each once. Raises Refused for one without a plan."""
    found = list(dict.fromkeys(members))
    for one in found:
        if not all(member_of(one)):
            raise Refused(_NO_MEMBER, member=one_line(one, 60))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Milestones of several plans are one happening, with all that are one with them already.

    Those of plans that have ended are not named again: they stay joined with what they were joined with.
    """

    members: Sequence[str]
    taken_over: str | None = None  # the plan with one of them that is taken over, and runs already

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        named = _checked(self.members)
        there = {one: now.ties(member_of(one)[0]) for one in named}
        others = [other for one in named for other in joined(there[one], member_of(one)[1])]
        going_on = now.going_on({plan for plan, _ in others})
        members = sorted({*named, *(written(other) for other in others if other[0] in going_on)})
        return Draft(
            matter=("happening.joined", *members),
            content=(document,),
            standing=(),
            on=None,
            make=lambda envelope: joining.happening_joined(members, taken_over=self.taken_over, **envelope),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """Milestones are not what they are joined with; several that are not joined with each other are told apart."""

    members: Sequence[str]
    reason: str | None = None

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        members = sorted(_checked(self.members))
        tied = (written(other) for one in members for other in joined(now.ties(member_of(one)[0]), member_of(one)[1]))
        joins = None if len(members) < 2 or not set(members).isdisjoint(tied) else ()
        return Draft(
            matter=("happening.parted", *members),
            content=(self.reason, document),
            standing=(),
            on=None,
            make=lambda envelope: joining.happening_parted(members, joins=joins, reason=self.reason, **envelope),
        )
