"""Many statements recorded at once: what follows is shown in total, it is asked once, and all are recorded, or none."""

from collections.abc import Sequence
from contextlib import suppress

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.cli.frame.failures import Exit, failure
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.output_files import KEPT, WRITTEN, write_whole
from adapters.cli.output.decisions import DRY, show_changes, unit_names
from adapters.cli.recording.many.asked import Manner
from adapters.cli.typed_in.many.wishes import Wish, Wished
from adapters.many.columns import LABELS
from adapters.many.refused_rows import RefusedRow, refused_file
from adapters.many.together import MeanwhileRefused, Tried, recorded_together, tried
from adapters.many.totals import Totals
from adapters.statements.recording import recorded
from adapters.words.catalogue import Said, say
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_NOTHING = N_("There is nothing to record: no row of the file is filled in.")
_ALL_DONE = N_("There is nothing to record: {done} unit(s) have it done already.")
_TOTAL = N_("To be recorded together: {recorded}; in the log already: {known}.")
_RECORDED = N_("Recorded together: {recorded}; in the log already: {known}.")
_PASSED_OVER = N_("Rows without a day, of which nothing is recorded: {count}.")
_REPEATED = N_("Row {row} is the same as row {first} of the file, and is recorded once.")
_DONE_BEFORE = N_("Done already, and left as it is: {count}.")
_TOLD = N_("Told: {recipients} recipient(s) ({names}), by {mail} mail and {sms} text message(s).")
_NOBODY_TOLD = N_("Nobody is told.")
_ROW, _COLUMN, _REASON = N_("Row"), N_("Column"), N_("Refused because")
_UNIT_OR_TASK = N_("Unit or task")
_MORE = N_("… and {count} more")
_SOME_REFUSED = N_(
    "{count} of {all} cannot be recorded, so nothing was. Put them right, or say `--skip-bad FILE`: the others are "
    "recorded, and these written into the file."
)
_MEANWHILE = N_(
    "While these were being recorded, one of them became impossible: {why} Nothing was recorded. Try again."
)
_ASK = N_("Record all of this? (y/n) ")
_NOT_RECORDED = N_("Nothing was recorded.")
_SAY_YES = N_("Nothing was recorded: nobody could be asked. Say `--yes` to record it, or `--dry-run` to look only.")
_ROWS, _MOST_REFUSED = 12, 20


def record_many(here: Invocation, office: Office, wished: Wished, manner: Manner) -> int:
    """Record what is wished for, and answer. Raises Refused; then nothing was recorded."""
    many = _Many(here, office, manner)
    if not manner.as_json:
        for one in wished.left_out:
            here.terminal.warn(one.template, **one.args)
    if manner.yes and not manner.dry_run and wished.wishes and not wished.refused:
        with suppress(MeanwhileRefused):  # then all that are refused are looked for
            many.answer(recorded_together(office, wished.wishes, many.record, _why), wished, ())
            return Exit.FINE
    found = tried(office, wished.wishes, many.record, _why)
    turned = [RefusedRow(row=one.wish.row, said=one.said) for one in found.turned]
    refused = sorted([*wished.refused, *turned], key=lambda one: (one.row.sheet, one.row.number))
    if refused:
        many.refuse(refused, len(wished.wishes) + len(wished.refused) + len(wished.repeated))
    if not found.made:
        many.nothing(wished, refused)
        return Exit.FOUND if refused else Exit.FINE
    made = found.made if manner.dry_run else many.go(found, wished)
    many.answer(made, wished, refused)
    return Exit.FOUND if refused else Exit.FINE


def _why(error: Exception) -> Said | None:
    told = failure(error)
    return told.said[0] if told.code is Exit.REFUSED and told.said else None


class _Many:
    """One command that records many things."""

    def __init__(self, here: Invocation, office: Office, manner: Manner) -> None:
        self._here, self._office, self._manner = here, office, manner
        self._terminal = here.terminal

    def record(self, office: Office, wish: Wish) -> PresentedDecision:
        """Record one wish, or try it."""
        return recorded(office, wish.said, wish.document, dry_run=office.undone, lang=self._terminal.lang)

    # --- what is refused ----------------------------------------------------------------------------------------------

    def refuse(self, rows: Sequence[RefusedRow], of: int) -> None:
        """Write the rows into a file where that is asked for; else raise Refused, with all of them told."""
        path, terminal = self._manner.skip_bad, self._terminal
        # a file may be passed on, as an answer for programs is
        rows = [self._leaving(one) for one in rows] if self._manner.as_json or path else rows
        if path is None:
            if self._manner.as_json:
                terminal.json({"recorded": 0, "refused": [one.answer(terminal.lang) for one in rows]})
            else:
                self._show_refused(rows)
            raise Refused(_SOME_REFUSED, count=len(rows), all=of)
        kept = write_whole(path, refused_file(rows, terminal.lang))
        if not self._manner.as_json:
            self._show_refused(rows)
            terminal.line(WRITTEN, path=path, rows=len(rows))
            if kept:
                terminal.line(KEPT, path=path, kept=kept)

    def _leaving(self, one: RefusedRow) -> RefusedRow:
        said = self._terminal.leaving.sentence(one.said, self._terminal.lang)
        return RefusedRow(row=one.row, said=said, column=one.column)

    def _show_refused(self, rows: Sequence[RefusedRow]) -> None:
        terminal = self._terminal
        of_file = any(one.row.number for one in rows)
        table = (
            (
                one.row.place if of_file else next(iter(one.row.texts.values()), ""),
                terminal.label(LABELS[one.column]) if one.column else "",
                terminal.value(one.said),
            )
            for one in rows[:_MOST_REFUSED]
        )
        terminal.table((_ROW if of_file else _UNIT_OR_TASK, _COLUMN, _REASON), table)
        if len(rows) > _MOST_REFUSED:
            terminal.line(_MORE, count=len(rows) - _MOST_REFUSED)

    # --- what is recorded ---------------------------------------------------------------------------------------------

    def go(self, found: Tried[Wish, PresentedDecision], wished: Wished) -> Sequence[PresentedDecision]:
        """Record what was tried, once whoever sits at the terminal agrees. Raises Refused."""
        if not self._manner.yes:
            if not self._manner.as_json:
                self._show(found.made, wished, _TOTAL)
            self._ask()
        try:
            return recorded_together(self._office, found.wishes, self.record, _why)
        except MeanwhileRefused as meanwhile:
            raise Refused(_MEANWHILE, why=meanwhile.turned.said) from None

    def _ask(self) -> None:
        here, terminal = self._here, self._terminal
        if self._manner.as_json or not (here.stdin.isatty() and terminal.out.isatty()):
            raise Refused(_SAY_YES)
        terminal.write(terminal.text(_ASK))
        terminal.out.flush()
        if not here.answered():
            raise Refused(_NOT_RECORDED)

    def nothing(self, wished: Wished, refused: Sequence[RefusedRow]) -> None:
        """Say that there is nothing to record."""
        if self._manner.as_json:
            self.answer([], wished, refused)
        elif wished.done_before:
            self._terminal.line(_ALL_DONE, done=wished.done_before)
        elif not refused:
            self._terminal.line(_NOTHING)

    def answer(self, made: Sequence[PresentedDecision], wished: Wished, refused: Sequence[RefusedRow]) -> None:
        """Say what was recorded, or would be."""
        if self._manner.as_json:
            rows = [self._leaving(one).answer(self._terminal.lang) for one in refused]
            events = [
                {"event": one.decision.event.id, "position": one.decision.position, "known": one.logged.known}
                for one in made
            ]
            of_rows: dict[str, object] = {"passed_over": wished.passed_over, "done_before": wished.done_before}
            of_rows["left_out"] = [say(one, self._terminal.lang) for one in wished.left_out]
            of_rows["repeated"] = [one.answer() for one in wished.repeated]
            of_all = Totals.of([one.logged for one in made]).answer()
            dry = {"dry_run": self._manner.dry_run}
            self._terminal.json({**of_all, **dry, **of_rows, "events": events, "refused": rows})
        elif self._manner.dry_run:
            self._terminal.line(DRY)
            self._show(made, wished, _TOTAL)
        elif self._manner.yes:
            self._show(made, wished, _RECORDED)
        else:  # all of it was shown before it was asked
            totals = Totals.of([one.logged for one in made])
            self._terminal.line(_RECORDED, recorded=totals.recorded, known=totals.known)

    def _show(self, made: Sequence[PresentedDecision], wished: Wished, head: str) -> None:
        terminal, totals = self._terminal, Totals.of([one.logged for one in made])
        terminal.line(head, recorded=totals.recorded, known=totals.known)
        if wished.passed_over:
            terminal.line(_PASSED_OVER, count=wished.passed_over)
        for one in wished.repeated[:_MOST_REFUSED]:
            terminal.line(_REPEATED, row=one.row.place, first=one.first.place)
        if len(wished.repeated) > _MOST_REFUSED:
            terminal.line(_MORE, count=len(wished.repeated) - _MOST_REFUSED)
        if wished.done_before:
            terminal.line(_DONE_BEFORE, count=wished.done_before)
        show_changes(terminal, [one for one in made if not one.logged.known], rows=_ROWS)
        terminal.line()
        if not totals.told:
            terminal.line(_NOBODY_TOLD)
            return
        names = unit_names(terminal, made[-1].units, totals.told)
        by = {"mail": totals.messages.get("mail", 0), "sms": totals.messages.get("sms", 0)}
        terminal.line(_TOLD, recipients=len(totals.told), names=names, **by)
