"""Agencies from the official list, as it stood on a day; and answers to codes that are of another time."""

from collections.abc import Collection, Iterator
from datetime import date

from adapters.official_list.former_provinces import FormerProvince, former_provinces
from adapters.official_list.table import BEGINS, OfficialName, latest, list_on
from engine.contacts import ListedUnit
from rules.problems import N_
from rules.unit_kinds import CENTRAL, PROVINCE, ROOT

ROOT_NAME = "Trung ương"

NO_PROVINCE = N_("There is no province with the code “{code}”. There are: {known}.")
BEFORE_LIST = N_(
    "The official list begins on {begins}, with the 34 provinces; on {day} there were others. Leave --on out, or name "
    "a day from {begins} on."
)
AHEAD = N_("{day} is still to come: the official list knows no names of days ahead. Leave --on out.")
WAS = N_(
    "“{code}” was {was} until {last}. Since {begins} that is part of {now}, whose code is {now_code} ({document}). "
    "Type `{type}`."
)
REUSED = N_(
    "“{code}” was {was} until {last}, which is part of {now} ({now_code}) since; from {begins} on “{code}” is {is_now} "
    "({document}). Say which you mean, by a day: `{type}` for {is_now}."
)


class NotInList(ValueError):  # noqa: N818 - named for what it says
    """The official list has no such agency, or none on that day. `template` and `fields` say so, and what to type."""

    def __init__(self, template: str, /, **fields: object) -> None:
        self.template = template
        self.fields = fields
        super().__init__(template)


def official(provinces: Collection[str] | None, day: date) -> list[ListedUnit]:
    """Central level, and the provinces with these codes (two digits; None: all) with their communes, as of `day`.

    Raises NotInList.
    """
    there = list_on(day)
    for code in provinces or ():
        if there.get(code, None) is None or there[code].kind != PROVINCE:
            raise NotInList(NO_PROVINCE, code=code[:20], known=", ".join(_provinces()))
    found = there.values()
    wanted = found if provinces is None else (one for one in found if {one.code, one.parent} & set(provinces))
    return [ListedUnit(code=ROOT, name=ROOT_NAME, kind=CENTRAL), *map(unit_data, wanted)]


def above(codes: Collection[str], there: Collection[str]) -> list[ListedUnit]:
    """The central level and the provinces that stand above official units with these `codes`, and are not `there`."""
    official = latest()
    wanted = {official[code].parent for code in codes if code in official} - {*there}
    provinces = [unit_data(official[code]) for code in sorted(wanted & official.keys())]
    needs_root = ROOT not in there and (provinces or ROOT in wanted)
    return [*([ListedUnit(code=ROOT, name=ROOT_NAME, kind=CENTRAL)] if needs_root else []), *provinces]


def unit_data(one: OfficialName) -> ListedUnit:
    """The agency as it is registered."""
    return ListedUnit(code=one.code, name=one.name, kind=one.kind, parent=one.parent)


def must_be_of(day: date | None, today: date, provinces: Collection[str]) -> None:
    """Raise NotInList where a day, or a province's code on that day, is not what it may seem to be.

    A code that meant another province until the list began needs a day to be said (`day` is not None).
    """
    if day and day > today:
        raise NotInList(AHEAD, day=day)
    for former in filter(None, map(former_provinces().get, provinces)):
        if former.retired or (former.reused and (day is None or day < BEGINS)):
            raise out_of_date(former, today)
    if (day or today) < BEGINS:
        raise NotInList(BEFORE_LIST, day=day or today, begins=BEGINS)


def out_of_date(former: FormerProvince, today: date) -> NotInList:
    """A province's code is answered with what became of it, and with what to type instead."""
    now = latest()[former.now]
    return NotInList(
        WAS if former.retired else REUSED,
        code=former.code,
        was=former.name,
        last=former.last,
        begins=former.until,
        now=now.name,
        now_code=now.code,
        document=former.document,
        is_now=latest()[former.code].name if former.reused else "",
        type=_typed(former.code if former.reused else former.now, today),
    )


def _typed(code: str, today: date) -> str:
    """The option that names a province now; one whose code has meant another needs the day."""
    former = former_provinces().get(code)
    on = f" --on {max(today, BEGINS)}" if former and former.reused else ""
    return f"--province {code}{on}"


def _provinces() -> Iterator[str]:
    return (code for code, one in latest().items() if one.kind == PROVINCE)
