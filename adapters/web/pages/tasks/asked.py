"""The filter of a list: read from its address, written back into it, and said in words above the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from adapters.answers.lists.task_pages import Page
from adapters.answers.speech import Speech
from adapters.web.pages.shared.reading import Reading
from adapters.words.catalogue import Said, day_text
from adapters.words.refused.refusal import Refused
from adapters.words.tasks import ALL_STANDINGS, STATES
from engine.tasks import Standing, State
from events.rows import NO_DAY
from events.store.questions import Stands
from rules.problems import N_

OPEN_SO = "open"
_OPEN = (Standing.NEAR, Standing.IN_TIME)
STANDINGS: Mapping[str, tuple[str, Sequence[Standing]]] = {
    Standing.OVERDUE: (N_("overdue"), (Standing.OVERDUE,)),
    Standing.NEAR: (N_("due soon"), (Standing.NEAR,)),
    OPEN_SO: (N_("still open, in time"), _OPEN),
    Standing.DATE_OVERDUE: (ALL_STANDINGS[Standing.DATE_OVERDUE], (Standing.DATE_OVERDUE,)),
    Standing.CONTINUOUS: (N_("standing duty"), (Standing.CONTINUOUS,)),
    Standing.DONE_IN_TIME: (N_("done by the last day"), (Standing.DONE_IN_TIME,)),
    Standing.DONE_LATE: (N_("done after the last day"), (Standing.DONE_LATE,)),
}
"""Standings by their name in an address, each with its words."""

_SHOWN = N_("{count} task(s){filters}")
_MORE = N_("{count} task(s) and more{filters}")
_IN_STATE = N_("in the state “{words}”")
_WITHIN, _DUE_TODAY = N_("due by {day}"), N_("due today")
_OF, _BY, _ROW = N_("of {unit}"), N_("by {document}"), N_("row no. {row}")
_FOUND, _STILL, _ACCEPT = (
    N_("with “{words}”"),
    N_("no progress reported for {days} days"),
    N_("reported done, to be accepted"),
)
_FROM, _UNTIL = N_("due from {day}"), N_("due until {day}")
_MOST_DAYS, _LONGEST, _LONGEST_QUERY = 3_660, 200, 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filter of a list; all of it stands in the address."""

    words: str = ""
    plan: str = ""
    row: str = ""  # a number in that plan
    unit: str = ""
    standing: str = ""
    state: str = ""
    within: int | None = None
    since: str = ""
    until: str = ""
    still: int | None = None
    accept: bool = False
    order: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """From an address; what means nothing there is left out."""
        standing, state = query.get("tinh-hinh", ""), query.get("trang-thai", "")
        return cls(
            words=" ".join(query.get("q", "").split())[:_LONGEST],
            plan=query.get("van-ban", "")[:_LONGEST],
            row=query.get("dong", "")[:_LONGEST],
            unit=query.get("co-quan", "")[:_LONGEST],
            standing=standing if standing in STANDINGS else "",
            state=state if state in [*State] else "",
            within=_number(query.get("trong", ""), 0),
            since=day_typed(query.get("tu", "")),
            until=day_typed(query.get("den", "")),
            still=_number(query.get("chua-cap-nhat", ""), 1),
            accept=query.get("cho-cong-nhan") == "1",
            order=query.get("xep", "") if query.get("xep", "") in ("ten", "co-quan") else "",
            after=_place(query.get("sau", "")),
        )

    @classmethod
    def written(cls, query: str) -> "Asked":
        """From the query of an address, as it was written."""
        return cls.of(dict(parse_qsl(query[:_LONGEST_QUERY])))

    def path(self, **changed: object) -> str:
        """The address of the same list, with some of it changed."""
        other = replace(self, **changed)  # type: ignore[arg-type]  # fields of its own
        return f"/nhiem-vu?{urlencode(other.query)}" if other.query else "/nhiem-vu"

    def export(self, form: str) -> str:
        """The address of the file that has exactly this list."""
        query = urlencode({key: value for key, value in self.query.items() if key != "sau"})
        return f"/xuat/nhiem-vu.{form}?{query}" if query else f"/xuat/nhiem-vu.{form}"

    @property
    def query(self) -> dict[str, str]:
        """The fields of its address that say something."""
        named = {
            "q": self.words,
            "van-ban": self.plan,
            "dong": self.row,
            "co-quan": self.unit,
            "tinh-hinh": self.standing,
            "trang-thai": self.state,
            "trong": "" if self.within is None else str(self.within),
            "tu": self.since,
            "den": self.until,
            "chua-cap-nhat": str(self.still or ""),
            "cho-cong-nhan": "1" if self.accept else "",
            "xep": self.order,
            "sau": self.after,
        }
        return {key: value for key, value in named.items() if value}

    def stands(self, today: date) -> Stands | None:
        """The standings by the clock that are asked for; None: any."""
        if not self.standing and self.within is None:
            return None
        last = NO_DAY if self.within is None else (today + timedelta(days=self.within)).isoformat()
        return Stands(today.isoformat(), STANDINGS[self.standing or OPEN_SO][1], last)

    def said(self, seen: Reading, count: int, *, more: bool) -> Said:
        """The number of tasks and the filter, in words."""
        parts = [" ".join(filter(None, (self._standing(seen.speech), self._days(seen)))), *self._others(seen)]
        filters = ", ".join(filter(None, parts))
        told = f" {filters}" if filters else ""
        return Said(_MORE if more else _SHOWN, {"count": f"{count:,}".replace(",", "."), "filters": told})

    def _standing(self, speech: Speech) -> str:
        if self.standing:
            return speech.label(STANDINGS[self.standing][0])
        return speech.text(_IN_STATE, words=speech.label(STATES[State(self.state)])) if self.state else ""

    def _days(self, seen: Reading) -> str:
        text = seen.speech.text
        said = []
        if self.within is not None:
            last = seen.today + timedelta(days=self.within)
            said.append(text(_WITHIN, day=day_text(last, seen.speech.lang)) if self.within else text(_DUE_TODAY))
        said += [text(_FROM, day=self.since)] if self.since else []
        said += [text(_UNTIL, day=self.until)] if self.until else []
        return ", ".join(said)

    def _others(self, seen: Reading) -> list[str]:
        text, plan = seen.speech.text, seen.shelf.plan(self.plan) if self.plan else None
        return [
            text(_STILL, days=self.still) if self.still else "",
            text(_ACCEPT) if self.accept else "",
            text(_OF, unit=seen.units.name(self.unit)) if self.unit else "",
            text(_ROW, row=self.row) if self.row else "",
            text(_BY, document=plan.number if plan else self.plan) if self.plan else "",
            text(_FOUND, words=self.words) if self.words else "",
        ]


def _place(text: str) -> str:
    """The place at which the page before ended; an address that somebody changed by hand begins anew."""
    try:
        return text if Page.asked(text, None).after else ""
    except Refused:
        return ""


def day_typed(text: str) -> str:
    """A day as a form or a person gives it, as ISO text; "" for what is no day."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()  # noqa: DTZ007 - a day alone
        except ValueError:
            continue
    return ""


def _number(text: str, least: int) -> int | None:
    return min(int(text), _MOST_DAYS) if text.isascii() and text.isdigit() and int(text[:6]) >= least else None
