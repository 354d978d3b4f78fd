"""Agencies for programs; the form is documented in docs/cli.md."""

from typing import Any

from engine.contacts import KINDS, OTHERS, SEALS, Kept
from events.rows import UnitRow
from rules.groups.members import BETWEEN


def unit_answer(row: UnitRow, kept: Kept) -> dict[str, Any]:
    """An agency for programs; looking back, with no addresses: only those of now are kept."""
    found = {name: value for name, value in row._asdict().items() if name not in (*SEALS.values(), OTHERS)}
    addresses = {kind: kept[row.code, kind].address if (row.code, kind) in kept else None for kind in SEALS}
    addresses |= {kind: kept[row.code, kind].address for kind in KINDS if (row.code, kind) in kept}
    members = row.members.split(BETWEEN) if row.members else []
    return {**found, **addresses, "texts": bool(row.texts), "members": members, "tasks": row.tasks or None}
