"""The table: the meaning of every type of event, gathered from the families. A test holds it equal to the catalogue.

A new type is an entry in its family's table, and in this one where the family is new.
"""

from collections.abc import Mapping
from types import MappingProxyType

from engine.happenings import (
    agencies,
    amendments,
    calendar_days,
    clock,
    extensions,
    milestones,
    plan_versions,
    reports,
    suspensions,
)
from engine.happenings.course import acceptance, assigning, parts, remarks
from engine.happenings.documents import filing
from engine.happenings.ending import closing
from engine.happenings.entry import Meaning
from engine.happenings.joined import joining

FAMILIES = (
    milestones,
    joining,
    reports,
    remarks,
    acceptance,
    assigning,
    parts,
    extensions,
    suspensions,
    agencies,
    plan_versions,
    closing,
    calendar_days,
    filing,
    clock,
    amendments,
)

MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {kind: meaning for family in FAMILIES for kind, meaning in family.MEANINGS.items()}
)
"""Every type of event by its name."""
