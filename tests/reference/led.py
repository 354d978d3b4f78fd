"""A part of the reference: who leads a task, or led it when it was done.

Whoever takes over from an agency leads what it led from the day on which it ended; what was done before was done by it.
"""

from collections.abc import Mapping
from datetime import date

from rules.plan import TaskRule


def led(rule: TaskRule, unit: str, done: date | None, ended: Mapping[str, date], heirs: Mapping[str, str]) -> str:
    """The agency that leads a task now, or led it on the day on which it was `done`."""
    named = lead = unit if rule.leads_its_own else rule.lead
    while lead in ended and (done is None or ended[lead] <= done):
        if lead not in heirs:
            return named  # nobody is there to lead it
        lead = heirs[lead]
    return lead
