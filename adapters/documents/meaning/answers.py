"""The officer's answers: a small YAML file kept beside the document and applied at every import of it.

plan: {unit: "12", issued: 2025-07-21}
agencies: {Trường Chính trị: tct}
phrases: {Sau hội nghị: 7 days after hoi_nghi}
questions: {no-deadline: continuous, left-out: out}
milestones: {party_card_guidance: {title: Hướng dẫn đổi thẻ đảng viên, at: vn}}
rows:
  "II.3#5f0c2a91": {says: Sau 7 ngày làm việc, due: 7 working days after party_agencies_congress}
"""

from collections.abc import Mapping

from rules.document import ListNode, MapNode, Node, Scalar
from rules.drafting.source import Answers
from rules.plan_file.fields import PLAN, RULE
from rules.plan_file.yaml_reading import read_document
from rules.problem_report import ProblemReport
from rules.problems import N_, PlanError, Problem, shown

PARTS = ("plan", "agencies", "phrases", "questions", "milestones", "rows")
MILESTONE = ("title", "at", "of each")

REFUSED = N_("{path} is refused: {errors} error(s) in the answers. Nothing was imported; correct them.")
NOT_MAPPING = N_("In the answers, “{part}” must have keys with values below it.")
UNKNOWN_PART = N_("The answers have no part “{part}”; the parts are: {parts}.")
UNKNOWN_FIELD = N_("In the answers, “{part}” has no field “{field}”; the fields are: {fields}.")
NO_VALUE = N_("In the answers, “{field}” must be a text, or a list of texts.")
AS_SHOWN = N_("docs/importing.md shows a whole file of answers.")

Fields = Mapping[str, Node]


class AnswersError(PlanError):
    """A file of answers is refused; `problems` has everything found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.template = REFUSED


def read_answers(source: str | bytes, *, path: str = "answers.yaml") -> Answers:
    """The answers that `source` (YAML) holds. Raises AnswersError, with every problem and its line."""
    try:
        root: Node = read_document(source, path=path).root
    except PlanError as error:
        if [problem.code for problem in error.problems] == ["empty"]:
            return Answers()
        raise AnswersError(tuple(error.problems)) from None
    reader = _Reader(ProblemReport(path))
    answers = reader.answers(root)
    if reader.report.refused:
        raise AnswersError(reader.report.in_order())
    return answers


class _Reader:
    """Takes the tree apart, and reports what is in it that no answer has."""

    def __init__(self, report: ProblemReport) -> None:
        self.report = report

    def answers(self, root: Node) -> Answers:
        """All of them."""
        parts = self._mapping("answers", root)
        for entry in root.entries if isinstance(root, MapNode) else ():
            if entry.key.text not in PARTS:
                self.report.error(
                    "unknown-part",
                    entry.key,
                    UNKNOWN_PART,
                    AS_SHOWN,
                    part=shown(entry.key.text),
                    parts=", ".join(PARTS),
                )
        plan, milestones = parts.get("plan"), self._mapping("milestones", parts.get("milestones"))
        rows = self._mapping("rows", parts.get("rows"))
        return Answers(
            plan={name: self._text(name, value) for name, value in self._fields("plan", plan, PLAN).items()},
            agencies=self._texts("agencies", parts),
            phrases=self._texts("phrases", parts),
            questions=self._texts("questions", parts),
            milestones={name: self._milestone(name, value) for name, value in milestones.items()},
            rows={key: self._row(key, value) for key, value in rows.items()},
        )

    def _texts(self, part: str, parts: Fields) -> dict[str, str]:
        """A part in which each name has one text."""
        return {name: self._text(name, value) for name, value in self._mapping(part, parts.get(part)).items()}

    def _mapping(self, part: str, found: Node | None) -> Fields:
        if found is None or (isinstance(found, Scalar) and found.empty):
            return {}
        if not isinstance(found, MapNode):
            self.report.error("not-a-mapping", found, NOT_MAPPING, AS_SHOWN, part=shown(part))
            return {}
        return {entry.key.text: entry.value for entry in found.entries}

    def _fields(self, part: str, found: Node | None, allowed: Mapping[str, object] | tuple[str, ...]) -> Fields:
        fields = self._mapping(part, found)
        for name, value in fields.items():
            if name not in allowed:
                said = {"part": shown(part), "field": shown(name), "fields": ", ".join(allowed)}
                self.report.error("unknown-field", value, UNKNOWN_FIELD, AS_SHOWN, **said)
        return fields

    def _milestone(self, name: str, found: Node) -> dict[str, str]:
        return {key: self._text(key, value) for key, value in self._fields(name, found, MILESTONE).items()}

    def _row(self, key: str, found: Node) -> dict[str, str | tuple[str, ...]]:
        return {
            name: tuple(self._text(name, one) for one in value.items)
            if isinstance(value, ListNode)
            else self._text(name, value)
            for name, value in self._fields(key, found, RULE).items()
        }

    def _text(self, field: str, value: Node) -> str:
        if not isinstance(value, Scalar):
            self.report.error("no-text", value, NO_VALUE, AS_SHOWN, field=shown(field))
            return ""
        return "" if value.empty else value.text
