"""Agencies by their names, which have a head that may be left out."""

from collections.abc import Mapping

from adapters.names.matching import LONGEST, Meant, Named, named_by


def agency_meant(text: str, names: Mapping[str, str], *, loosely: bool = False) -> Meant:
    """The agencies that a text means best of those that there are, their names by code."""
    there = [Named(code, (name,), headed=True) for code, name in names.items()]
    return named_by(text.strip()[:LONGEST], there, loosely=loosely)
