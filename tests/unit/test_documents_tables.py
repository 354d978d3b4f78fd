"""Columns, numbers, headings and agencies of tables."""

import pytest

from adapters.documents.files.document import Cell, FileKind, ParsedFile, Row, Span, Table
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.roles import Role, columns_of_content, columns_of_header, role_of
from adapters.documents.layout.tables import rows_of, split_both
from adapters.documents.layout.vocabulary import is_agency, is_deadline, split_number
from adapters.documents.meaning.agencies import split_agencies
from adapters.documents.meaning.heading import heading_of
from adapters.documents.meaning.hierarchy import tasks_of
from adapters.documents.meaning.locating import locate
from adapters.documents.meaning.matching import each_of, kind_of, match_agencies
from adapters.documents.prose.whos import heading_agency
from rules.drafting.source import Heading, Place
from tests.calls import calls_of
from tests.samples.reading import read_content

HERE = Place(page=1)


def table(*rows: tuple[str, ...], spans: dict[tuple[int, int], Span] | None = None) -> ParsedFile:
    """A document with one table."""
    made = (
        Row(
            cells=tuple(Cell(text=text, span=(spans or {}).get((r, c), Span.OWN)) for c, text in enumerate(row)),
            place=Place(table=1, row=r + 1),
        )
        for r, row in enumerate(rows)
    )
    return ParsedFile(kind=FileKind.DOCX, blocks=(Table(rows=tuple(made)),))


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("STT", Role.NUMBER),
        ("TT", Role.NUMBER),
        ("Nội dung công việc", Role.TITLE),
        ("Nhiệm vụ, giải pháp", Role.TITLE),
        ("Cơ quan chủ trì", Role.LEAD),
        ("Đơn vị thực hiện", Role.LEAD),
        ("Cơ quan, đơn vị phối hợp", Role.COOPERATE),
        ("Cơ quan chủ trì, phối hợp", Role.BOTH),
        ("Thời gian thực hiện", Role.DUE),
        ("Thời hạn hoàn thành", Role.DUE),
        ("Tiến độ", Role.DUE),
        ("Sản phẩm", Role.PRODUCT),
        ("Kết quả", Role.PRODUCT),
        ("Ghi chú", Role.OTHER),
        ("Lãnh đạo phụ trách", Role.PERSON),
        ("Tình trạng", Role.STATUS),
        ("", None),
        ("Xin chào", None),
    ],
)
def test_headers_say_what_columns_are_for(header: str, role: Role | None) -> None:
    """The customary words of headers, and nothing else, give a column its role."""
    assert role_of(header) is role


def test_columns_without_header_are_told_by_content() -> None:
    """Numbers, long texts, agencies and deadlines look like what they are, and the guess is marked."""
    rows = [(str(n), "Xây dựng đề án về việc làm", "Sở Nội vụ", "Sở Y tế", "Trước 31/8/2025") for n in range(3)]
    columns = columns_of_content(rows)
    assert columns is not None
    assert columns.roles == (Role.NUMBER, Role.TITLE, Role.LEAD, Role.COOPERATE, Role.DUE)
    assert not columns.certain
    assert columns_of_content([("a", "b"), ("c", "d")]) is None


def test_a_header_of_two_rows_is_one() -> None:
    """`Cơ quan thực hiện` over `Chủ trì | Phối hợp` parts the agencies."""
    document = table(
        ("STT", "Nội dung", "Cơ quan thực hiện", "Cơ quan thực hiện", "Thời gian"),
        ("STT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian"),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ("1", "Xây dựng đề án", "Sở Nội vụ", "Sở Y tế", "Quý I/2026"),
        spans={(0, 3): Span.LEFT, (1, 0): Span.ABOVE, (1, 1): Span.ABOVE, (1, 4): Span.ABOVE},
    )
    rows, _ = rows_of(document)
    assert [(row.number, row.lead, row.cooperate, row.due) for row in rows] == [
        ("1", "Sở Nội vụ", "Sở Y tế", "Quý I/2026")
    ]


def test_a_header_row_is_no_plan_by_itself() -> None:
    """Words of headers in an ordinary row lay down no columns."""
    assert columns_of_header(("Nơi nhận", "", "Ký tên")) is None
    assert columns_of_header(("1", "Báo cáo kết quả", "Sở Nội vụ", "Trước 31/8/2025")) is None


def test_a_row_may_have_a_number_of_four_digits() -> None:
    """The thousandth row is a row like the others, also where nobody cooperates."""
    header = ("STT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành")
    rows = [(str(n), f"Xây dựng báo cáo số {n}", "Sở Nội vụ", "", "trước ngày 15/9/2025") for n in range(998, 1003)]
    found, _ = rows_of(table(header, *rows))
    assert [row.number for row in found] == ["998", "999", "1000", "1001", "1002"]


def test_lead_and_cooperation_in_one_cell_are_parted() -> None:
    """`Chủ trì: A; phối hợp: B` names both."""
    assert split_both("Sở Nội vụ chủ trì, phối hợp với Sở Tài chính") == ("Sở Nội vụ", "Sở Tài chính")
    assert split_both("Chủ trì: Sở Nội vụ\nPhối hợp: Sở Tài chính") == ("Sở Nội vụ", "Sở Tài chính")
    assert split_both("Sở Nội vụ") == ("Sở Nội vụ", "")


def raw(number: str, title: str, due: str = "", *, lead: str = "", wide: bool = False, page: int = 1) -> RawRow:
    return RawRow(number=number, title=title, due=due, lead=lead, wide=wide, place=Place(page=page))


def test_numbers_are_put_under_their_sections() -> None:
    """Letters, Roman numerals, numbers and their parts keep the hierarchy of the document."""
    rows = [
        raw("A", "PHẦN MỘT", wide=True),
        raw("I", "SỞ NỘI VỤ"),
        raw("1", "Nhóm việc"),
        raw("1.1", "Việc", "Quý I"),
        raw("1.2", "Việc", "Quý I"),
        raw("2", "Việc", "Quý I"),
        raw("a", "Phần việc", "Quý I"),
        raw("", "- không có số", "Quý II"),
        raw("II", "SỞ Y TẾ"),
        raw("1", "Việc", "Quý I"),
        raw("B", "PHẦN HAI", wide=True),
        raw("I", "SỞ TƯ PHÁP"),
        raw("1", "Việc", "Quý I"),
    ]
    tasks = tasks_of(rows)
    assert [task.id for task in tasks] == ["A.I.1.1", "A.I.1.2", "A.I.2", "A.I.2.a", "A.I.2.a.1", "A.II.1", "B.I.1"]
    assert [task.lead for task in tasks] == [*[("SỞ NỘI VỤ",)] * 5, ("SỞ Y TẾ",), ("SỞ TƯ PHÁP",)]
    assert tasks[0].section == "A. PHẦN MỘT > I. SỞ NỘI VỤ > 1. Nhóm việc"


def test_headings_without_numbers_part_the_counts() -> None:
    """Where a count begins anew below each heading, ids stay unique and keep the heading's place."""
    rows = [
        raw("", "SỞ NỘI VỤ", wide=True),
        raw("1", "Việc", "Quý I"),
        raw("", "SỞ Y TẾ", wide=True),
        raw("1", "Việc", "Quý I"),
    ]
    assert [(task.id, task.lead) for task in tasks_of(rows)] == [("s1.1", ("SỞ NỘI VỤ",)), ("s2.1", ("SỞ Y TẾ",))]


def test_a_number_that_stands_twice_is_doubtful() -> None:
    """No row is lost, and the second is marked."""
    first, second = tasks_of([raw("1", "Việc", "Quý I", lead="Sở A"), raw("1", "Việc khác", "Quý I", lead="Sở A")])
    assert (first.id, second.id) == ("1", "1-2")
    assert "stands more than once" in second.doubts[0].text()


def test_a_row_cut_by_a_page_is_one() -> None:
    """What begins in small letters at the head of a page goes on with the row before."""
    rows = [raw("1", "Xây dựng đề án", "", lead="Sở A"), raw("", "về việc làm", "Quý I", page=2)]
    (task,) = tasks_of(rows)
    assert (task.title, task.says) == ("Xây dựng đề án về việc làm", "Quý I")


def test_what_is_missing_is_asked_for() -> None:
    """A task without deadline, agency or title has a doubt for each."""
    (task,) = tasks_of([raw("1", "", "Quý I"), raw("2", "Việc")][:1])
    assert {doubt.field for doubt in task.doubts} == {"lead", "title"}


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("SỞ NỘI VỤ", "SỞ NỘI VỤ"),
        ("BAN TỔ CHỨC TỈNH ỦY CHỦ TRÌ, PHỐI HỢP VỚI CÁC CƠ QUAN LIÊN QUAN", "BAN TỔ CHỨC TỈNH ỦY"),
        ("Giao Sở Y tế", "Sở Y tế"),
        ("Đối với các cơ quan Đảng", "các cơ quan Đảng"),
        ("Chuẩn bị đại hội đảng bộ các cấp", ""),
        ("Ban hành các văn bản hướng dẫn", ""),
    ],
)
def test_headings_name_who_is_in_charge(title: str, agency: str) -> None:
    """Only a heading that is an agency's name, with the words around such names, gives the lead."""
    assert heading_agency(title) == agency


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Các cơ quan, đơn vị, địa \nphương có liên quan", ["Các cơ quan, đơn vị, địa phương có liên quan"]),
        ("Ban Tổ chức Tỉnh ủy; \nUBKT Tỉnh ủy", ["Ban Tổ chức Tỉnh ủy", "UBKT Tỉnh ủy"]),
        ("Sở Nội vụ\nSở Tư pháp", ["Sở Nội vụ", "Sở Tư pháp"]),
        ("- Sở Nội vụ\n- Sở Văn hóa, Thể thao và Du lịch", ["Sở Nội vụ", "Sở Văn hóa, Thể thao và Du lịch"]),
        ("Các sở, ban, ngành; UBND các huyện, thành phố", ["Các sở, ban, ngành", "UBND các huyện, thành phố"]),
        ("Các Sở: Tài chính, Giáo dục và Đào tạo", ["Sở Tài chính", "Sở Giáo dục và Đào tạo"]),
        ("Sở Y tế và các cơ quan liên quan", ["Sở Y tế", "các cơ quan liên quan"]),
        ("Đảng ủy các xã, phường \n(nơi có, nơi không)", ["Đảng ủy các xã, phường (nơi có, nơi không)"]),
        ("ĐẢNG ỦY CÁC XÃ, PHƯỜNG", ["ĐẢNG ỦY CÁC XÃ, PHƯỜNG"]),
        ("Đảng ủy Công an tỉnh.", ["Đảng ủy Công an tỉnh"]),
        ("", []),
        (" ; , ", []),
    ],
)
def test_agencies_are_cut_apart(text: str, names: list[str]) -> None:
    """Semicolons, lines, bullets, `và` and commas part names; commas inside a name do not."""
    assert list(split_agencies(text)) == names


KNOWN = {"so-noi-vu": "Sở Nội vụ", "du-ubnd": "Đảng ủy Ủy ban nhân dân tỉnh", "tct": "Trường Chính trị tỉnh"}


@pytest.mark.parametrize(
    ("name", "code", "certain"),
    [
        ("Sở nội vụ", "so-noi-vu", True),
        ("Đảng uỷ UBND tỉnh", "du-ubnd", True),
        ("ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH", "du-ubnd", True),
        ("Trường Chính trị", "tct", False),
        ("Trường Chinhs trị tỉnh", "tct", False),
        ("Bộ Nội vụ", "bo-noi-vu", True),
        ("Đảng ủy HĐND tỉnh", "dang-uy-hdnd-tinh", True),
    ],
)
def test_names_are_matched_to_known_units(name: str, code: str, certain: bool) -> None:
    """Abbreviations and spellings are the same name, a slip is a doubtful one, another agency is never taken."""
    matched, _ = match_agencies([name], KNOWN)
    assert (matched[name].code, matched[name].certain) == (code, certain)


def test_new_agencies_are_proposed_once() -> None:
    """Each unknown agency gets one code, whatever its spellings, and a kind."""
    names = ["Các ban đảng tỉnh", "Các ban đảng tỉnh", "Các ban đảng tinhir", "Sở Y tế", "SỞ Y TẾ"]
    matched, proposed = match_agencies(names, {})
    assert [(agency.code, agency.name, agency.kind) for agency in proposed] == [
        ("cac-ban-dang-tinh", "Các ban đảng tỉnh", "group"),
        ("so-y-te", "Sở Y tế", "department"),
    ]
    assert not matched["Các ban đảng tinhir"].certain


def test_kinds_are_told_by_names() -> None:
    """The name of a unit tells its kind, and whether it means every commune."""
    kinds = ["Bộ Nội vụ", "Đảng ủy Công an tỉnh", "Văn phòng Tỉnh ủy", "Sở Y tế", "Các cơ quan liên quan"]
    assert [kind_of(name) for name in kinds] == ["central", "party-committee", "party-body", "department", "group"]
    assert each_of("Đảng ủy các xã, phường") == "commune"
    assert each_of("UBND cấp xã") == "commune"
    assert each_of("Đảng ủy các cơ quan Đảng tỉnh") is None
    assert kind_of("Cấp ủy cơ sở") == "group"


@pytest.mark.parametrize(
    "cell",
    [
        *("38 xã, phường", "100% các xã, phường trên địa bàn tỉnh", "Đảng ủy 38 xã, phường", "UBND các phường, xã"),
        *("Đảng ủy, UBND các xã, phường", "Đảng ủy và UBND cấp xã", "UBND các xã", "Chủ tịch UBND các xã, phường"),
        *("HĐND cấp xã", "UBND các xã, phường, đặc khu", "Công an các xã, phường"),
    ],
)
def test_every_commune_is_meant(cell: str) -> None:
    """However it is said; and it is one name."""
    assert [each_of(name) for name in split_agencies(cell)] == ["commune"]


def test_a_body_of_a_commune_is_the_commune() -> None:
    """Where one has that name; of several it is a question, and none is proposed beside it."""
    known = {"03390": "Xã Bình Lư", "1": "Xã Tân", "2": "Xã Tân"}
    for cell, certain in (("Đảng ủy, UBND xã Bình Lư", True), ("HĐND xã Bình Lư", False), ("UBND xã Tân", False)):
        (name,) = split_agencies(cell)
        matched, proposed = match_agencies([name], known)
        assert (matched[name].code in known, matched[name].certain, proposed) == (True, certain, ())
    assert match_agencies(["Công an xã Bình Lư"], known)[1][0].kind == "department"


@pytest.mark.parametrize(
    ("text", "agency", "deadline"),
    [
        ("Ban Tổ chức Tỉnh ủy", True, False),
        ("Ban hành quyết định", False, False),
        ("Báo cáo kết quả", False, False),
        ("Trước 30/7/2025", False, True),
        ("Thực hiện thường xuyên", False, True),
        ("Đảng; triển khai", False, False),
        ("Đang triển khai", False, True),
        ("31/12/2025", False, True),
        ("Tổ chức hướng dẫn", False, False),
        ("Sơ tán dân", False, False),
        ("Thống kê tỉnh", True, False),
    ],
)
def test_agencies_and_deadlines_are_told_by_their_first_words(text: str, agency: bool, deadline: bool) -> None:
    """The first words of a cell say whether it names an agency or a deadline."""
    assert (is_agency(text), is_deadline(text)) == (agency, deadline)


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("1. Sở Nội vụ", "1", "Sở Nội vụ"),
        ("1.2.1. Năm 2025", "1.2.1", "Năm 2025"),
        ("II- NHIỆM VỤ", "II", "NHIỆM VỤ"),
        ("a) Cấp tỉnh", "a", "Cấp tỉnh"),
        ("298-QĐ/TW", "", "298-QĐ/TW"),
        ("30/6/2025 là hạn", "", "30/6/2025 là hạn"),
        ("V vắng mặt", "", "V vắng mặt"),
    ],
)
def test_numbers_before_headings_are_split_off(text: str, number: str, rest: str) -> None:
    """A number needs its mark; dates and numbers of documents are none."""
    assert split_number(text) == (number, rest)


def test_the_letterhead_is_read() -> None:
    """Number, date, issuer and title stand in the head, in capitals or not."""
    lines = [
        "ỦY BAN NHÂN DÂN",
        "TỈNH LAI CHÂU",
        "Số: 12/KH-UBND",
        "Lai Châu, ngày 3 tháng 2 năm 2026",
        "KẾ HOẠCH",
        "Chuyển đổi số",
    ]
    heading = heading_of(lines)
    assert (heading.number, str(heading.issued), heading.title) == (
        "12/KH-UBND",
        "2026-02-03",
        "Kế hoạch Chuyển đổi số",
    )
    assert heading.doubts == ()
    assert locate(heading, lines, {})[0].code == "12"


def test_a_stamp_with_another_date_is_doubtful() -> None:
    """The date in the document's own words is taken, and the stamp's is told."""
    text = ["(kèm theo Kế hoạch số 5-KH/TU, ngày 21/7/2025 của Ban Thường vụ Tỉnh ủy)", "Ngày ban hành: 23/07/2025"]
    heading = heading_of(text)
    assert str(heading.issued) == "2025-07-21"
    assert any("stamp says 2025-07-23" in doubt.text() for doubt in heading.doubts)


def test_a_ministry_is_at_the_centre() -> None:
    """A plan of a ministry is for the whole country; one of nobody is for nobody known."""
    assert locate(Heading(issuer="Bộ Nội vụ"), [], {})[0].code == "vn"
    unit, doubts = locate(Heading(issuer="Ban Thường vụ"), ["x"], {})
    assert unit.code == "vn"
    assert doubts


def test_a_long_text_costs_time_by_its_length() -> None:
    """Lines that are one sentence, and thousands of agencies: ten times as many cost ten times as much."""

    def read(lines: int) -> None:
        with pytest.raises(DocumentRefused, match="No tasks were found"):
            read_content(b"mot viec\n" * lines)

    names = [f"Sở X{chr(97 + n % 26)}{n} chủ quản" for n in range(4_000)]
    assert len(match_agencies(names, {})[0]) == 4_000
    assert calls_of(lambda: read(20_000)) < 11 * calls_of(lambda: read(2_000))
    assert calls_of(lambda: match_agencies(names, {})) < 11 * calls_of(lambda: match_agencies(names[:400], {}))


def test_names_that_differ_in_a_number_are_not_held_against_each_other() -> None:
    """Two thousand agencies that a number tells apart cost each what one of five hundred does."""
    names = [f"Ban Quản lý dự án số {n}" for n in range(2_000)]
    assert calls_of(lambda: match_agencies(names, {})) < 4.5 * calls_of(lambda: match_agencies(names[:500], {}))


def test_a_slip_is_found_among_many_names() -> None:
    """Of thousands of known units, the one that a slip in a word explains is taken, in doubt."""
    known = {f"c{n}": f"Xã Mường {n}" for n in range(5_000)} | {"tc": "Sở Tài chính tỉnh"}
    named, proposed = match_agencies(["Sở Tài chinhs tỉnh"], known)
    assert [(one.code, one.certain) for one in named.values()] == [("tc", False)]
    assert proposed == ()
