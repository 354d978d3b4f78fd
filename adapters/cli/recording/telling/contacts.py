"""The command `units contacts`: the addresses of an agency, of each role; they are seen, set and taken away."""

from collections.abc import Mapping, Sequence
from typing import Annotated, cast

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.failures import problem_line
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.statements.registering.registration import registered
from adapters.telling.addresses import masked
from adapters.unit_lists.contacts import NONE, check_contacts
from adapters.unit_lists.files import UnitsError
from adapters.words.catalogue import Said
from adapters.words.plain_text import harmless, one_line
from adapters.words.refused.refusal import Misused, Refused
from adapters.words.sending.ways import ROLES, address_said
from engine.contacts import ListedUnit, heard_at
from engine.snapshot import Snapshot
from events.beside.ways import EMAIL, MOST, PHONE, PLACES, Role, Whose
from rules.document import Scalar
from rules.groups.members import BETWEEN
from rules.problem_report import ProblemReport
from rules.problems import N_

_NO_ROLE = N_("There is no role “{role}”. There are: {known}.")
_ROLE_FIRST = N_("Say whose the address is: --role officer, --role leader or --role cc.")
_NONE = N_("{name} has no address. `thoihan units contacts {unit} --role officer --email …` enters one.")
_NONE_OF = N_("{name} has no address of this role ({role}); its addresses are these.")
_SET = N_("Registered: the addresses of {name} are these.")
_SAME = N_("Nothing new: the addresses of {name} are these.")
_DRY = N_("A dry run: the addresses of {name} would be others. Nothing was recorded.")
_TOLD, _NOT_TOLD = N_("yes"), N_("no: a landline, or it stands in another role too")

_TYPED: Mapping[str, Role] = {
    **{str(role): role for role in Role},
    **dict.fromkeys(("chuyên viên", "cán bộ", "chuyen vien", "can bo"), Role.OFFICER),
    **dict.fromkeys(("lãnh đạo", "lanh dao"), Role.LEADER),
    **dict.fromkeys(("đồng gửi", "dong gui"), Role.COPIES),
}
"""The roles as they may be typed."""

Mail = Annotated[
    list[str] | None,
    typer.Option("--email", metavar="ADDRESS", help=N_("An e-mail address of this role; repeat it. `-`: none.")),
]
Telephone = Annotated[
    list[str] | None,
    typer.Option("--phone", metavar="NUMBER", help=N_("A telephone number of this role; repeat it. `-`: none.")),
]


def contacts(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="UNIT", help=N_("The code of the unit."))],
    role: Annotated[
        str | None,
        typer.Option(
            "--role", metavar="officer|leader|cc", help=N_("Whose they are: officer, leader, or cc (gets copies).")
        ),
    ] = None,
    email: Mail = None,
    phone: Telephone = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """See the addresses of an agency, or set those of a role."""
    here = invocation(context)
    if (email or phone) and role is None:
        raise Misused(_ROLE_FIRST)
    whose = None if role is None else _role(role)
    known = True
    with here.office() as office:
        if whose and (email or phone):
            given = {**_given(whose, EMAIL, email), **_given(whose, PHONE, phone)}
            unit = _unit(here, office, code, whose, given)
            known = not registered(office, [unit], dry_run=dry_run, lang=here.terminal.lang).count
        _show(here, office, code, whose, known=known, dry_run=dry_run, as_json=as_json)


def _role(text: str) -> Role:
    found = _TYPED.get(text.strip().casefold())
    if found is None:
        raise Refused(_NO_ROLE, role=one_line(text, 40), known=[str(one) for one in Role])
    return found


def _given(role: Role, sort: str, several: Sequence[str] | None) -> Mapping[str, str]:
    """The text of a column of a list that says the same."""
    return {Whose(role, sort, 1).kind: BETWEEN.join(several)} if several else {}


def _unit(here: Invocation, office: Office, code: str, role: Role, given: Mapping[str, str]) -> ListedUnit:
    """The unit as a list would have it. Raises Refused, UnitsError."""
    with office.store.begin(write=False) as session:
        row = Snapshot(session, office.tools).units().rows[code]
    report, unit = ProblemReport(str(role)), {"code": row.code, "name": row.name, "kind": row.kind}
    for kind, text in given.items():
        place = PLACES[kind]
        check_contacts(report, place, Scalar(text=text, line=1, column=1))
        several = [one.strip() for one in text.split(BETWEEN.strip()) if one.strip() not in ("", NONE)]
        unit |= {place._replace(number=1 + at).kind: (*several, "", "", "")[at] for at in range(MOST)}
    if report.refused:
        raise UnitsError(report.in_order())
    for problem in report.in_order():
        here.terminal.err.write(harmless(problem_line(problem, here.terminal.lang)) + "\n")
    return cast("ListedUnit", unit)


def _show(
    here: Invocation, office: Office, code: str, role: Role | None, *, known: bool, dry_run: bool, as_json: bool
) -> None:
    with office.store.begin(write=False) as session:
        row = Snapshot(session, office.tools).units().rows[code]
        kept = {one.kind: one.address for one in session.contacts([row.code])}
    heard = heard_at(row)
    every = [(kind, kept[kind]) for kind in PLACES if kind in kept]
    there = [(kind, one) for kind, one in every if role in (None, PLACES[kind].role)]
    if as_json:
        listed = [
            {
                "kind": kind,
                "role": str(PLACES[kind].role),
                "sort": PLACES[kind].sort,
                "address": one,
                "told": kind in heard,
            }
            for kind, one in there
        ]
        here.terminal.json({"unit": row.code, "addresses": listed, "known": known, "dry_run": dry_run})
        return
    if dry_run and not known:
        here.terminal.line(_DRY, name=row.name)
    elif not every:
        here.terminal.line(_NONE, name=row.name, unit=row.code)
        return
    elif not there and role:
        here.terminal.line(_NONE_OF, name=row.name, role=Said(ROLES[role]))
        there = every
    else:
        here.terminal.line(_SAME if known else _SET, name=row.name)
    said = here.terminal
    rows = (
        (
            said.label(ROLES[PLACES[kind].role]),
            said.value(address_said(kind)),
            masked(one),
            said.label(_TOLD if kind in heard else _NOT_TOLD),
        )
        for kind, one in there
    )
    said.table((N_("Role"), N_("Sort"), N_("Address"), N_("Messages go to it")), rows)
