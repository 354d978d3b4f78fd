"""Questions of one kind put as one: all that was read with a doubt about agencies, about deadlines, about the head.

Whoever knows the document looks through the list and says that it is right; or has each asked by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rules.drafting.row_answers import APART, BUNDLES, YES, Bundle
from rules.drafting.source import Choice, GroupedQuestion, Translate
from rules.problems import N_

FEWEST = 2
"""One question alone is asked as it is."""

ASK = {
    Bundle.HEAD: N_("Of the head of the document this was read with a doubt. Is it right?"),
    Bundle.AGENCIES: N_("Of the agencies in {count} rows this was read with a doubt. Is it right?"),
    Bundle.DEADLINES: N_("The deadlines of {count} rows were read so, with a doubt. Is that right?"),
    Bundle.STANDING: N_("The words of {count} rows name no day. Are all of them standing duties, without an end?"),
    Bundle.SHARED: N_("In {count} rows several tasks wait for the same words. Is it the same thing for all of them?"),
    Bundle.PLACES: N_("In {count} rows numbers, titles or cells were put together with a doubt. Is it right?"),
}
ALL_RIGHT = N_("yes, all of it")
ONE_BY_ONE = N_("no, ask me one by one")


def bundled(
    found: Sequence[tuple[GroupedQuestion, Bundle | None]], chosen: Mapping[str, str], translate: Translate
) -> Iterator[GroupedQuestion]:
    """The questions, those of one bundle as one unless the officer chose to be asked one by one."""
    members = {bundle: [one for one, of in found if of is bundle] for bundle in BUNDLES}
    done: set[Bundle] = set()
    for question, bundle in found:
        if bundle is None or len(members[bundle]) < FEWEST or chosen.get(bundle) == APART:
            yield without_details(question)
        elif bundle not in done:
            done.add(bundle)
            yield _one(bundle, members[bundle], translate)


def _one(bundle: Bundle, members: Sequence[GroupedQuestion], translate: Translate) -> GroupedQuestion:
    rows = tuple(dict.fromkeys(row for one in members for row in one.rows))
    choices = ((YES, ALL_RIGHT), (APART, ONE_BY_ONE))
    return GroupedQuestion(
        part="questions",
        name=bundle,
        text=translate(ASK[bundle]).format(count=len(rows)),
        choices=tuple(Choice(value=value, text=translate(template)) for value, template in choices),
        rows=rows,
        details=tuple(detail for one in members for detail in one.details),
        dues={words: due for one in members for words, due in one.dues.items()},
    )


def without_details(question: GroupedQuestion) -> GroupedQuestion:
    """A question that is asked by itself, and says all in its own words unless its rows doubt different things."""
    return replace(question, details=question.details if len(question.details) > 1 else (), dues={})
