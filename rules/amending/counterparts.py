"""Rows of one plan that another plan has too, by what they say: for those who replace the one by the other."""

from collections import Counter
from collections.abc import Mapping

from rules.phrases.normalising import folded
from rules.plan import Plan


def counterparts(plan: Plan, other: Plan) -> Mapping[str, str]:
    """The row of `other` that says what a row of `plan` says, by their keys: no other row of either has that title.

    Capitals and diacritics do not matter. What is in doubt is left out.
    """
    titles = {rule.id: folded(rule.title) for rule in plan.rules.values()}
    there = {folded(rule.title): rule.id for rule in other.rules.values()}
    often = Counter(titles.values()) + Counter(folded(rule.title) for rule in other.rules.values())
    return {name: there[title] for name, title in titles.items() if title in there and often[title] == 2}
