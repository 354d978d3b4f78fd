"""Ghi nhận theo danh sách: what happened at many agencies, each on its day; typed, or from a file filled in."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile

from adapters.documents.files.errors import DocumentRefused
from adapters.many.columns import Column
from adapters.many.sheets import LARGEST, MIDNIGHT, SheetError, read_filled
from adapters.names.days import written_day
from adapters.statements.milestones_and_tasks import Milestone
from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.fields import DOCUMENT, Field, FieldKind, day_field
from adapters.web.pages.acts.forms import Form, Wrong, opened, posted
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Wish
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.acts.undoing import Next
from adapters.web.pages.recording.milestones import Milestones
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

PATH = "/ghi-nhan/danh-sach"
Recorder = Annotated[Principal, Depends(May(Act.RECORD))]
router = APIRouter(prefix=PATH)

_LONGEST = 200_000
_LINE = N_("Line {line}: {why}")
_NO_DAY = N_("no day stands in it, and none above.")
_NOT_A_DAY = N_("“{text}” is not a date.")
_ONCE = N_("This happens once, at {unit}: record it without a list.")
_AHEAD = N_("Line {line}: {day} is still to come.")
_LOG = N_("To the log")

_FIELDS = (
    Field(name="what", label=N_("What happened?"), kind=FieldKind.NAMED, required=True, suggest="/ghi-nhan/goi-y"),
    Field(
        name="rows",
        label=N_("Where, and when"),
        kind=FieldKind.ROWS,
        longest=_LONGEST,
        required=True,
        help=N_("A line each: the agency; its day; its document. The day and the document may be left out."),
    ),
    day_field(N_("The day, where a line has none"), required=False),
    DOCUMENT,
)


@router.get("")
def show(request: Request, asker: Recorder) -> HTMLResponse:
    """The form."""
    desk = Desk.of(request, asker)
    return opened(desk, _form(desk)[0])


@router.post("")
def send(request: Request, asker: Recorder, data: Typed) -> HTMLResponse:
    """The preview, or the result; the rows of a file that was sent stand in the form."""
    desk, sent = Desk.of(request, asker), data.get("file")
    form, names = _form(desk)
    if not (isinstance(sent, UploadFile) and sent.filename):
        return posted(desk, form, data, names)
    kept = [(name, value) for name, value in data.multi_items() if name not in ("rows", "file")]
    try:
        rows = "\n".join(_rows(one_line(sent.filename, 80), sent.file.read(LARGEST + 1)))
    except (SheetError, Refused) as refused:
        return _wrong(desk, form, FormData(kept), refused.said)
    except DocumentRefused as refused:
        return _wrong(desk, form, FormData(kept), Said(refused.template, refused.fields))
    return posted(desk, form, FormData([*kept, ("rows", rows)]), names)


def _wrong(desk: Desk, form: Form, data: FormData, said: Said) -> HTMLResponse:
    typed = {one.name: desk.value(one.name, data) for one in form.fields}
    found = Filled(typed, {}, {"rows": said})
    return page(desk.request, form.template, 422, form=form, filled=found, first="rows", chosen=".chosen")


def _rows(name: str, data: bytes) -> Iterator[str]:
    """The lines of a file that was filled in. Raises SheetError, DocumentRefused."""
    for row in read_filled(name, data).rows:
        cells = [row.texts.get(column, "") for column in (Column.UNIT, Column.DAY, Column.DOCUMENT)]
        yield "; ".join(cell.removesuffix(MIDNIGHT).replace(";", ",") for cell in cells).rstrip("; ")


def _form(desk: Desk) -> tuple[Form, Names]:
    today = desk.office.clock.today()
    with desk.looking() as snapshot:
        there = Milestones.of(snapshot, today)
    names = Names(there.units, None, there.named)
    form = Form(
        title=N_("Record what happened, by a list"),
        verb=N_("Record it"),
        action=PATH,
        fields=_FIELDS,
        wishes=lambda filled: list(_wishes(there, names, filled, today)),
        template="recording/listed.html",
        after=lambda _filled, _made: [Next(path="/su-kien", words=_LOG)],
        back="/ghi-nhan",
    )
    return form, names


def _wishes(there: Milestones, names: Names, filled: Filled, today: date) -> Iterator[Wish]:
    code = filled.words("what")
    if code not in there.by_code:
        raise HTTPException(404)
    at = there.by_code[code][1].at
    if at:
        raise Wrong("what", _ONCE, unit=there.units.name(at))
    for number, line in enumerate(filled.typed["rows"].splitlines(), 1):
        if line.strip():
            try:
                unit, day, document = _read(line, names, filled)
            except Refused as refused:
                raise Wrong("rows", _LINE, line=number, why=refused.said) from None
            if day > today:
                raise Wrong("rows", _AHEAD, line=number, day=day)
            said = Milestone(name=code, phase="held", on=day, unit=unit)
            yield Wish(said=said, document=document, named=there.units.name(unit))


def _read(line: str, names: Names, filled: Filled) -> tuple[str, date, str | None]:
    """The agency, the day and the document of a line. Raises Refused."""
    cells: Sequence[str] = [cell.strip() for cell in line.replace("\t", ";").split(";", 2)]
    unit, day, document = (*cells, "", "")[:3]
    usual = filled.day("on")
    if not day and usual is None:
        raise Refused(_NO_DAY)
    try:
        on = written_day(day) if day else usual
    except ValueError:
        raise Refused(_NOT_A_DAY, text=one_line(day, 40)) from None
    if on is None:
        raise Refused(_NO_DAY)
    return names.unit(unit), on, document or filled.text("document")
