"""Pages that are read: what each says, to whom, and that nobody's words are anything but text."""

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from adapters.words.catalogue import translator
from tests.acceptance.web.conftest import UNITS
from tests.acceptance.web.small_plan import SCRIPT, begun
from tests.command_line import CommandLine
from tests.web_client import Client, Web, web_of

TASK = "/nhiem-vu/kh/I.1/vp"
PAGES = (
    "/",
    "/tong-quan",
    "/nhiem-vu",
    "/nhiem-vu?q=bao+cao",
    TASK,
    "/van-ban",
    "/van-ban/kh",
    "/van-ban/kh?xem=tien-trinh",
    "/van-ban/kh?xem=phu-thuoc",
    "/van-ban/kh?xem=phien-ban",
    "/lich",
    "/co-quan",
    "/co-quan/vp",
    "/doi-chieu",
)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The application on 9/9/2025, for tests that record nothing."""
    folder = tmp_path_factory.mktemp("web")
    line = CommandLine(folder, f"sqlite:///{folder / 'thoihan.sqlite'}")
    line.registers(UNITS)
    begun(line)
    with web_of(line) as web:
        yield web


@pytest.fixture(scope="module")
def office(there: Web) -> Client:
    """Who follows the plan."""
    return there.client("office", "tinh")


class _Read(HTMLParser):
    """The texts of a page, and the tags that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said, self.tags = list[str](), list[tuple[str, dict[str, str | None]]]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def said(client: Client, path: str, code: int = 200) -> str:
    """The words of a page, on one line."""
    found = client.get(path)
    assert found.status_code == code, (path, found.text[:500])
    return " ".join(" ".join(_Read(found.text).said).split())


def test_the_first_page_says_what_is_to_be_done(office: Client) -> None:
    """Overdue, due today, soon and without a date, in numbers and lists; a press of a number leads to all of them."""
    page = said(office, "/")
    assert "Thứ Ba 09/09/2025" in page
    assert "Quá hạn 1" in page
    assert "Thứ Sáu 05/09/2025" in page  # 27/8 and five working days, of which 1/9 and 2/9 are none
    assert "quá hạn 04 ngày" in page
    assert "1 nhiệm vụ quá hạn" in said(office, "/nhiem-vu?tinh-hinh=overdue")


def test_what_is_new_is_counted_from_the_last_look(line: CommandLine, web: Web) -> None:
    """The first look knows of nothing new; the next day's says what came since, as long as that day lasts."""
    begun(line)
    office = web.client("office", "tinh")
    assert "Chưa có gì mới" in said(office, "/")
    line("log", "dai_hoi_xa", "--unit", "xa-ta-phin", "--on", "2025-09-09")
    line.on("2025-09-10")
    looked, office = office.cookies["looked"], web.client("office", "tinh")
    office.cookies.set("looked", looked)
    for _ in range(2):
        assert "1 mục mới hoặc có thay đổi" in said(office, "/")


def test_a_list_is_what_its_address_and_its_words_say(office: Client) -> None:
    """Words without marks, an agency, a standing and an order narrow a list; what is shown is what is exported."""
    path = "/nhiem-vu?q=danh+gia&co-quan=xa-binh-lu&van-ban=kh"
    page = said(office, path)
    assert "1 nhiệm vụ của Xã Bình Lư, theo 12-KH/TU, có “danh gia”" in page
    assert "Thứ Tư 17/09/2025 còn 6 ngày làm việc" in page
    rows = list(
        csv.reader(io.StringIO(office.get(path.replace("/nhiem-vu", "/xuat/nhiem-vu.csv")).content.decode("utf-8-sig")))
    )
    assert rows[0][0].startswith("1 nhiệm vụ của Xã Bình Lư")
    assert [row[-1] for row in rows[2:]] == ["kh/II.1/xa-binh-lu"]
    assert office.get("/xuat/nhiem-vu.xlsx").content.startswith(b"PK")
    assert "Không có nhiệm vụ nào như vậy" in said(office, "/nhiem-vu?q=%22%27")
    assert said(office, "/nhiem-vu?sau=khong-la-gi&trong=x&tu=32/13/2025") == said(office, "/nhiem-vu")
    said(office, "/nhiem-vu?van-ban=khong-co", 404)


def test_one_task_says_why_its_date_is_what_it_is(office: Client) -> None:
    """The phrase and its place, the event, the count with the days that are skipped, drawn too; what waits for it."""
    page = said(office, TASK)
    for words in (
        "5 ngày làm việc sau đại hội",
        "Phụ lục, dòng 1",
        "Căn cứ tính thời hạn",
        "02/09/2025 nghỉ: Quốc khánh",
        "Thời hạn: Thứ Sáu 05/09/2025",
        "Tháng 08/2025",
        "NQ 1 <b>đậm</b>",
        "Đề nghị chuẩn y kết quả bầu cử",
    ):
        assert words in page, words
    said(office, "/nhiem-vu/kh/I.9/vp", 404)


def test_a_provisional_date_is_grey_and_never_late(line: CommandLine, web: Web) -> None:
    """A date that rests on a plan alone is called so, however long ago it is."""
    begun(line)
    line("log", "dai_hoi_xa", "--unit", "xa-ta-phin", "--on", "2025-09-12", "--planned")
    line.on("2025-10-20")
    office = web.client("office", "tinh")
    found = office.get("/nhiem-vu/kh/II.1/xa-ta-phin").text
    assert 'class="stands grey"' in found
    assert "thời hạn dự kiến" in found
    assert 'class="stands late"' not in found
    assert "Đại hội Đảng bộ xã · Xã Tả Phìn" in said(office, "/")  # somebody is to say whether it was held


def test_the_overview_has_the_four_cells(office: Client) -> None:
    """By agency and by document, and the weeks ahead as a drawing and as a table."""
    page = said(office, "/tong-quan")
    assert "Chưa hoàn thành, quá hạn 1" in page
    assert page.index("Văn phòng Tỉnh ủy") < page.index("Xã Bình Lư")
    assert "15/09/2025 – 21/09/2025" in page


def test_a_document_shows_its_rows_course_and_waits(office: Client) -> None:
    """Each view of it says in words what it draws."""
    assert "Đánh giá sau đại hội xã" in said(office, "/van-ban/kh")
    assert "27/08/2025 (đã diễn ra)" in said(office, "/van-ban/kh?xem=tien-trinh")
    assert "I.1 Báo cáo chính trị" in said(office, "/van-ban/kh?xem=phu-thuoc")
    assert "Phiên bản 1" in said(office, "/van-ban/kh?xem=phien-ban")
    said(office, "/van-ban/khong-co", 404)


def test_the_calendar_names_documents_and_counts(office: Client) -> None:
    """A period is counted from its address alone, with its steps; what cannot be counted is said."""
    page = said(office, "/lich?nam=2025&so=5&don-vi=ngay-lam-viec&chieu=sau&tu=27/8/2025")
    assert "Thứ Sáu 05/09/2025" in page
    assert "Bộ luật Lao động 45/2019/QH14" in page
    assert "Cần nhập ngày" in said(office, "/lich?so=nam&tu=27/8/2025")
    assert "9999" not in said(office, "/lich?nam=0&so=9999&don-vi=nam&tu=27/8/2025").split("Năm ")[0]


def test_the_log_is_verified_on_a_page(office: Client) -> None:
    """Everything is built again and compared; an anchor that was taken is known again, another is not."""
    assert "Mọi dữ liệu đều khớp với nhật ký." in said(office, "/doi-chieu?chay=1")
    anchor = office.get("/doi-chieu/moc.json").json()
    asked = f"/doi-chieu?so={anchor['position']}&ma={anchor['hash']}"
    assert "Nhật ký vẫn có mốc này." in said(office, asked)
    assert "đã bị sửa" in said(office, f"/doi-chieu?so={anchor['position']}&ma={'0' * 64}")


def test_an_agency_sees_its_own(there: Web) -> None:
    """Its tasks and those it has a part in; other tasks, and proof, do not exist for it."""
    commune = there.client("agency", "xa-binh-lu")
    assert "1 nhiệm vụ" in said(commune, "/nhiem-vu")
    assert "Báo cáo chính trị" not in said(commune, "/nhiem-vu?q=bao+cao")
    assert "Đánh giá sau đại hội xã" in said(commune, "/nhiem-vu/kh/II.1/xa-binh-lu")
    said(commune, TASK, 404)
    said(commune, "/doi-chieu", 404)
    assert "Đối chiếu dữ liệu" not in said(commune, "/")
    assert "Chưa hoàn thành, quá hạn 0" in said(commune, "/tong-quan")
    assert commune.get("/xuat/nhiem-vu.csv").text.count("kh/") == 1


def test_nobodys_words_are_more_than_text(office: Client) -> None:
    """No page has a script, an image or a handler that came in with somebody's words, nor any of its own inline."""
    for path in PAGES:
        page = office.get(path)
        assert page.status_code == 200, (path, page.text[:500])
        read = _Read(page.text)
        assert not [tag for tag, _ in read.tags if tag in ("img", "iframe", "style", "object")]
        scripts = [of for tag, of in read.tags if tag == "script"]
        assert all((of.get("src") or "").startswith("/static/") for of in scripts)
        assert not [name for _, of in read.tags for name in of if name.startswith("on") or name == "style"]
        assert len(page.content) < 100_000


def test_titles_are_shown_as_they_are_written(office: Client) -> None:
    """Signs of HTML in a title are read on the page as they stand in the document."""
    assert SCRIPT in said(office, TASK)
    assert SCRIPT in said(office, "/van-ban")


def test_every_string_has_both_languages(there: Web) -> None:
    """A sentence that a page says in both languages alike is nobody's translation: a name, or what a document says."""
    office, vi = there.client("office", "tinh"), translator("vi")
    for path in PAGES:
        texts = {}
        for lang in ("en", "vi"):
            office.cookies.set("lang", lang)
            page = office.get(path).text
            assert f'<html lang="{lang}"' in page
            texts[lang] = {" ".join(text.split()) for text in _Read(page).said}
        assert "Hôm nay" in texts["vi"] - texts["en"]
        alike = texts["vi"] & texts["en"]
        assert not {text for text in alike if text and vi(text) != text}
