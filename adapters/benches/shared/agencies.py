"""The agencies of a nation, for benchmarks: as many as are asked for, each with an address."""

from adapters.official_list.table import BEGINS
from adapters.unit_lists.official import official
from engine.contacts import ListedUnit, sealed
from engine.service import Service
from events import making
from events.making import Envelope
from rules.unit_kinds import COMMUNE


def register(service: Service, units: int, envelope: Envelope) -> None:
    """Register agencies, with their addresses."""
    listed = sealed(agencies_of(units))
    service.record(making.units_registered(listed.units, **envelope), contacts=listed.contacts)


def agencies_of(count: int) -> list[ListedUnit]:
    """The central level, the provinces, and `count` communes: those of the official list, then more of the kind."""
    every = official(None, BEGINS)
    above = [unit for unit in every if unit["kind"] != COMMUNE]
    communes = [unit for unit in every if unit["kind"] == COMMUNE][:count]
    more = (
        ListedUnit(code=f"x{index:06}", name=f"Xã {index}", kind=COMMUNE, parent="12")
        for index in range(count - len(communes))
    )
    return [{**unit, "email": f"{unit['code']}@example.vn"} for unit in (*above, *communes, *more)]
