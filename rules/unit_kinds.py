"""The kinds of units that every installation has, and the official codes from which a kind can be told.

Two digits are a province's code, five a commune's; `vn` is the whole country.
"""

import re

ROOT = "vn"
CENTRAL, PROVINCE, COMMUNE = "central", "province", "commune"

GROUP = "group"
"""The kind of a unit that is only a manner of speaking ("các cơ quan liên quan"): others stand behind it."""

KINDS = (CENTRAL, PROVINCE, COMMUNE, "party-body", "party-committee", "department", GROUP)
"""Kinds that every installation has."""

PROVINCE_CODE = re.compile(r"[0-9]{2}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
KIND = re.compile(r"[a-z][a-z0-9_-]*")
"""The form of any unit's code, and of a kind of units."""

COMMUNE_CODE = re.compile(r"[0-9]{5}")


def official_kind(code: str) -> str | None:
    """The kind of unit that has an official code of this form; None for any other code."""
    if code == ROOT:
        return CENTRAL
    if PROVINCE_CODE.fullmatch(code):
        return PROVINCE
    return COMMUNE if COMMUNE_CODE.fullmatch(code) else None


def usual_parent(code: str, kind: str | None, plan_unit: str | None) -> str | None:
    """The code of the unit above a declared one that names no parent; None: nothing is above it.

    That is the plan's unit, and ROOT for the plan's unit itself and for provinces.
    """
    if code == ROOT or kind == CENTRAL:
        return None
    return ROOT if code == plan_unit or kind == PROVINCE else plan_unit
