"""The letters that urge agencies whose tasks are late, as they may leave."""

from collections.abc import Mapping
from datetime import date

from adapters.answers.dossiers.late_tasks import Late
from adapters.answers.speech import Speech
from adapters.documents.export.letter import Released, UrgingLetter, released
from adapters.documents.export.letterhead import head_of


def letters_of(
    late: Late,
    names: Mapping[str, str],
    speech: Speech,
    today: date,
    *,
    sender: str,
    place: str = "",
    answer_by: date | None = None,
) -> dict[str, Released]:
    """A letter by the code of each agency; number, day and signature are left open."""
    head = head_of(sender, today, place=place, dated=False)
    return {
        code: released(
            UrgingLetter(head=head, sender=sender, recipient=names[code], day=today, answer_by=answer_by, tasks=of),
            speech.leaving,
            speech.lang,
        )
        for code, of in late.tasks.items()
    }
