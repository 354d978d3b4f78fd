"""Answers as the description of the API has them: the fields to rely on; there are more in each."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Open(BaseModel):
    """An answer with these fields, and others."""

    model_config = ConfigDict(extra="allow")


class Task(Open):
    """A task, as `thoihan tasks --json` has it. Of one that is too secret only numbers and days, and `withheld`."""

    id: str
    key: str
    plan: str
    rule: str
    unit: str | None = None
    unit_name: str | None = None
    lead: str | None = None
    cooperate: list[str] | None = None
    title: str | None = None
    state: str | None = None
    standing: str | None = None
    secrecy: str | None = None
    nominal: str | None = None
    due: str | None = None
    safe: str | None = None
    set_by: str | None = None
    provisional: bool | None = None
    basis: list[str] | None = None
    withheld: str | None = None


class TaskPage(BaseModel):
    """A page of tasks."""

    items: list[Task]
    next: str | None


class ExplanationAnswer(Open):
    """Why a task is due when it is, as `thoihan explain --json` has it."""

    id: str
    key: str
    plan: str
    rule: str
    due: str | None = None
    says: str | None = None
    cite: str | None = None
    when_due_words: str | None = None
    receipt: dict[str, Any] | None = None
    grounds: list[dict[str, Any]] | None = None
    steps: list[str] | None = None
    earlier: list[dict[str, Any]] | None = None


class RecordedAnswer(BaseModel):
    """The answer to an event: all that follows from it."""

    position: int
    known: bool
    decision: dict[str, Any]


class ProposalAnswer(Open):
    """Something that an agency says happened, until the office above records it or declines."""

    id: str
    state: str
    type: str
    plan: str | None = None
    subject: str | None = None
    unit: str | None = None
    occurred_on: str
    proposed_at: str
    proposed_by: str
    decided_at: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    event: str | None = None
    decidable: bool


class ProposedAnswer(BaseModel):
    """The answer to an event that is proposed and not recorded: what would follow from it."""

    proposal: ProposalAnswer
    known: bool
    decision: dict[str, Any]


class ProblemAnswer(BaseModel):
    """A problem: it says what is wrong, and what to do (RFC 9457)."""

    type: str
    status: int
    title: str
    detail: str
    errors: list[str] | None = None


class PageAnswer(BaseModel):
    """A page of a list."""

    items: list[dict[str, Any]]
    next: str | None = None
