"""The 63 provinces of before 1 July 2025, and the province that each is part of since.

Of their codes 29 went out of use, and seven mean another province now: 15 was Yên Bái, and is Lào Cai.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from adapters.official_list.table import latest, lines


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerProvince:
    """A province as it was until the day before `until`."""

    code: str
    name: str
    now: str  # code of the province that it is part of since; its own where it went on, larger or as it was
    until: date
    document: str  # number of the one that settled it; empty where nothing changed

    @property
    def last(self) -> date:
        """The last day on which it was so."""
        return self.until - timedelta(days=1)

    @property
    def retired(self) -> bool:
        """True if its code is in use no more."""
        return self.code not in latest()

    @property
    def reused(self) -> bool:
        """True if its code means another province now."""
        return not self.retired and bare(latest()[self.code].name) != bare(self.name)


@cache
def former_provinces() -> Mapping[str, FormerProvince]:
    """The former provinces by their codes of then."""
    return {line["code"]: _former(line) for line in lines("former_provinces.csv")}


def bare(province: str) -> str:
    """The name of a province without its sort: `Lai Châu`."""
    return province.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def _former(line: Mapping[str, str]) -> FormerProvince:
    return FormerProvince(
        code=line["code"],
        name=line["name"],
        now=line["now"],
        until=date.fromisoformat(line["until"]),
        document=line["document"],
    )
