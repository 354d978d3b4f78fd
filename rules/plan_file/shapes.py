"""The form of a field of a plan file, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """The form of the value of a field."""

    TEXT = "text"
    PLAN_ID = "plan id"
    RULE_ID = "rule id"
    CODE = "unit code"
    LEAD = "unit code or each"
    NAME = "name"  # of a milestone, a unit kind or a calendar
    CONVENTION = "convention"
    DATE = "date"
    TRUTH = "true or false"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    AMOUNT = "length of time"
    WORKING_DAYS = "number of working days"
    NUMBER = "whole number"
    CYCLE = "cycle"
    RUNGS = "rungs"
    DUE = "deadline"
    CONDITION = "condition"
    LEADS = "unit codes or each"
    KIND_OR_CODES = "unit kind or unit codes"
    RULE_IDS = "rule ids"
    PLANS = "all or plan ids"
    LABELS = "labels"
    LEVEL = "level of secrecy"
    MEMBERS = "members"
    TASKS = "each or shared"
    SETTINGS = "settings"
    RECORD = "record"
    RECORDS = "list of records"
    NAMED_RECORDS = "records by name"
    CODED_RECORDS = "records by unit code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: the form of its value, and its purpose in Vietnamese and English."""

    shape: Shape
    vi: str
    en: str
    required: bool = False
    default: str = ""  # as a plan file would have it; empty if there is none
    fields: "Fields | None" = None  # of the record or records below it
    examples: tuple[str, ...] = ()


Fields = Mapping[str, Field]
