"""Rows over the versions of a plan: which one is which, what is asked, and what cannot be kept beside what."""

import pytest

from rules.amending.comparing import compare
from rules.amending.foreseeing import foreseen
from rules.amending.matching_rows import matched
from rules.amending.merging import Choice, merge
from rules.amending.row_edits import keyed
from rules.compiling import compile_plan
from rules.plan_file.yaml_reading import read_document
from rules.problems import MergeError
from rules.row_names import RowMovedError, key_of, row_name
from tests.worlds import plan_text

STAFF, GUIDE, REPORT = "Rà soát đội ngũ cán bộ", "Hướng dẫn quy trình", "Báo cáo kết quả"


def rows(*titles: str, was: dict[str, str] | None = None) -> str:
    """A plan whose rows I.1, I.2, … have these titles."""
    given = was or {}
    numbered = ((f"I.{i}", title) for i, title in enumerate(titles, 1))
    return plan_text(
        [
            {
                "id": n,
                **({"was": given[n]} if n in given else {}),
                "title": title,
                "due": "by 2025-09-01",
                "says": "hạn",
            }
            for n, title in numbered
        ],
        {},
    )


def found(running: str, proposed: str, *earlier: str, **was: str) -> dict[str, str]:
    """By number of `proposed`, the keys."""
    before = [compile_plan(text) for text in (running, *earlier)]
    said = {number.replace("_", "."): row for number, row in was.items()}
    return dict(matched(before[0], before[1:], read_document(proposed), said))


def asked(running: str, proposed: str, **was: str) -> list[tuple[str, str, str]]:
    with pytest.raises(MergeError) as refused:
        found(running, proposed, **was)
    return [(one.code, str(one.args["number"]), str(one.args["before"])) for one in refused.value.problems]


def test_rows_are_the_same_by_what_they_say() -> None:
    """Title and number, or the title alone; a slip of the pen in a title is no other row, another number in it is."""
    assert found(rows(STAFF, GUIDE), rows(REPORT, STAFF, GUIDE)) == {"I.1": "I.1-2", "I.2": "I.1", "I.3": "I.2"}
    assert found(rows(STAFF), rows("Rà soát  đội ngũ cán bộ.")) == {"I.1": "I.1"}
    assert asked(rows("Báo cáo quý I"), rows("Báo cáo quý II")) == [("which-row", "I.1", "I.1")]


def test_rows_with_titles_alike_do_not_slide_into_each_other() -> None:
    """Reports of quarters that move down one stay the reports of their quarters."""
    quarters = [f"Báo cáo kết quả thực hiện quý {name}" for name in ("I", "II", "III")]
    assert found(rows(*quarters), rows(STAFF, *quarters)) == {
        "I.1": "I.1-2",
        "I.2": "I.1",
        "I.3": "I.2",
        "I.4": "I.3",
    }


def test_what_is_doubtful_is_asked() -> None:
    """The same number with another title, and one title that two rows have."""
    assert asked(rows(STAFF, GUIDE), rows(REPORT, GUIDE)) == [("which-row", "I.1", "I.1")]
    assert asked(rows(REPORT, GUIDE, REPORT), rows(GUIDE, STAFF, STAFF, REPORT, REPORT)) != []
    assert found(rows(STAFF), rows(REPORT), I_1="new") == {"I.1": "I.1-2"}
    assert found(rows(STAFF), rows(REPORT), I_1="I.1") == {"I.1": "I.1"}
    assert found(rows(STAFF, GUIDE), rows(REPORT, GUIDE, was={"I.1": "I.1"})) == {"I.1": "I.1", "I.2": "I.2"}


def test_answers_must_be_right() -> None:
    """A row that is not in force, one that is said to be two, a key that no version had."""
    with pytest.raises(MergeError, match="the version in force has no such row"):
        found(rows(STAFF), rows(STAFF, REPORT, was={"I.2": "I.7"}))
    with pytest.raises(MergeError, match=r"are both said to be row I\.1"):
        found(rows(STAFF), rows(STAFF, REPORT, was={"I.1": "I.1", "I.2": "I.1"}))
    with pytest.raises(MergeError, match="no version of the plan has had a row with that key"):
        found(rows(STAFF), rows(STAFF, REPORT).replace("id: I.2\n", "id: I.2\n    key: I.8\n"))
    with pytest.raises(MergeError, match="the new version has no such row"):
        found(rows(STAFF), rows(STAFF), I_4="new")


def test_a_key_is_never_given_to_another_row() -> None:
    """Not even that of a row which an earlier version dropped; who has its number and title is that row again."""
    first, second = rows(STAFF, GUIDE), rows(STAFF)
    assert found(second, rows(STAFF, REPORT), first) == {"I.1": "I.1", "I.2": "I.2-2"}
    assert found(second, rows(STAFF, GUIDE), first) == {"I.1": "I.1", "I.2": "I.2"}


def test_keys_are_written_into_the_text_and_the_rest_stays_as_it_stands() -> None:
    """Below the numbers of rows that need one; answers are gone then. What cannot be put in is written anew."""
    text = rows(REPORT, STAFF, was={"I.2": "I.1"}).replace("rules:", "# các việc\nrules:")
    made = keyed(text, read_document(text), {"I.1": "I.1-2", "I.2": "I.1"})
    wanted = text.replace("id: I.1\n", "id: I.1\n    key: I.1-2\n").replace("id: I.2\n", "id: I.2\n    key: I.1\n")
    assert made == wanted.replace("    was: I.1\n", "")
    in_line = text.split("rules:")[0] + 'rules: [{id: "1", title: A, lead: "12", due: done, says: x, cite: y}]\n'
    anew = compile_plan(keyed(in_line, read_document(in_line), {"1": "7"}))
    assert [(rule.id, rule.number) for rule in anew.rules.values()] == [("7", "1")]
    assert keyed(in_line, read_document(in_line), {"1": "1"}) == in_line


WAITING = [{"title": STAFF, "due": "by 2025-09-01"}, {"title": GUIDE, "due": "3 days after task R1"}]
MOVED = [
    {"title": REPORT, "due": "by 2025-09-01"},
    {"title": STAFF, "key": "R1", "due": "by 2025-09-01"},
    {"title": GUIDE, "key": "R2", "due": "3 days after task R2"},
]


def test_a_number_is_no_change_of_a_row() -> None:
    """Nor are the numbers of rows that it waits for: only the renumbering is told. Other plans keep their hashes."""
    running, proposed = (
        compile_plan(plan_text(WAITING)),
        compile_plan(plan_text([{**one, "key": "K"} for one in MOVED[:1]] + MOVED[1:])),
    )
    told = compare(running, proposed)
    assert [(one.name, one.before, one.after) for one in told.renumbered] == [("R1", "R1", "R2"), ("R2", "R2", "R3")]
    assert told.rules.added == ("K",)
    assert {field.field for one in told.rules.changed for field in one.fields} == {"says", "cite"}  # made up by number
    assert running.rules["R2"].hash == proposed.rules["R2"].hash
    assert not told.nothing


def test_a_kept_row_has_its_new_number_and_so_have_those_it_waits_for() -> None:
    """What is kept reads as before, by the numbers that are shown now; what is left out may be called by its key."""
    new = [{**MOVED[0], "key": "K"}, MOVED[1], {**MOVED[2], "due": "9 days after task R2"}]
    merged = merge(plan_text(WAITING), plan_text(new), {"R2": Choice.KEEP})
    assert "due: 3 days after task R2" in merged
    kept = compile_plan(merged)
    assert kept.rules["R2"].number == "R3"
    assert kept.rules["R2"].due == compile_plan(plan_text(WAITING)).rules["R2"].due
    with pytest.raises(MergeError, match="Row =R1 is kept with the number R1, which row R1 of the new version has"):
        merge(plan_text(WAITING), plan_text([{**MOVED[0], "key": "K"}]), {"R1": Choice.KEEP})


def test_rows_are_named_by_number_and_the_gone_by_key() -> None:
    """A key that is no number is refused with the number that its row has."""
    plan = compile_plan(plan_text([{**MOVED[0], "key": "K"}, *MOVED[1:]]))
    assert [key_of(plan, name) for name in ("R1", "R2", "R3", "=R1", "R9")] == ["K", "R1", "R2", "R1", "R9"]
    assert [row_name(plan, key) for key in ("K", "R1", "R2", "R3", "R9")] == ["R1", "R2", "R3", "=R3", "R9"]
    with pytest.raises(RowMovedError, match="row K is row R1 now"):
        key_of(plan, "K")


EACH = {"for each": "commune", "lead": "each"}


def test_two_rows_that_do_not_go_together_are_told_before_anybody_decides() -> None:
    """R1 kept for each commune, and R2 taken, which waits for it at the province: R2 would never start."""
    running = plan_text([{**EACH, "due": "by 2025-09-01"}, {"due": "by 2025-09-01"}])
    proposed = plan_text([{"due": "by 2025-09-01"}, {"due": "3 days after task R1"}])
    (problem,) = foreseen(running, proposed)
    assert (problem.code, problem.args) == ("never-starts", {"kept": "R1", "taken": "R2"})
    assert problem.text().startswith(
        "If row R1 is kept and row R2 is taken, the two do not go together: Task R2 waits in vain for “R1”"
    )
    assert problem.text().endswith("Keep R2 too, or take what the new version makes of R1.")
    with pytest.raises(MergeError) as refused:
        merge(running, proposed, {"R1": Choice.KEEP})
    assert refused.value.problems == (problem,)
    assert problem.line == proposed.splitlines().index("  - id: R2") + 1


def test_what_goes_together_is_not_warned_of() -> None:
    """Rows that do not hang together, and a chain that is right whichever way."""
    running, proposed = plan_text(WAITING), plan_text([WAITING[0], {**WAITING[1], "due": "9 days after task R1"}])
    assert foreseen(running, proposed) == ()
