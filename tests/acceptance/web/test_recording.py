"""What is recorded on pages: shown before it is recorded, recorded as it was shown, once; nothing typed is lost."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.web_client import Client, Web, web_of
from tests.worlds import plan_text

UNITS = """\
code,name,kind,parent,email,phone
tinh,Tỉnh ủy,province,,tinh@example.vn,
vp,Văn phòng Tỉnh ủy,agency,tinh,vp@example.vn,0912345678
btc,Ban Tổ chức Tỉnh ủy,agency,tinh,btc@example.vn,0912345679
xa-binh-lu,Xã Bình Lư,commune,tinh,bl@example.vn,
xa-ta-phin,Xã Tả Phìn,commune,tinh,tp@example.vn,
"""
PLAN = plan_text(
    [
        {"lead": "btc", "due": "'10 working days after congress'"},
        {"lead": "vp", "due": "by 2025-12-01"},
        {"lead": "each", "for each": "commune", "due": "5 working days after own_congress"},
        {"lead": "btc", "due": "by 2025-12-01"},
    ],
    {"congress": "tinh", "own_congress": "commune"},
    unit="tinh",
)
DOCUMENT = """\
KẾ HOẠCH
Bảo vệ rừng năm 2026
STT\tNhóm nhiệm vụ\tNội dung nhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời hạn hoàn thành
1\tQuản lý rừng\tKiểm kê rừng\tBan Tổ chức Tỉnh ủy\tVăn phòng Tỉnh ủy\tTrước 31/3/2026
2\tTuyên truyền\tIn tờ rơi\tVăn phòng Tỉnh ủy\t\tQuý II/2026
"""
TASK = "/nhiem-vu/ke-hoach/R4/btc"
HELD = {"what": "moc congress", "on": "24/9/2025", "phase": "held", "document": "12-NQ/TU"}
EVIL = "<script>alert(1)</script>"


def _line(folder: Path, url: str) -> CommandLine:
    made = CommandLine(
        folder, url, more={"THOIHAN_LINK_KEYS": "k" * 40, "THOIHAN_WEB_ADDRESS": "http://127.0.0.1:8000"}
    )
    made.registers(UNITS)
    made.adopts(PLAN)
    made.on("2025-09-24")
    return made


@pytest.fixture
@prepared
def line(tmp_path: Path, sqlite_url: str) -> CommandLine:
    """A province with a plan, on the day of its congress."""
    return _line(tmp_path, sqlite_url)


@pytest.fixture
def web(line: CommandLine) -> Iterator[Web]:
    """The application over it."""
    with web_of(line) as found:
        yield found


@pytest.fixture
def anywhere(tmp_path: Path, database_url: str) -> Iterator[tuple[CommandLine, Web]]:
    """The same on each kind of database."""
    made = _line(tmp_path, database_url)
    with web_of(made) as found:
        yield made, found


def words(answer: httpx.Response) -> str:
    """What stands on the page, as people read it."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def hidden(answer: httpx.Response) -> dict[str, str]:
    """What the form of the page carries."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in found}


def recorded(browser: Client, path: str, typed: Mapping[str, str], **how: Any) -> httpx.Response:
    """Fill in a form, look at what would follow, and record it."""
    shown = browser.act(path, {**typed, "step": "look"})
    assert shown.status_code == 200, words(shown)
    found: httpx.Response = browser.post(path, data={**hidden(shown), "step": "record"}, **how)
    return found


def tasks(line: CommandLine) -> dict[str, tuple[str, str | None]]:
    """Each task's state and last day."""
    return {one["id"]: (one["state"], one["due"]) for one in line.json("tasks")}


# --- what happened ----------------------------------------------------------------------------------------------------


def test_an_event_is_shown_before_it_is_recorded_and_recorded_once(anywhere: tuple[CommandLine, Web]) -> None:
    """A preview changes nothing; the agency's page has it after; a second click changes nothing."""
    line, web = anywhere
    office = web.client("office", "tinh")
    shown = office.act("/ghi-nhan", {**HELD, "step": "look"})
    assert "1 nhiệm vụ bắt đầu, 1 cơ quan nhận thư, nhiều nhất 1 tin nhắn" in words(shown)
    assert "Thứ Tư 08/10/2025" in words(shown)
    assert "ke-hoach/R1/btc" not in tasks(line)
    once, twice = (office.post("/ghi-nhan", data={**hidden(shown), "step": "record"}) for _ in range(2))
    assert "số 3 trong nhật ký" in words(once)
    assert "số 3 trong nhật ký" in words(twice)
    assert tasks(line)["ke-hoach/R1/btc"] == ("active", "2025-10-08")
    assert len(line.json("events")) == 3
    assert "R1" in web.client("agency", "btc").get("/nhiem-vu").text
    assert "đã có trong nhật ký" in words(office.act("/ghi-nhan", {**HELD, "step": "look"})).lower()
    line("verify")


def test_many_units_at_once(anywhere: tuple[CommandLine, Web]) -> None:
    """Of all of a kind; what cannot be recorded is named, and the others are recorded together."""
    line, web = anywhere
    office = web.client("office", "tinh")
    typed = {"what": "own congress", "where": "Xã Bình Lư", "on": "20/9/2025", "phase": "held"}
    assert recorded(office, "/ghi-nhan", typed).status_code == 200
    all_of = recorded(office, "/ghi-nhan", {**typed, "where": "mọi xã, phường", "on": "20/9/2025"})
    assert "1 nhiệm vụ bắt đầu" in words(all_of)
    assert {name: state for name, (state, _) in tasks(line).items() if "R3" in name} == {
        "ke-hoach/R3/xa-binh-lu": "active",
        "ke-hoach/R3/xa-ta-phin": "active",
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"what": ""}, "Hãy nhập vào đây"),
        ({"on": "31/2/2025"}, "Không có ngày 31/2/2025"),
        ({"on": "hôm qua"}, "không phải ngày"),
        ({"on": "24/9/2026"}, "chưa đến"),
        ({"what": "own congress"}, "ghi rõ ở đâu"),
        ({"what": "own congress", "where": "xã"}, "hãy chọn một"),
        ({"what": "xyz"}, "không có “xyz”"),
        ({"document": "—"}, "không phải văn bản"),
        ({"phase": "x"}, "Hãy chọn một trong"),
    ],
)
def test_errors_stand_beside_their_field_and_nothing_typed_is_lost(
    web: Web, typed: Mapping[str, str], said: str
) -> None:
    """The page says what to type; what was typed is in it."""
    answer = web.client("office", "tinh").act("/ghi-nhan", {**HELD, "at": "7:30", **typed})
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="7:30"' in answer.text


def test_what_came_since_that_matters_is_shown_and_asked_again(web: Web, line: CommandLine) -> None:
    """Nothing is recorded of what was not shown so; what was typed is kept, and the difference is marked."""
    office = web.client("office", "tinh")
    shown = office.act("/ghi-nhan", {**HELD, "step": "look"})
    line("calendar", "amend", "--off", "2025-09-30", "--reason", "Bão", "--document", "1-TB")
    changed = office.post("/ghi-nhan", data={**hidden(shown), "step": "record"})
    assert changed.status_code == 409
    assert "Thứ Năm 09/10/2025" in words(changed)
    assert "khác với lúc trước" in words(changed)
    assert hidden(changed)["document"] == "12-NQ/TU"
    assert "ke-hoach/R1/btc" not in tasks(line)
    again = office.post("/ghi-nhan", data={**hidden(changed), "step": "record"})
    assert "Đã ghi nhận" in words(again)
    assert tasks(line)["ke-hoach/R1/btc"] == ("active", "2025-10-09")


def test_an_agency_records_what_happens_at_its_own(web: Web) -> None:
    """And nothing of others, nor what happens once for all."""
    commune = web.client("agency", "xa-binh-lu")
    typed = {"what": "own congress", "where": "Bình Lư", "on": "20/9/2025", "phase": "held"}
    assert "Đã ghi nhận" in words(recorded(commune, "/ghi-nhan", typed))
    assert commune.act("/ghi-nhan", {**typed, "where": "Tả Phìn"}).status_code == 422
    assert commune.act("/ghi-nhan", HELD).status_code == 422
    assert web.client("leader", "tinh").get("/ghi-nhan").status_code == 404


# --- one task ---------------------------------------------------------------------------------------------------------


def test_the_course_of_a_task(anywhere: tuple[CommandLine, Web]) -> None:
    """Taken up, on its way, more time asked for and given, done with a photo, taken back within ten minutes."""
    line, web = anywhere
    agency, office = web.client("agency", "btc"), web.client("office", "tinh")
    recorded(agency, f"{TASK}/da-tiep-nhan", {"on": "24/9/2025"})
    progress = recorded(agency, f"{TASK}/tien-do", {"on": "24/9/2025", "progress": EVIL})
    assert EVIL not in progress.text
    recorded(agency, f"{TASK}/de-nghi-gia-han", {"on": "24/9/2025", "due": "10/12/2025", "reason": "Thiếu người"})
    assert f"{TASK}/dong-y-gia-han" in office.get(TASK).text
    assert 'value="10/12/2025"' in office.get(f"{TASK}/dong-y-gia-han").text
    granted = {"on": "24/9/2025", "due": "10/12/2025", "document": "5-TB/TU"}
    assert "Đã ghi nhận" in words(recorded(office, f"{TASK}/dong-y-gia-han", granted))
    assert f"{TASK}/dong-y-gia-han" not in office.get(TASK).text
    assert tasks(line)["ke-hoach/R4/btc"] == ("active", "2025-12-10")
    photo = {"files": ("../../Báo cáo.png", b"\x89PNG\r\n\x1a\n", "text/html")}
    done = recorded(agency, f"{TASK}/bao-cao-hoan-thanh", {"on": "24/9/2025", "document": "15-BC/BTC"}, files=photo)
    assert tasks(line)["ke-hoach/R4/btc"][0] == "done"
    (position,) = re.findall(r'href="/su-kien/(\d+)/huy"', done.text)
    event = agency.get(f"/su-kien/{position}")
    assert "Báo cáo.png" in words(event)
    (path,) = re.findall(r'href="(/su-kien/\d+/tep/\w+)"', event.text)
    assert agency.get(path).headers["content-disposition"].startswith("attachment")
    assert web.client("agency", "vp").get(path).status_code == 404
    assert recorded(agency, f"/su-kien/{position}/huy", {"reason": "Nhầm"}).status_code == 200
    assert tasks(line)["ke-hoach/R4/btc"][0] == "active"
    web.office.clock.advance(timedelta(minutes=11))  # type: ignore[attr-defined]  # it is set
    assert agency.get(f"/su-kien/{position}/huy").status_code == 404
    line("verify")


def test_tasks_of_others_are_not_there(web: Web) -> None:
    """Whoever the agency is not, gets no form of its tasks; what only the office decides, it does not decide."""
    other, own = web.client("agency", "vp"), web.client("agency", "btc")
    assert other.get(f"{TASK}/tien-do").status_code == 404
    assert other.act(f"{TASK}/tien-do", {"on": "24/9/2025", "progress": "x", "step": "look"}).status_code == 404
    assert own.get(f"{TASK}/dong-y-gia-han").status_code == 404
    assert own.get("/nhiem-vu/ke-hoach/R9/btc/tien-do").status_code == 404
    assert web.nobody().get(f"{TASK}/tien-do").status_code == 303


def test_two_officers_on_one_task(web: Web) -> None:
    """The second sees what changed, and keeps his text."""
    one, other = web.client("office", "tinh", "mot"), web.client("office", "tinh", "hai")
    typed = {"due": "20/10/2025", "on": "24/9/2025", "document": "7-TB/TU"}
    shown = other.act(f"{TASK}/an-dinh-thoi-han", {**typed, "due": "25/10/2025", "step": "look"})
    assert recorded(one, f"{TASK}/an-dinh-thoi-han", typed).status_code == 200
    second = other.post(f"{TASK}/an-dinh-thoi-han", data={**hidden(shown), "step": "record"})
    assert second.status_code == 409
    assert "20/10/2025" in words(second)
    assert hidden(second)["due"] == "25/10/2025"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.exe", b"MZ"), ("a.pdf", b"MZ"), ("a.pdf", b""), ("..", b"x"), ("a" * 300 + ".pdf", b"%PDF-1.4")],
)
def test_bad_uploads_are_refused_and_the_rest_is_kept(web: Web, line: CommandLine, name: str, data: bytes) -> None:
    """The page says what is wrong with the file, and has all else still."""
    agency = web.client("agency", "btc")
    typed = {"on": "24/9/2025", "document": "15-BC/BTC"}
    answer = recorded(agency, f"{TASK}/bao-cao-hoan-thanh", typed, files={"files": (name, data, "application/pdf")})
    assert answer.status_code == 422
    assert 'id="wrong-files"' in answer.text
    assert hidden(answer)["document"] == "15-BC/BTC"
    assert tasks(line)["ke-hoach/R4/btc"][0] == "active"


def test_an_expired_session_keeps_what_was_typed(web: Web) -> None:
    """It is in the page for signing in, and sent then."""
    agency = web.client("agency", "btc")
    agency.cookies.clear()
    answer = agency.post(f"{TASK}/tien-do", data={"progress": "Được một nửa", "on": "24/9/2025", "step": "look"})
    assert answer.status_code == 401
    assert "Được một nửa" in answer.text


# --- links of messages ------------------------------------------------------------------------------------------------


def test_a_link_shows_by_get_and_acts_by_post(anywhere: tuple[CommandLine, Web]) -> None:
    """Who opens it reports nothing; who sends its form does, once; forged and expired ones say so."""
    line, web = anywhere
    path = line("link", "ke-hoach/R4/btc", "--for", "report").out.strip().removeprefix("http://127.0.0.1:8000")
    phone = web.nobody()
    assert "Việc 4" in words(phone.get(path))
    assert tasks(line)["ke-hoach/R4/btc"][0] == "active"
    assert phone.get(path + "x").status_code == 410
    photo = {"files": ("IMG_1.jpg", b"\xff\xd8\xff", "image/jpeg")}
    sent = phone.post(path, data={"on": "24/9/2025"}, files=photo)
    assert "Đã ghi nhận" in words(sent)
    assert tasks(line)["ke-hoach/R4/btc"][0] == "done"
    assert "không cần gửi gì" in words(phone.get(path))
    assert "Ban Tổ chức Tỉnh ủy (qua liên kết)" in {one["actor"] for one in line.json("events")}
    web.office.clock.advance(timedelta(days=40))  # type: ignore[attr-defined]  # it is set
    assert phone.get(path).status_code == 410


# --- the log, messages, registers, documents --------------------------------------------------------------------------


def test_the_log_is_each_ones_own(web: Web) -> None:
    """The office reads all of it; an agency what is of its own tasks."""
    recorded(web.client("agency", "btc"), f"{TASK}/tien-do", {"on": "24/9/2025", "progress": EVIL})
    office, other = web.client("office", "tinh").get("/su-kien"), web.client("agency", "vp").get("/su-kien")
    assert EVIL in words(office)
    assert EVIL not in office.text
    assert "Tiến độ" not in words(other)
    assert web.client("agency", "vp").get("/su-kien/3").status_code == 404


def test_an_event_is_corrected_and_taken_back_with_a_preview(anywhere: tuple[CommandLine, Web]) -> None:
    """The dates follow; who may not record cannot."""
    line, web = anywhere
    office = web.client("office", "tinh")
    recorded(office, "/ghi-nhan", HELD)
    shown = office.act("/su-kien/3/dinh-chinh", {"on": "22/9/2025", "document": "13-NQ", "step": "look"})
    assert "1 thời hạn thay đổi từ 08/10/2025 thành 06/10/2025" in words(shown)
    assert office.post("/su-kien/3/dinh-chinh", data={**hidden(shown), "step": "record"}).status_code == 200
    assert tasks(line)["ke-hoach/R1/btc"] == ("active", "2025-10-06")
    recorded(office, "/su-kien/3/huy", {"reason": "Nhầm"})
    assert "ke-hoach/R1/btc" not in tasks(line)
    assert web.client("agency", "btc").get("/su-kien/3/dinh-chinh").status_code == 404


def test_a_task_is_given_on_a_form(anywhere: tuple[CommandLine, Web]) -> None:
    """The deadline is read in the words of the letter; the same once more changes nothing."""
    line, web = anywhere
    office = web.client("office", "tinh")
    typed = {"title": "Báo cáo", "lead": "ban to chuc", "due": "Trước 15/12/2025", "document": "123-CV/TU", "plan": "-"}
    assert "Đã ghi nhận" in words(recorded(office, "/giao-nhiem-vu", typed))
    assert tasks(line)["123-cv-tu-2025/1/btc"] == ("active", "2025-12-14")
    wrong = office.act("/giao-nhiem-vu", {**typed, "title": "Khác", "due": "hihi"})
    assert (wrong.status_code, "hihi" in words(wrong)) == (422, True)
    assert web.client("agency", "btc").get("/giao-nhiem-vu").status_code == 404


def test_a_document_is_read_its_doubts_answered_and_put_into_force(web: Web, line: CommandLine) -> None:
    """Each question stands beside the document's own words; nothing is in force before all are answered."""
    office = web.client("office", "tinh")
    read = office.act("/van-ban/nhap", {}, files={"file": ("a.txt", DOCUMENT.encode(), "text/plain")})
    assert read.status_code == 200, words(read)
    asked = re.findall(r'name="(answer\d+)"', read.text)
    open_ = office.act("/van-ban/nhap/ban-nhap", {**hidden(read), "step": "look"})
    assert open_.status_code == 422
    labels = re.findall(r'<label for="(answer\d+)">([^<]*)', open_.text)
    said = {
        "Không tìm thấy số": "9-KH/TU",
        "cơ quan ban hành": "Tỉnh ủy",
        "ngày ban hành": "5/1/2025",
        "đơn vị": "Tỉnh ủy",
    }
    answers = {name: next(v for k, v in said.items() if k in html.unescape(label)) for name, label in labels}
    assert set(answers) == set(asked)
    done = recorded(office, "/van-ban/nhap/ban-nhap", {**hidden(read), **answers})
    assert "Đã ghi nhận" in words(done)
    assert any(one.startswith("9-kh-tu/") for one in tasks(line))
    assert office.act("/van-ban/nhap", {}, files={"file": ("a.pdf", b"%PDF-1.4", "x")}).status_code == 422


def test_calendars_and_agencies_change_with_a_preview(anywhere: tuple[CommandLine, Web]) -> None:
    """The dates that move are shown first."""
    line, web = anywhere
    office = web.client("office", "tinh")
    recorded(office, "/ghi-nhan", HELD)
    off = {"off": "30/9/2025", "reason": "Bão", "document": "2-TB"}
    assert "từ 08/10/2025 thành 09/10/2025" in words(office.act("/lich/sua", {**off, "step": "look"}))
    recorded(office, "/lich/sua", off)
    assert tasks(line)["ke-hoach/R1/btc"] == ("active", "2025-10-09")
    merged = {"code": "bình lư", "into": "tả phìn", "on": "24/9/2025", "document": "3-QĐ"}
    assert "Đã ghi nhận" in words(recorded(office, "/co-quan/thay-doi/sap-nhap", merged))
    assert web.client("agency", "btc").get("/lich/sua").status_code == 404
    line("verify")


def test_messages_are_held_let_go_and_sent_again(anywhere: tuple[CommandLine, Web]) -> None:
    """In plain words, by whoever may."""
    _, web = anywhere
    office, inspector = web.client("office", "tinh"), web.client("inspector", "tinh")
    recorded(office, "/ghi-nhan", HELD)
    assert "1 thư" in words(office.get("/thu-tin-nhan/3"))
    assert "giữ lại chờ duyệt" in words(office.act("/thu-tin-nhan/3/giu"))
    assert "Chờ duyệt: 1" in words(inspector.get("/thu-tin-nhan"))
    assert inspector.act("/thu-tin-nhan/3/duyet").status_code == 404
    assert "sẽ đi trong lượt tới" in words(office.act("/thu-tin-nhan/3/duyet"))
    assert web.client("agency", "btc").get("/thu-tin-nhan").status_code == 404
    assert "R1" in words(inspector.get("/thu-tin-nhan", params={"co_quan": "ban to chuc"}))


def test_a_list_or_a_file_of_agencies_each_on_its_day(web: Web, line: CommandLine) -> None:
    """Its rows stand in the form; a wrong one is named by its number, and nothing is recorded."""
    office = web.client("office", "tinh")
    file = "Đơn vị,Ngày,Văn bản\nXã Bình Lư,20/9/2025,1-NQ\nTả Phìn,22/9/2025,2-NQ\n".encode()
    path, what = "/ghi-nhan/danh-sach", {"what": "own congress"}
    shown = office.act(path, {**what, "step": "look"}, files={"file": ("a.csv", file, "text/csv")})
    assert "2 nhiệm vụ bắt đầu" in words(shown)
    done = office.post(path, data={**hidden(shown), "step": "record"})
    assert "các số từ 3 đến 4" in words(done)
    assert {name: due for name, (_, due) in tasks(line).items() if "R3" in name} == {
        "ke-hoach/R3/xa-binh-lu": "2025-09-26",
        "ke-hoach/R3/xa-ta-phin": "2025-09-29",
    }
    wrong = office.act(path, {**what, "rows": "Bình Lư; 20/9/2025\nXã Không Có; 1/9/2025", "step": "look"})
    assert (wrong.status_code, "Dòng 2" in words(wrong)) == (422, True)
    assert office.act(path, what, files={"file": ("a.csv", b"MZ\x00", "text/csv")}).status_code == 422


# --- many tasks of a list at once -------------------------------------------------------------------------------------


def test_ticked_tasks_are_done_together_after_one_preview(anywhere: tuple[CommandLine, Web]) -> None:
    """What is typed once is said of each; one that cannot be so is named, and the others are recorded."""
    line, web = anywhere
    office = web.client("office", "tinh")
    listed = office.get("/nhiem-vu").text
    assert 'name="nhiem-vu" value="ke-hoach/R4/btc"' in listed
    path = "/nhieu-nhiem-vu?lam=bao-cao-hoan-thanh&nhiem-vu=ke-hoach/R4/btc&nhiem-vu=ke-hoach/R2/vp"
    assert "Báo cáo hoàn thành: 2 nhiệm vụ" in words(office.get(path))
    assert "R2 · Văn phòng Tỉnh ủy" in words(recorded(office, path, {"on": "24/9/2025", "document": "1-BC/TU"}))
    assert {tasks(line)[name][0] for name in ("ke-hoach/R4/btc", "ke-hoach/R2/vp")} == {"done"}
    assert "Hãy đánh dấu" in words(office.get("/nhieu-nhiem-vu?lam=bao-cao-hoan-thanh"))
    commune = web.client("agency", "vp")
    assert commune.get(path).status_code == 404
    assert commune.get("/nhieu-nhiem-vu?lam=an-dinh-thoi-han&nhiem-vu=ke-hoach/R2/vp").status_code == 404


def test_a_list_is_kept_under_a_name_and_shared(web: Web) -> None:
    """Its address holds all of it; the agency's people have what is shared, and only its keeper leaves it."""
    office, agency = web.client("office", "tinh"), web.client("agency", "vp")
    kept = {"name": "Quá hạn <b>của Ban</b>", "query": "co-quan=btc&tinh-hinh=overdue&xep=ten", "shared": "1"}
    answer = office.act("/nhiem-vu-danh-sach", kept)
    assert answer.headers["Location"] == "/nhiem-vu?co-quan=btc&tinh-hinh=overdue&xep=ten"
    for reader in (office, agency):
        page = reader.get("/nhiem-vu").text
        assert 'href="/nhiem-vu?co-quan=btc&amp;tinh-hinh=overdue&amp;xep=ten">Quá hạn &lt;b&gt;' in page
    agency.act("/nhiem-vu-danh-sach/bo", {"name": kept["name"]})
    assert "dùng chung" in agency.get("/nhiem-vu").text
    office.act("/nhiem-vu-danh-sach/bo", {"name": kept["name"]})
    assert "của Ban" not in office.get("/nhiem-vu").text


def test_an_agency_is_told_at_an_hour_that_is_set_on_its_page(anywhere: tuple[CommandLine, Web]) -> None:
    """As the command has it; whoever registers no agency has no such form."""
    line, web = anywhere
    office = web.client("office", "tinh")
    assert office.act("/co-quan/vp/gio-bao", {"hour": "08:00"}).status_code == 303
    assert line.json("units", "digest", "vp")["digest"] == "08:00"
    assert '<option value="08:00" selected>' in office.get("/co-quan/vp").text
    assert office.act("/co-quan/vp/gio-bao", {"hour": "8 giờ"}).status_code == 422
    assert office.act("/co-quan/vp/gio-bao", {"hour": "usual"}).status_code == 303
    assert line.json("units", "digest", "vp")["digest"] is None
    agency = web.client("agency", "vp")
    assert "gio-bao" not in agency.get("/co-quan/vp").text
    assert agency.act("/co-quan/vp/gio-bao", {"hour": "off"}).status_code == 404
