"""Words of acts: agencies and persons, deadlines in sentences, labels, old code pages."""

import pytest

from adapters.documents.files.document import FileKind, Paragraph, ParsedFile
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.meaning.agencies import split_agencies
from adapters.documents.meaning.dittos import filled
from adapters.documents.meaning.heading import heading_of
from adapters.documents.meaning.lookalikes import meant
from adapters.documents.meaning.matching import each_of
from adapters.documents.meaning.old_codes import refuse_old_codes
from adapters.documents.meaning.persons import is_person
from adapters.documents.prose.labels import labels_of
from adapters.documents.prose.orders import orders_of
from adapters.documents.prose.tasks import rows_of_prose
from adapters.documents.prose.whens import whens_of
from adapters.documents.prose.whos import lead_of
from rules.drafting.source import Place

PLACE = Place(line=1)


@pytest.mark.parametrize(
    ("words", "agencies"),
    [
        ("Giám đốc Sở Y tế", ["Sở Y tế"]),
        ("Chánh Văn phòng UBND tỉnh", ["Văn phòng UBND tỉnh"]),
        ("Ban Thường vụ Tỉnh ủy giao Văn phòng Tỉnh ủy", ["Văn phòng Tỉnh ủy"]),
        ("Sở Tài chính và cơ quan, địa phương liên quan", ["Sở Tài chính", "cơ quan, địa phương liên quan"]),
        ("Thầy Nguyễn Văn A; Văn phòng", ["Văn phòng"]),
        ("Phó Hiệu trưởng Lê Văn C", []),
        ("Các đồng chí Ủy viên Ban Thường vụ", []),
        ("Đồng chí Lê Văn A, Trưởng Ban Tổ chức Tỉnh ủy", ["Ban Tổ chức Tỉnh ủy"]),
        ("Ông Lò Văn C (Chủ tịch UBND xã Bum Tở); Đ/c B, Trưởng Ban", ["UBND xã Bum Tở"]),
        ("Đồng chí Phó Bí thư Thường trực Tỉnh ủy", ["Tỉnh ủy"]),
        ("Sở Y tế, Giám đốc Sở Tài chính", ["Sở Y tế", "Sở Tài chính"]),
    ],
)
def test_positions_stand_for_agencies_and_persons_for_none(words: str, agencies: list[str]) -> None:
    """A position before an agency is that agency; a person, or a position alone, is none."""
    assert [name for name in split_agencies(words) if not is_person(name)] == agencies


@pytest.mark.parametrize(
    ("sentence", "says", "sure"),
    [
        (
            "Tổng hợp, gửi Bộ Tài chính trước ngày 10 tháng 4 năm 2026 để báo cáo.",
            "trước ngày 10 tháng 4 năm 2026",
            True,
        ),
        ("Rà soát hồ sơ đã nộp trước ngày 01/01/2026 của các xã.", "trước ngày 01/01/2026", False),
        ("Chi trả đối với dự án hoàn thành trước ngày 31/12/2025.", "hoàn thành trước ngày 31/12/2025", False),
        ("Báo cáo trước ngày 10/4/2026 hoặc khi có yêu cầu.", "Báo cáo trước ngày 10/4/2026", False),
        ("Mở lớp (hoàn thành trong tháng 3/2026).", "hoàn thành trong tháng 3/2026", True),
        ("Triển khai kế hoạch năm 2026.", "", True),
        ("Báo cáo số biên chế hiện có đến ngày 28/02/2026.", "đến ngày 28/02/2026", False),
        ("Lập danh sách có mặt đến ngày 31/12/2025, gửi trước ngày 06/02/2026.", "trước ngày 06/02/2026", True),
        ("Tổng hợp trước ngày 25 của tháng cuối quý.", "trước ngày 25 của tháng cuối quý", True),
        ("Tháng 8/2026: Sở A nhập dữ liệu.", "Tháng 8/2026", True),
        ("Chậm nhất ngày 30/4/2026 công khai danh sách.", "Chậm nhất ngày 30/4/2026", True),
        ("Xem công trình đang làm, hoàn thành trước ngày 20/8/2026.", "hoàn thành trước ngày 20/8/2026", True),
        ("Giải quyết đơn thư trước khi đại hội chi bộ.", "trước khi đại hội chi bộ", False),
    ],
)
def test_deadlines_in_sentences(sentence: str, says: str, sure: bool) -> None:
    """A day is certain where nothing behind moves it, and nothing before owns it."""
    whens = whens_of(sentence)
    assert [when.says for when in whens] == ([says] if says else [])
    assert all(when.sure is sure for when in whens)


def test_a_sentence_is_cut_where_another_begins() -> None:
    """Each agency with its deadline is an order; a later step with its own has the agency of the one before."""
    orders = orders_of(
        "Sở A trình phương án trước ngày 01/3/2026, báo cáo kết quả trước ngày 10/3/2026; Sở B lập hồ sơ."
    )
    assert [(one.lead, one.due) for one in orders] == [
        ("Sở A", "trước ngày 01/3/2026"),
        ("Sở A", "trước ngày 10/3/2026"),
        ("Sở B", ""),
    ]
    assert len(orders_of("Sở A rà soát; hoàn thiện; công bố trước ngày 01/3/2026.")) == 1


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("Giao Giám đốc Sở Y tế chỉ đạo các bệnh viện", "Giám đốc Sở Y tế"),
        ("Về vốn: giao Sở Xây dựng lập hồ sơ", "Sở Xây dựng"),
        ("Các cấp ủy, tổ chức đảng triển khai", "Các cấp ủy, tổ chức đảng"),
        ("Trong năm nay cần làm tốt hơn", ""),
    ],
)
def test_who_is_told(sentence: str, lead: str) -> None:
    """The agency before the verb is who is told."""
    assert lead_of(sentence)[0] == lead


def test_lines_of_labels() -> None:
    """One line may have several; an ordinary sentence has none."""
    found = labels_of("Chủ trì: Sở A; phối hợp: Sở B; thời gian thực hiện: Quý I/2026.")
    assert [(one.kind.value, one.value) for one in found] == [
        ("lead", "Sở A"),
        ("cooperate", "Sở B"),
        ("due", "Quý I/2026"),
    ]
    assert labels_of("Sở A: rà soát thủ tục") == ()


def test_as_above() -> None:
    """The cell above is taken; behind a heading with a mark, and where there is none with a question."""
    rows = [
        RawRow(title="a", lead="như trên", due="Quý I", place=PLACE),
        RawRow(title="b", lead="Sở A", due="Quý I", place=PLACE),
        RawRow(title="c", lead="-nt-", due='"', place=PLACE),
        RawRow(title="I", wide=True, place=PLACE),
        RawRow(title="d", lead="Như trên", due="Quý II", place=PLACE),
    ]
    tasks = [row for row in filled(rows) if not row.wide]
    assert [(row.lead, row.due, len(row.doubts)) for row in tasks] == [
        ("", "Quý I", 1),
        ("Sở A", "Quý I", 0),
        ("Sở A", "Quý I", 0),
        ("Sở A", "Quý II", 1),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Së Tµi chÝnh thÈm ®Þnh nguån vèn tr­íc ngµy 20/01/2026; b¸o c¸o kÕt qu¶ ®o ®¹c", "TCVN3"),
        ("Sôû Taøi chính thaåm ñònh nguoàn voán tröôùc ngaøy 20/01/2026; baùo caùo keát quaû ño ñaïc", "VNI"),
    ],
)
def test_old_code_pages_are_refused_by_name(text: str, code: str) -> None:
    """A text from before Unicode is named; the same in Unicode is read."""
    with pytest.raises(DocumentRefused, match=code):
        refuse_old_codes(ParsedFile(kind=FileKind.TEXT, blocks=(), text=f"{text}\n{text}"))
    ours = "Sở Tài chính thẩm định nguồn vốn trước ngày 20/01/2026; báo cáo kết quả đo đạc, ñ ö ®"
    refuse_old_codes(ParsedFile(kind=FileKind.TEXT, blocks=(), text=ours))


def test_letters_that_only_look_like_ours_are_put_right_and_said() -> None:
    """Icelandic Ð and Cyrillic letters become ours in the whole document, and a note counts them."""
    document, notes = meant(
        ParsedFile(kind=FileKind.DOCX, blocks=(Paragraph(text="Sau Ðại hội Ðảng bộ", place=PLACE),))
    )
    assert [paragraph.text for paragraph in document.paragraphs] == ["Sau Đại hội Đảng bộ"]
    assert [note.args["count"] for note in notes] == [2]


def test_a_leader_who_directs_an_agency_is_asked_about() -> None:
    """The task is that of the agency which is to do it; a person before a position is passed over."""
    (order,) = orders_of("Đồng chí Phó Chủ tịch UBND tỉnh chỉ đạo Sở Y tế rà soát thuốc trước ngày 10/6/2026.")
    assert (order.lead, [doubt.key for doubt in order.doubts]) == ("Sở Y tế", ["directed"])
    (order,) = orders_of("Đồng chí Lê Văn A, Trưởng Ban Tổ chức Tỉnh ủy rà soát hồ sơ trước ngày 10/6/2026.")
    assert (order.lead, order.doubts) == ("Trưởng Ban Tổ chức Tỉnh ủy", ())


def test_what_was_agreed_is_no_order_of_its_own() -> None:
    """`Đồng ý …; giao Sở A …` is one task of Sở A."""
    (order,) = orders_of("Đồng ý mở lớp bơi; giao Sở Y tế lập kế hoạch, hoàn thành trong quý II/2026.")
    assert (order.lead, order.due) == ("Sở Y tế", "hoàn thành trong quý II/2026")


def test_titles_end_where_the_heading_ends() -> None:
    """Neither who speaks, nor a table, a list or a numbered part belongs to the title."""
    for after in ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:", "STT\tNội dung\tThời gian", "1. Sở Y tế:", "- Các sở;"):
        head = ["UBND TỈNH CÀ MAU", "Số: 03/CĐ-UBND", "CÔNG ĐIỆN", "Về việc ứng phó với bão", after]
        assert heading_of(head).title == "Công điện Về việc ứng phó với bão"
    letter = [
        "UBND TỈNH LÀO CAI",
        "Số: 12/UBND-NC",
        "Lào Cai, ngày 02 tháng 3 năm 2026",
        "V/v báo cáo",
        "Kính gửi: Các sở",
    ]
    assert heading_of(letter).title == "báo cáo"


def test_an_agency_with_its_order_is_no_heading() -> None:
    """`Sở A: quyết định …` is a task though it has no deadline; an agency with items below it is a heading."""
    lines = ["1. Sở Y tế: chuẩn bị thuốc.", "2. Sở Nội vụ:", "- Lập danh sách trước ngày 10/4/2026."]
    rows, account = rows_of_prose([Paragraph(text=one, place=Place(line=n)) for n, one in enumerate(lines, 1)])
    assert [(row.lead, row.due, row.wide) for row in rows] == [
        ("Sở Y tế", "", False),
        ("Sở Nội vụ", "", True),
        ("Sở Nội vụ", "trước ngày 10/4/2026", False),
    ]
    assert (account.in_tasks, account.in_headings, account.left) == (2, 1, ())


def test_who_goes_on_after_a_result_was_handed_over_is_asked() -> None:
    """`gửi B … để tổng hợp, báo cáo C` may be B's; a later step of one's own is not doubted."""
    handed = orders_of(
        "Sở A rà soát, gửi Sở B trước ngày 15/01/2026 để tổng hợp, báo cáo UBND tỉnh trước ngày 17/01/2026."
    )
    own = orders_of("Sở A rà soát trước ngày 15/01/2026, báo cáo UBND tỉnh trước ngày 17/01/2026.")
    assert [[doubt.field for doubt in one.doubts] for one in (*handed, *own)] == [[], ["lead"], [], []]


def test_the_issuer_is_the_body_below_the_one_above_it() -> None:
    """A letterhead of two lines is that of the second; a committee's bureau is named with it."""
    for head, issuer in (
        (["UBND TỈNH LAI CHÂU", "SỞ NỘI VỤ", "Số: 321/SNV-TCBC"], "Sở Nội vụ"),
        (["TỈNH ỦY LAI CHÂU", "VĂN PHÒNG", "Số 215-TB/VPTU"], "Văn phòng Tỉnh ủy Lai Châu"),
        (["TỈNH ỦY LAI CHÂU", "BAN THƯỜNG VỤ", "Số 215-TB/TU"], "Tỉnh ủy Lai Châu"),
    ):
        assert heading_of(head).issuer == issuer


def test_each_commune_however_it_is_said() -> None:
    """`các đảng ủy xã, phường` are all of them; those of one sort are not."""
    for words in ("Các đảng ủy xã, phường", "Đảng ủy các xã, phường", "Tất cả các UBND xã, phường"):
        assert each_of(words) == "commune"
    assert each_of("Các đảng ủy xã biên giới") is None
