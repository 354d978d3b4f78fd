"""Later versions of a plan made up at random: rows come, go and come back, change their dates, have other numbers."""

import re
from datetime import date

from engine.asking.plan_proposals import propose
from engine.snapshot import Snapshot
from events import making
from events.event import Document
from rules.compiling import check_plan
from rules.problems import Severity
from tests.property.happenings import SUSPENSIONS, moved_down
from tests.worlds import World, plan_text

DUES = [
    "every month by day 10",
    "every month by day 25",
    "every week by friday",
    "every quarter before day 15 of its last month",
    "5 working days after congress",
    "by 2025-07-27",
    "by 2025-08-14",
    "30 working days before congress",
    "once guidance",
    "before 2025-10-01",
    "3 days after congress",
]
"""What rows of later versions are due: much of it before their day, or on it."""
EARLY = ["by 2025-07-27", "before 2025-07-30", "by 2025-08-14"]
WHENS = ["task R1 missed", "guidance held", "task R1 missed", "{some commune: own_congress held}"]
"""For rows that begin after the day that they name."""
HERE = "[{all: true, unit: c2, until: guidance}]"


def amend(world: World, plan: str, number: int, day: date, *, ahead: bool) -> None:
    """Record a version of a plan, chosen by `number`, in force from `day`; it may lie `ahead`. Nothing, if it is none.

    Raises EventsError, MergeError where it does not fit.
    """
    with world.store.begin(write=False) as session:
        snapshot = Snapshot(session, world.service.tools)
        row = snapshot.plan_row(plan)
        if row is None:
            return
        texts = [event.data["source"] for event in snapshot.versions(plan)]
        text = version_of(texts, number)
        if any(problem.severity is Severity.ERROR for problem in check_plan(text)):
            return
        version = propose(session, world.service.tools, text, {}).version
    document = Document(text=f"{version['version']}-KH/TU")
    envelope = world.envelope(str(day), document=document, ahead=ahead)
    world.service.record(making.plan_amended(plan, version, **envelope))


def version_of(texts: list[str], number: int) -> str:
    """The text of a version after those, the last of which stands first: one of some, as `number` says."""
    text, (head, *rows) = texts[0], parts(texts[0])
    which, kind = number // 8 % len(rows), number % 8
    due = DUES[(number + len(texts)) % len(DUES)]
    match kind:
        case 0 | 1:
            new = {"id": f"R{len(rows) + 1}", "title": f"Việc thêm {len(rows) + 1}", "due": due}
            new |= {"for each": "commune", "lead": "each"} if number % 3 else {}
            new |= {} if kind else {"due": EARLY[number // 8 % len(EARLY)], "when": WHENS[number // 8 % len(WHENS)]}
            rows.append(parts(plan_text([new]))[1])
        case 2:
            rows.pop()
        case 3:
            rows.pop(which)
        case 4 | 5:
            rows[which] = re.sub(r"due: .*", f"due: {due}", rows[which])
        case 6:
            return moved_down(text) if number % 3 else texts[-1]
        case 7:
            said = "" if "suspensions: " in head else f"suspensions: {HERE if number % 2 else SUSPENSIONS}\n"
            head = said + re.sub(r"suspensions: .*\n", "", head)
    return head + "".join(rows)


def parts(text: str) -> list[str]:
    """The head of a plan's text, and each of its rows."""
    return re.split(r"^(?=  - id: )", text, flags=re.MULTILINE)
