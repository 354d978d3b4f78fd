"""The three steps of every form: it is filled in, what would follow is shown, and that is recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from adapters.answers.decisions import PresentedDecision
from adapters.many.together import MeanwhileRefused
from adapters.web.pages.acts.desks import Desk
from adapters.web.pages.acts.errors import said_of
from adapters.web.pages.acts.fields import Field
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Changed, Trial, Wish, look, record
from adapters.web.pages.acts.reading import CHOSEN, Filled, empty, filled
from adapters.web.pages.acts.undoing import Next, can_be_taken_back, opposite
from adapters.web.pages.acts.uploads import Uploads, uploads
from adapters.web.rendering import page
from adapters.words.catalogue import Said
from adapters.words.events import event_said
from adapters.words.refused.refusal import Refused
from rules.problems import N_

WRONG = 422
_RECORD, _EDIT = "record", "edit"
_LONGEST_SHOWN = 400_000
_OWN = frozenset({"step", "seen", "shown", "skip"})
"""Names of what a form says of itself."""

_MEANWHILE = N_("While this was being recorded, one of them became impossible: {why}")


class Wrong(Exception):  # noqa: N818 - named by what it says
    """Fields that do not go together; the field to which that belongs, and what to type."""

    def __init__(self, name: str, template: str, /, **args: object) -> None:
        self.name, self.said = name, Said(template, args)
        super().__init__(template)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: what is typed into it, and what that says."""

    title: str | Said
    verb: str  # on the button that records
    action: str  # the address that it is sent to
    fields: Sequence[Field]
    wishes: Callable[[Filled], Sequence[Wish]]  # raises Wrong, Refused
    about: Sequence[tuple[str, object]] = ()  # what it is about: a label, and what stands beside it
    files: bool = False
    template: str = "acts/form.html"
    more: Mapping[str, object] = field(default_factory=dict)  # for the template
    after: Callable[[Filled, Sequence[PresentedDecision]], Sequence[Next]] = lambda _filled, _made: ()
    may_withdraw: bool = True
    back: str = "/"


def opened(desk: Desk, form: Form, given: Mapping[str, str] | None = None) -> HTMLResponse:
    """The form, with what is `given` in it already."""
    return _form(desk, form, empty(form.fields, given or {}))


def posted(desk: Desk, form: Form, data: FormData, names: Names) -> HTMLResponse:
    """The answer to a form that was sent: it once more, what would follow, or what followed."""
    found = filled(data, form.fields, names)
    if desk.value("step", data) == _EDIT:
        return _form(desk, form, replace(found, errors={}, meant={}))
    if found.errors:
        return _form(desk, form, found, WRONG)
    try:
        wishes = form.wishes(found)
        if desk.value("step", data) == _RECORD and desk.value("seen", data).isdigit():
            return _recording(desk, form, found, wishes, data)
        return _preview(desk, form, found, look(desk.office, desk.asker, wishes, desk.lang))
    except Exception as error:
        said = _blame(error)
        if said is None:
            raise
        return _form(desk, form, replace(found, errors=said), WRONG)


def _blame(error: Exception) -> dict[str, Said] | None:
    """The field to which an error belongs, and what it says; None: it is none of what was typed."""
    if isinstance(error, Wrong):
        return {error.name: error.said}
    if isinstance(error, MeanwhileRefused):
        return {"": Said(_MEANWHILE, {"why": error.turned.said})}
    said = said_of(error)
    return {"": said} if said else None


def _recording(desk: Desk, form: Form, found: Filled, wishes: Sequence[Wish], data: FormData) -> HTMLResponse:
    seen, shown = int(desk.value("seen", data)[:15]), _marks(desk.value("shown", data))
    try:
        files = uploads(desk.office, data) if form.files else Uploads()
    except Refused as refused:
        trial = look(desk.office, desk.asker, wishes, desk.lang)
        return _preview(desk, form, found, trial, status=WRONG, file_error=refused.said)
    if desk.value("skip", data):
        turned = [id(one.wish) for one in look(desk.office, desk.asker, wishes, desk.lang).turned]
        wishes = [wish for wish in wishes if id(wish) not in turned]
    made = record(desk.office, desk.asker, wishes, desk.lang, seen, shown, files if files.files else None)
    if isinstance(made, Changed):
        since = [event_said(one) for one in made.since]
        return _preview(desk, form, found, made.trial, status=409, since=since, changed=True)
    return _done(desk, form, found, made)


def _marks(text: str) -> list[str]:
    return [mark for mark in text[:_LONGEST_SHOWN].split(",") if mark]


def _form(desk: Desk, form: Form, found: Filled, status: int = 200) -> HTMLResponse:
    first = next((one.name for one in form.fields if one.name in found.errors), "")
    return page(desk.request, form.template, status, form=form, filled=found, first=first, chosen=CHOSEN, **form.more)


def _preview(
    desk: Desk,
    form: Form,
    found: Filled,
    trial: Trial,
    *,
    status: int = 200,
    since: Sequence[Said] = (),
    changed: bool = False,
    file_error: Said | None = None,
) -> HTMLResponse:
    settings = desk.office.settings
    return page(
        desk.request,
        "acts/preview.html",
        status,
        form=form,
        filled=found,
        trial=trial,
        outlook=trial.outlook,
        since=since,
        changed=changed,
        file_error=file_error,
        types=settings.file_types,
        megabytes=settings.file_size // 2**20,
    )


def _done(desk: Desk, form: Form, found: Filled, made: Trial) -> HTMLResponse:
    events, positions = [one.decision.event for one in made.made], [one.decision.position for one in made.made]
    taken_back = form.may_withdraw and all(map(can_be_taken_back, events))
    instead = [] if taken_back else list(filter(None, map(opposite, events[:1])))
    return page(
        desk.request,
        "acts/done.html",
        200,
        form=form,
        filled=found,
        outlook=made.outlook,
        positions=positions,
        hold=desk.office.settings.hold,
        following=[*form.after(found, made.made), *instead],
        taken_back=taken_back,
    )
