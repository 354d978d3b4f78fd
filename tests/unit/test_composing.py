"""Content becomes words: grouped, dated, cited, cleaned, and short where it must be."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.leaving import Leaving
from adapters.telling.composing import SMS_PARTS, Composed
from adapters.telling.letters.page import RECIPIENT
from adapters.telling.message_content import ChangeKind, ContentError, reading
from adapters.telling.sms.gsm import clip, fold, is_gsm, parts
from adapters.telling.wording import Wording
from adapters.words.plain_text import one_line
from rules.secrecy import Level

HELD = {
    "template": "“{says}”: {happening}, {day}",
    "args": {"says": "Sau đại hội 07 ngày", "happening": "Đại hội Đảng bộ tỉnh", "day": "2025-09-24"},
}


def item(**changes: Any) -> dict[str, Any]:
    plain = {
        "change": "activated",
        "task": "XIV.1.5",
        "cycle": "",
        "title": "Báo cáo kết quả đại hội",
        "says": "Sau đại hội 07 ngày",
        "cite": "Phụ lục, XIV.1.5",
        "role": "lead",
        "unit": None,
        "count": 1,
        "nominal": "2025-10-01",
        "due": "2025-10-01",
        "safe": "2025-10-01",
        "previous_due": None,
        "set_by": None,
        "provisional": False,
        "reason": HELD,
    }
    return {**plain, **changes}


def content(*items: dict[str, Any], **changes: Any) -> str:
    event = {"type": "milestone.held", "title": "Đại hội Đảng bộ tỉnh", "day": "2025-09-24", "document": "15-TB/TU"}
    plan = {"id": "376-kh-tu", "number": "376-KH/TU", "title": "Kế hoạch sắp xếp tổ chức"}
    return json.dumps({"event": event, "plan": plan, "items": list(items), **changes}, ensure_ascii=False)


def composed(*items: dict[str, Any], lang: str = "vi", **changes: Any) -> Composed:
    return Wording(lang=lang).composed(content(*items, **changes))


def test_one_new_task_in_full() -> None:
    """A mail says to whom, on what plan and event, what is to be done, until when, in what part, and why."""
    mail = composed(item(safe="2025-09-30", provisional=True))
    assert mail.subject == "[thời hạn] 1 việc mới, hạn gần nhất 01/10/2025 (376-KH/TU)"
    assert mail.text.replace(RECIPIENT, "Đảng ủy xã Bản Bo") == (
        "Kính gửi: Đảng ủy xã Bản Bo\n"
        "\n"
        "Kế hoạch: 376-KH/TU, Kế hoạch sắp xếp tổ chức\n"
        "Sự kiện: Đại hội Đảng bộ tỉnh, thứ Tư, 24/09/2025\n"
        "Văn bản: 15-TB/TU\n"
        "\n"
        "NHIỆM VỤ MỚI (1)\n"
        "\n"
        " 1. Báo cáo kết quả đại hội (XIV.1.5)\n"
        "    Thời hạn: thứ Tư, 01/10/2025 (tạm tính)\n"
        "    Để chắc chắn, nên xong chậm nhất: thứ Ba, 30/09/2025\n"
        "    Vai trò: chủ trì\n"
        "    Căn cứ: “Sau đại hội 07 ngày”: Đại hội Đảng bộ tỉnh, 24/09/2025 (Phụ\n"
        "      lục, XIV.1.5)\n"
        "\n"
        "-- \n"
        "Thư do hệ thống theo dõi thời hạn tự động gửi. Thời hạn tính đến 24 giờ của\n"
        "ngày đã ghi. Nếu có nội dung chưa đúng, kính đề nghị quý cơ quan báo cho đơn\n"
        "vị theo dõi kế hoạch.\n"
    )
    assert mail.sms == "[thời hạn] 376-KH/TU: 1 việc mới. Hạn gần nhất 01/10/2025: Báo cáo kết quả đại hội."


def test_one_mail_tells_of_several_plans_the_most_pressing_first() -> None:
    """Each with its event; what one of them keeps inside stays inside."""
    plan = {"id": "kin", "number": "9-KH/TU", "title": "Kế hoạch kín", "secrecy": "mật"}
    secret = content(item(change="overdue", task="I.1", title="Việc kín", secrecy="mật"), plan=plan)
    both = json.dumps({"parts": [json.loads(content(item())), json.loads(secret)]}, ensure_ascii=False)
    leaving = Leaving(limit=Level.INTERNAL, place="văn thư")
    mail = Wording(leaving=leaving, answers=lambda plan: f"{plan}@example.vn").composed(both)
    assert mail.subject == "[thời hạn] 1 việc quá hạn, 1 việc mới, hạn gần nhất 01/10/2025 (2 kế hoạch)"
    assert mail.sms.startswith("[thời hạn] 2 kế hoạch: 1 việc quá hạn, 1 việc mới.")
    assert mail.text.index("9-KH/TU") < mail.text.index("376-KH/TU, Kế hoạch sắp xếp tổ chức")
    assert mail.html.index("9-KH/TU") < mail.html.index("376-KH/TU")
    assert not any(title in f"{mail.text}{mail.html}{mail.sms}" for title in ("Kế hoạch kín", "Việc kín"))
    assert (mail.reply_to, mail.thread) == ("", "")


def test_what_is_for_a_leader_without_an_address_is_asked_to_be_passed_on() -> None:
    """In the text message too, and of a row of which nothing else may be said."""
    open_one, kept_back = item(for_leader=True), item(for_leader=True, secrecy="mật", title="Việc kín")
    said = composed(open_one, lang="en")
    assert "please pass it on" in said.text
    assert "please pass it on" in said.sms
    hidden = Wording(lang="en", leaving=Leaving(limit=Level.INTERNAL, place="văn thư")).composed(content(kept_back))
    assert ("Việc kín" in hidden.text, "please pass it on" in hidden.text) == (False, True)


def test_a_mail_about_one_task_says_of_which() -> None:
    """Whatever was done to it, and however many things were; a round is a task of its own, and so is a unit's."""
    new, moved, other = item(), item(change="moved", previous_due="2025-09-30"), item(task="XIV.1.6")
    thread = composed(new).thread
    assert thread
    assert composed(moved).thread == composed(moved, item(change="reminder")).thread == thread
    apart = {composed(one).thread for one in (new, other, item(cycle="2025-Q3"), item(unit="Xã Bản Bo"))}
    assert len(apart) == 4
    assert composed(new, other).thread == composed(item(unit=None, count=38)).thread == ""


def test_tasks_are_grouped_by_what_happened_the_most_pressing_first() -> None:
    """Overdue tasks stand before reminders, these before moved and new ones, whatever order they came in."""
    changes = ["closed", "activated", "moved", "overdue", "reminder", "needs_date", "lapsed"]
    text = composed(*(item(change=change) for change in changes)).text
    headings = ["QUÁ HẠN", "MỐC ĐÃ QUA", "CẦN ẤN ĐỊNH", "SẮP ĐẾN HẠN", "THAY ĐỔI", "NHIỆM VỤ MỚI", "HIỆN KHÔNG PHẢI"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_tasks_of_one_group_stand_by_their_days() -> None:
    """The one that is due first comes first; what has no date counts by the day on which it is to be set, else last."""
    some = item(title="Việc C", due=None), item(title="Việc B", due="2025-10-10"), item(title="Việc A")
    text = composed(*some, item(title="Việc D", due=None, set_by="2025-10-05")).text
    places = [text.index(title) for title in ("Việc A", "Việc D", "Việc B", "Việc C")]
    assert places == sorted(places)


def test_a_mail_says_why_something_was_corrected() -> None:
    """In the words of who did; what stays inside has none."""
    event = {"type": "event.corrected", "title": None, "day": "2025-09-24", "document": None, "why": "Ghi nhầm ngày"}
    assert "Lý do: Ghi nhầm ngày\n" in composed(item(), event=event).text
    assert "Ghi nhầm" not in composed(item(secrecy="mật"), event=event).text


def test_a_text_message_stands_alone() -> None:
    """It says on which day it is so, and names a task where nothing has a date: the most pressing one."""
    said = {"said_on": "2025-09-25"}
    assert composed(item(change="suspended", due=None), **said).sms == (
        "[thời hạn] Ngày 25/09/2025, 376-KH/TU: 1 việc tạm dừng. Việc: Báo cáo kết quả đại hội."
    )
    two = item(change="closed", due=None), item(change="activated", due=None, title="Xây dựng quy chế")
    assert composed(*two, **said).sms == (
        "[thời hạn] Ngày 25/09/2025, 376-KH/TU: 1 việc mới, 1 việc hiện không phải làm. Trong đó có: Xây dựng quy chế."
    )


@pytest.mark.parametrize("change", list(ChangeKind))
def test_every_kind_of_change_has_its_words(change: ChangeKind) -> None:
    """Each kind of change is told in subject, text, HTML and text message, in both languages."""
    for lang in ("vi", "en"):
        mail = composed(item(change=change), lang=lang)
        assert all("{" not in words for words in (mail.subject, mail.text, mail.sms))
        assert "1 " in mail.subject


@pytest.mark.parametrize(
    ("lang", "said"),
    [("vi", "Sự kiện: Một cơ quan đổi tên, thứ Tư, 24/09/2025\n"), ("en", "Event: An agency was renamed, Wednesday, ")],
)
def test_a_renaming_is_told_as_what_it_is(lang: str, said: str) -> None:
    """What a renaming causes is not told as a milestone that was held."""
    event = {"type": "unit.renamed", "title": "12345", "day": "2025-09-24", "document": None}
    assert said in composed(item(), lang=lang, event=event).text


def test_what_differs_is_told_and_what_is_the_same_is_not() -> None:
    """An earlier date, a safer date, a date to be set, whose task it is: each is told where there is one."""
    moved = composed(item(change="moved", previous_due="2025-09-29", unit="Sở Nội vụ", role="cooperate")).text
    assert "Thời hạn trước đây: thứ Hai, 29/09/2025" in moved
    assert "Đơn vị thực hiện: Sở Nội vụ" in moved
    assert "Vai trò: phối hợp" in moved
    assert "nên xong" not in moved
    waiting = composed(item(change="needs_date", due=None, safe=None, nominal=None, set_by="2025-10-01")).text
    assert "Ấn định thời hạn chậm nhất ngày: thứ Tư, 01/10/2025" in waiting
    assert "Đơn vị thực hiện: 34 đơn vị" in composed(item(count=34)).text
    assert "(XIV.1.5 [2025-Q3])" in composed(item(cycle="2025-Q3")).text


def test_the_phrase_of_the_document_is_quoted_once() -> None:
    """The deadline phrase is quoted from the document, unless the reason quotes it already."""
    assert composed(item()).text.count("Sau đại hội 07 ngày") == 1
    other = composed(item(reason={"template": "because", "args": {}})).text
    assert "Căn cứ: “Sau đại hội 07 ngày”; because (Phụ lục, XIV.1.5)" in other


class Cells(HTMLParser):
    """Collects the text of a page; fails on a tag that isn't ours."""

    OURS = frozenset(
        ["html", "head", "meta", "title", "body", "div", "p", "br", "h2", "table", "tr", "th", "td", "b", "span"]
    )

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.OURS
        assert {name for name, _ in attrs} <= {"style", "lang", "charset", "name", "content", "scope"}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_html_tells_the_same_as_the_text() -> None:
    """Every word of the text part stands in the HTML part."""
    mail = composed(item(provisional=True, count=3), item(change="moved", previous_due="2025-09-29"))
    page = Cells()
    page.feed(mail.html)
    words = set(" ".join(page.texts).lower().split())
    told = mail.text.lower().replace(" 1. ", "").replace("-- ", "").replace("(xiv.1.5)", "xiv.1.5")
    assert set(told.split()) <= words


HOSTILE = "<script>alert(1)</script>\r\nBcc: all@example.vn\x00\u202e" + RECIPIENT + "{due}%s" + "x" * 2000


def test_hostile_text_stays_text() -> None:
    """Markup, line breaks, control characters and format fields in a title reach no tag, header or second recipient."""
    raw = content(
        item(
            title=HOSTILE,
            says=HOSTILE,
            cite=HOSTILE,
            unit=HOSTILE,
            task=HOSTILE,
            reason={**HELD, "args": {"says": HOSTILE}},
        ),
        event={"type": "milestone.held", "title": HOSTILE, "day": "2025-09-24", "document": HOSTILE},
        plan={"number": HOSTILE, "title": HOSTILE},
    )
    mail = Wording().composed(raw)
    Cells().feed(mail.html)
    assert "<script>alert(1)</script> Bcc: all@example.vn {due}%sx" in mail.text
    assert len(mail.subject) <= 150
    assert mail.subject.isprintable()
    assert mail.sms.isprintable()
    assert [mail.text.count(RECIPIENT), mail.html.count(RECIPIENT), mail.sms.count(RECIPIENT)] == [1, 1, 0]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=700), st.text(max_size=700))
def test_any_text_gives_a_mail_that_can_travel(title: str, says: str) -> None:
    """Whatever was typed, lines stay under 998 octets, the text message in its parts, one place stays open."""
    mail = composed(item(title=title, says=says), item(title=says * 3, change="moved"))
    for line in (mail.text + mail.html).splitlines():
        assert len(line.encode()) < 998
    assert parts(mail.sms) <= SMS_PARTS
    assert mail.text.count(RECIPIENT) == mail.html.count(RECIPIENT) == 1
    Cells().feed(mail.html)


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        "null",
        '{"items": 3}',
        content(item(change="exploded")),
        content(item(due="soon")),
        content(item(title=["x"])),
        content(item(), event={"type": "milestone.dreamt", "title": "x", "day": "2025-09-24"}),
        "[" * 100_000,
    ],
)
def test_content_that_is_not_ours_is_refused_without_repeating_it(broken: str) -> None:
    """Content that the engine doesn't write is refused with the kind of error only."""
    with pytest.raises(ContentError) as refused:
        reading(broken)
    assert str(refused.value).isidentifier()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\tc", "a b c"),
        ("  x  ", "x"),
        ("e\u0302\u0301", "ế"),
        ("a\u200bb\u202ec", "a b c"),
        ("x" * 700, "x" * 599 + "…"),
    ],
)
def test_texts_are_kept_to_one_visible_line(text: str, expected: str) -> None:
    """Line breaks, invisible and turning characters become spaces, Vietnamese letters are composed, long texts cut."""
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *(("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2)),
        *(("ă" * 70, 1), ("ă" * 71, 2), ("ă" * 134, 2), ("ă" * 201, 3), ("ă" * 202, 4), ("😀" * 35, 1), ("😀" * 36, 2)),
        *(("x" * 152 + "€" + "x" * 152, 3), ("ă" * 66 + "😀" + "ă" * 66, 3)),  # no character is divided
    ],
)
def test_parts_are_counted_as_the_network_counts(text: str, count: int) -> None:
    """160 or 153 septets a part in the GSM alphabet, 70 or 67 code units in UCS-2 (3GPP TS 23.038, 23.040)."""
    assert parts(text) == count


def test_diacritics_can_be_dropped() -> None:
    """Folded, Vietnamese fits the GSM alphabet; what has no like there becomes a question mark."""
    assert fold("Đảng ủy xã Nậm Sỏ – “quý IV” … ước 50 €") == 'Dang uy xa Nam So - "quy IV" ... uoc 50 €'
    assert fold("376\u2011KH/TU\u00a0ngày ‚1’ − ½ ngày\u200b № 7") == "376-KH/TU ngay '1' - 1/2 ngay No 7"
    assert fold("日") == "?"
    plain = Wording(plain_sms=True).composed(content(item())).sms
    assert is_gsm(plain)
    assert plain == "[thoi han] 376-KH/TU: 1 viec moi. Han gan nhat 01/10/2025: Bao cao ket qua dai hoi."


@settings(max_examples=300)
@given(st.text(st.sampled_from("aĂ€[😀\n ế"), max_size=500) | st.text("a€", min_size=150, max_size=500))
def test_parts_are_counted_as_another_library_counts(text: str) -> None:
    """`smsutil` packs the same text in as many parts."""
    assert parts(text) == max(1, len(smsutil.split(text).parts))


@settings(max_examples=100)
@given(st.text(), st.integers(1, 4))
def test_clipped_text_fits(text: str, most: int) -> None:
    """A clipped text goes in the parts allowed, and is left alone where it fits."""
    clipped = clip(text, most)
    assert parts(clipped) <= most
    assert clipped == text or clipped.endswith(("…", "..."))
    assert (clipped == text) or parts(text) > most


@settings(max_examples=100)
@given(st.text())
def test_folded_text_is_in_the_alphabet(text: str) -> None:
    """Whatever is folded can be sent in the GSM alphabet."""
    assert is_gsm(fold(text))
