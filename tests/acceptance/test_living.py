"""The story of deadlines that live, on both databases: every date that matters is counted here by hand.

Periods in days do not count the day of the event (Bộ luật Dân sự 2015, điều 147.3); one that ends on a day off ends
with the next working day (điều 148.5). 1 and 2 September 2025 are off (Bộ luật Lao động, điều 112, and the government's
letter).
The story's own swap makes Wednesday 3 September a day off and Saturday 6 September a working day.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.command_line import CommandLine, Ended
from tests.databases import POSTGRES, database_on

PLAN = "376-kh-tu"
ON_EACH = ["sqlite", pytest.param("postgres", marks=POSTGRES.marks)]


class Played:
    """The story, played once on a database, and what it left."""

    def __init__(self, line: CommandLine, ended: Ended) -> None:
        self.line, self.ended = line, ended
        line.on("2025-10-20")
        self.tasks: dict[str, dict[str, Any]] = {task["id"]: task for task in line.json("tasks")}

    def due(self, task: str) -> tuple[str, str]:
        """The state and the due date of a task of 376-KH/TU."""
        found = self.tasks[f"{PLAN}/{task}"]
        return found["state"], found["due"]

    def earlier(self, task: str) -> list[tuple[str, str | None]]:
        """What was done to a task of 376-KH/TU, with the date that it had before."""
        found = self.line.json("explain", f"{PLAN}/{task}")["earlier"]
        return [(before["change"], before["due"]) for before in found if before["change"] != "updated"]


@pytest.fixture(scope="module", params=ON_EACH)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """In English into a file of the demo's own; in Vietnamese into a database that is named."""
    folder = tmp_path_factory.mktemp("living") / "thu"
    if request.param == "sqlite":
        line = CommandLine(folder, f"sqlite:///{folder / 'thoihan.sqlite'}", empty=True)
        yield Played(line, line("demo", "--story", "living", "--dir", str(folder)))
        return
    template = request.getfixturevalue("postgres_template")
    for url in database_on(request.getfixturevalue("postgres_server"), like=template):
        line = CommandLine(folder, url, empty=True)
        options = ("--dir", str(folder), "--database", url, "--lang", "vi")
        yield Played(line, line("demo", "--story", "living", *options))


def test_it_is_told_whole_in_either_language(played: Played) -> None:
    """Every step is there, what is typed and what is answered, and nothing is left to be filled in."""
    out = played.ended.out
    assert played.ended.err == ""
    assert out.count("\n── ") == 29
    assert "{" not in out.replace('{\n  "position"', "")
    said = {
        "en": ["New tasks: 689", "Suspended: 3", "4 day(s) left once it resumes", "leads task", "Taken.", "Not taken."],
        "vi": ["Nhiệm vụ mới: 689", "Tạm dừng: 3", "còn 4 ngày khi tiếp tục", "đơn vị chủ trì", "Nhận.", "Không nhận."],
    }
    vietnamese = played.line.url.startswith("postgres")
    for words in said["vi" if vietnamese else "en"]:
        assert words in out, words
    assert ("New tasks" in out) != vietnamese


def test_the_congress_is_planned_postponed_planned_again_and_held(played: Played) -> None:
    """Forwards and backwards, dates follow it wherever it goes, and each earlier one is kept."""
    # 30 working days before Tuesday 30 September: 29 is the 1st, 22 to 26 make 6, 15 to 19 make 11, 8 to 12 make 16,
    # 3 to 5 make 19 (1 and 2 are off), 25 to 29 August make 24, 18 to 22 make 29: the 30th is Friday 15 August.
    # 30 before Thursday 16 October: 13 to 15 make 3, 6 to 10 make 8, 29 September to 3 October 13, 22 to 26 make 18,
    # 15 to 19 make 23, 8 to 12 make 28, 5 is the 29th: Thursday 4 September. With Saturday 6 worked it is the 29th, and
    # Friday 5 the 30th; Wednesday 3, which is off now, is not reached.
    assert played.due("IX.4/vptu") == ("done", "2025-09-05")
    assert played.earlier("IX.4/vptu") == [
        ("closed", "2025-08-15"),
        ("activated", None),
        ("moved", "2025-09-04"),
        ("done", "2025-09-05"),
    ]
    # Right after is within 1 working day: Friday 17 October. Seven days after 16 October: Thursday 23 October.
    assert played.due("I.6/du-ubnd") == ("active", "2025-10-17")
    assert played.due("VI.1.11/btc") == ("active", "2025-10-23")
    assert not played.tasks[f"{PLAN}/VI.1.11/btc"]["provisional"]
    # 5 working days after 16 October to set a date: 17, 20, 21, 22, 23 October.
    assert played.tasks[f"{PLAN}/IV.7/du-mttq"]["state"] == "needs_date"
    assert played.line.json("explain", f"{PLAN}/IV.7/du-mttq")["set_by"] == "2025-10-23"


def test_suspended_time_does_not_count(played: Played) -> None:
    """Three of seven days were used; the four left run from the day after the suspension ended."""
    # Held 5 August: 6, 7, 8 August are used. Resumed on the 19th: 20, 21, 22, 23 are the rest. 23 August is a Saturday,
    # so the period ends with Monday 25 August.
    for commune in ("03388", "03390", "03405"):
        assert played.due(f"XIV.1.5/{commune}") == ("active", "2025-08-25")
        assert played.tasks[f"{PLAN}/XIV.1.5/{commune}"]["nominal"] == "2025-08-23"
    assert played.earlier("XIV.1.5/03388") == [
        ("firmed", "2025-08-12"),
        ("suspended", "2025-08-12"),
        ("resumed", None),
    ]
    then = played.line.json("tasks", "--as-of", "2025-08-15", "--unit", "03388", "--state", "suspended")
    assert [(task["rule"], task["due"]) for task in then] == [("XIV.1.5", None)]


def test_a_swapped_saturday_moves_what_is_counted_over_it(played: Played) -> None:
    """The dates of the communes that fell on Wednesday 3 September move to Thursday; others stay."""
    # 22 August + 7 = Friday 29 August (12 communes). 26 August + 7 = 2 September, 27 August + 7 = 3 September: both are
    # off, the next working day is Thursday 4 September (11 and 11). Corrected to 28 August, + 7 = 4 September (1 more).
    due = Counter(task["due"] for task in played.tasks.values() if task["rule"] == "XIV.1.5")
    assert due == {"2025-08-25": 3, "2025-08-29": 12, "2025-09-04": 23}
    assert played.earlier("XIV.1.5/03424") == [("moved", "2025-09-03")]
    assert played.earlier("XIV.1.5/03408") == []  # its 29 August is before the days that were swapped


def test_a_corrected_event_moves_its_date_and_was_never_missed(played: Played) -> None:
    """The commune whose congress was on 28 August was not late on 29 August."""
    assert played.due("XIV.1.5/03394") == ("active", "2025-09-04")
    (task,) = (one for one in played.line.json("tasks", "--unit", "03394") if one["rule"] == "XIV.1.5")
    assert task["missed_on"] == "2025-09-04"  # that one it did miss
    explained = played.line.json("explain", f"{PLAN}/XIV.1.5/03394")
    assert [ground["id"] for ground in explained["grounds"]] == ["dai-hoi-03394"]
    assert [one["type"] for one in explained["grounds"][0]["amended_by"]] == ["event.corrected"]


def test_more_time_is_granted_or_refused_and_lateness_stays(played: Played) -> None:
    """The one that was granted is due later; the one that was refused was reported late, for ever."""
    # VI.1.8: before 30 August is the 29th. VI.1.10: before 31 August is the 30th, a Saturday; fixed dates
    # are not rolled.
    assert played.due("VI.1.8/btc") == ("active", "2025-09-12")
    assert played.earlier("VI.1.8/btc") == [("extended", "2025-08-29")]
    assert played.due("VI.1.10/btc") == ("done", "2025-08-30")
    late = played.line.json("tasks", "--unit", "btc", "--state", "done")
    assert {task["rule"]: task["missed_on"] for task in late}["VI.1.10"] == "2025-08-30"
    assert "done late" in played.line("tasks", "--unit", "btc", "--state", "done").out


def test_what_waits_for_a_missed_date_follows(played: Played) -> None:
    """The row that the amended plan brought begins where VI.1.10 was missed."""
    # 3 working days after Saturday 30 August: 1, 2 and 3 September are off, so 4, 5 and the worked Saturday 6.
    assert played.due("VI.1.13/vptu") == ("active", "2025-09-06")


def test_the_plan_is_amended_row_by_row(played: Played) -> None:
    """What was taken changed on its day, what was kept is as it was."""
    # Before 20 September is the 19th; before 30 September the 29th.
    assert played.due("VI.2.1/btc") == ("active", "2025-09-19")
    assert played.earlier("VI.2.1/btc") == [("moved", "2025-09-09")]
    assert played.due("XII.3/du-cong-an") == ("active", "2025-09-29")
    on_31_august = {task["id"]: task["due"] for task in played.line.json("tasks", "--as-of", "2025-08-31")}
    assert on_31_august[f"{PLAN}/VI.2.1/btc"] == "2025-09-09"
    assert f"{PLAN}/VI.1.13/vptu" not in on_31_august


def test_agencies_that_end_pass_on_what_is_open_or_close_it(played: Played) -> None:
    """The standing committee of Tiền Giang is that of Đồng Tháp now; of the districts nothing is left open."""
    passed = [task for task in played.tasks.values() if task["unit"] == "tg-btv"]
    assert {(task["lead"], task["state"]) for task in passed} == {("dt-btv", "active")}
    assert {task["now"]["name"] for task in passed} == {"Ban Thường vụ Tỉnh ủy Đồng Tháp"}
    now = played.line.json("tasks", "--unit", "dt-btv", "--agencies", "now")
    assert [task["id"] for task in now] == sorted(task["id"] for task in passed)
    closed = Counter(task["plan"] for task in played.tasks.values() if task["state"] == "closed")
    # Of each of 11 districts: 3 rows of the letter and 2 of the programme; of each of 10: 7 of Hưng Yên's. As members
    # of groups that lead, they had 2 of the letter, 5 of the programme and 2 of Hưng Yên's besides.
    assert closed == {"4029-cv-tu": 11 * 5, "75-ctr-tu": 11 * 7, "ct-121-kl-tw": 10 * 9}


def test_months_quarters_and_what_is_done(played: Played) -> None:
    """Hưng Yên's programme: within February is until the 28th, within the first quarter until 31 March."""
    assert played.tasks["ct-121-kl-tw/II.1.2.1.2a.7/hy-btv"]["due"] == "2025-02-28"
    assert played.tasks["ct-121-kl-tw/II.1.2.1.1.1/hy-du-ubnd"]["due"] == "2025-03-31"
    assert played.tasks["ct-121-kl-tw/II.1.2.1.2a.1/hy-btv"]["state"] == "done"
    assert "ct-121-kl-tw/II.1.2.1.3a.3/hy-btv" not in played.tasks  # it waits for the direction that carries its date


def test_whoever_has_something_to_do_is_told_and_nobody_else(played: Played) -> None:
    """Each happening reaches those whose tasks it changed, once; those of one morning, and one plan, by one message."""
    outbox = played.line.json("outbox", "--last", "100000")
    assert {message["status"] for message in outbox} == {"sent", "covered"}
    messages = [message for message in outbox if message["status"] == "sent"]
    assert len({message["key"] for message in messages}) == len(messages)
    told: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        items = message["content"]["items"]
        by_the_clock = all(item["change"] in ("overdue", "reminder") and not item["previous_due"] for item in items)
        told["day.began" if by_the_clock else message["content"]["event"]["type"]].add(message["recipient"])
    three = {"03388", "03390", "03405"}
    assert told["suspension.began"] == told["suspension.ended"] == three
    advising = {"btc", "ubkt", "btgdv", "bnc", "vptu"}
    committees = {f"du-{name}" for name in ("ubnd", "cqd", "hdnd", "mttq", "quan-su", "cong-an", "tand", "vksnd")}
    departments = {"so-tai-chinh", "so-xay-dung", "so-nnmt"}
    communes = {unit for unit in told["day.began"] if len(unit) == 5 and unit.isdecimal()}
    assert len(communes) == 38
    above = {unit for unit in told["day.began"] if len(unit) == 2}  # who follows a plan hears what is late in it
    assert above
    assert all(
        told[name].isdisjoint(above) for name in told if name not in ("day.began", "plan.adopted", "task.progress")
    )
    assert told["milestone.postponed"] == advising | committees | departments  # VI.1.9: “các cơ quan liên quan”
    # VI.1.8: “các đảng bộ trực thuộc tỉnh”, what was granted that morning; VI.1.10: “các ban đảng tỉnh” too.
    assert told["extension.refused"] == advising | committees | communes
    assert told["plan.amended"] == advising | committees | departments | communes
    assert told["unit.merged"] == {"dt-btv"}
    # That cooperate there, one of them as the heir of another; of those that ended nobody is left to read of it.
    assert len(told["unit.ended"]) == 11
    assert told["event.corrected"] == {"03394"}
    assert len(told["calendar.amended"] - {"vptu", "btc"}) == 22
    texts = [message for message in messages if message["channel"] == "sms"]
    assert {message["recipient"] for message in texts} == {"vptu", "btc", "du-ubnd", "03388", "03390"}


def test_what_the_log_gives_is_what_is_kept_and_a_change_by_hand_is_found(played: Played) -> None:
    """The log holds against its anchor, everything rebuilt is the same, and one changed date is told of."""
    line, anchor = played.line, str(played.line.folder / "moc-neo.json")
    assert json.loads((line.folder / "moc-neo.json").read_text(encoding="utf-8"))["position"] == 113
    line("verify", "--anchor", anchor)
    engine = create_engine(line.url.replace("postgresql://", "postgresql+psycopg://"))
    change = text("UPDATE due SET due = :now WHERE rule = 'VI.1.8' AND due = :was")
    try:
        with engine.begin() as connection:
            connection.execute(change, {"was": "2025-09-12", "now": "2025-09-30"})
        assert "due" in line.json("verify", code=3)["differing"]
        with engine.begin() as connection:
            connection.execute(change, {"was": "2025-09-30", "now": "2025-09-12"})
    finally:
        engine.dispose()
    line("verify")
    cut_off = f"sqlite:///{line.folder / 'ban-sao-3.sqlite'}"
    line("verify", "--anchor", anchor, code=3, THOIHAN_DATABASE_URL=cut_off)


def test_a_database_with_a_log_is_not_played_into(played: Played) -> None:
    """A demo begins with an empty database, and leaves another as it is."""
    folder = str(played.line.folder.parent / "other")
    refused = played.line("demo", "--dir", folder, "--database", played.line.url, code=1).err
    assert "holds a log already" in refused
    assert len(played.line.json("events", "--last", "100000")) == 113
