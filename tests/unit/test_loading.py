"""Agencies from the official list and from files."""

import unicodedata
from datetime import date

import pytest

from adapters.official_list.table import BEGINS
from adapters.unit_lists.files import Listed, UnitsError, from_file
from adapters.unit_lists.news import Answers, News, Otherwise, news
from adapters.unit_lists.official import NotInList, must_be_of, official
from engine.contacts import Kept, ListedUnit, by_place
from events.event import Document
from events.rows import ContactRow, UnitRow

KNOWN = {
    "03388": UnitRow("03388", "Phường Đoàn Kết", "commune", "12", None, None, 3),
}
KEPT = by_place(
    [
        ContactRow("03388", "email", "cu@lai-chau.example", "", 3),
        ContactRow("03388", "phone", "0912000001", "", 3),
    ]
)
TODAY = date(2026, 11, 28)


def csv(text: str, known: dict[str, UnitRow] | None = None) -> Listed:
    """The agencies that a CSV file of that text lists."""
    return from_file("u.csv", text.encode(), known or {})


def mistakes(text: str, known: dict[str, UnitRow] | None = None) -> list[str]:
    """The codes of all that is wrong with it."""
    with pytest.raises(UnitsError) as caught:
        csv(text, known)
    return [problem.code for problem in caught.value.problems if problem.severity == "error"]


def registered(code: str, name: str, ended: str | None = None) -> dict[str, UnitRow]:
    """A register of one commune."""
    return {code: UnitRow(code, name, "commune", "24", None, None, 3, ended)}


def mail_of(code: str, address: str) -> Kept:
    """The address that is kept of it."""
    return by_place([ContactRow(code, "email", address, "", 3)])


def commune(code: str, name: str, **more: str) -> list[ListedUnit]:
    """A list of one commune."""
    return [ListedUnit(code=code, name=name, kind="commune", **more)]  # type: ignore[typeddict-item]  # email, phone


# --- the official list ------------------------------------------------------------------------------------------------


def test_the_whole_country_is_there() -> None:
    """34 provinces and 3,321 communes and wards, each below its province."""
    units = official(None, TODAY)
    kinds = [unit["kind"] for unit in units]
    assert (kinds.count("central"), kinds.count("province"), kinds.count("commune")) == (1, 34, 3321)
    assert len({unit["code"] for unit in units}) == len(units)
    codes = {unit["code"] for unit in units}
    assert all(unit.get("parent") in codes for unit in units if unit["kind"] != "central")


def test_a_province_comes_with_its_communes() -> None:
    """Lai Châu has 38, and its name says what it is."""
    units = {unit["code"]: unit for unit in official(["12"], TODAY)}
    assert len(units) == 40
    assert units["12"] == {"code": "12", "name": "Tỉnh Lai Châu", "kind": "province", "parent": "vn"}
    assert units["03388"]["name"] == "Phường Đoàn Kết"
    with pytest.raises(NotInList):
        official(["13"], TODAY)
    with pytest.raises(NotInList):
        official(["03388"], TODAY)


@pytest.mark.parametrize(
    ("day", "city", "ward"),
    [
        (BEGINS, "Tỉnh Bắc Ninh", "Xã Bố Hạ"),
        (date(2026, 9, 19), "Tỉnh Bắc Ninh", "Xã Bố Hạ"),
        (date(2026, 9, 20), "Thành phố Bắc Ninh", "Phường Bố Hạ"),
    ],
)
def test_a_list_is_of_a_day(day: date, city: str, ward: str) -> None:
    """Names are those of that day."""
    units = {unit["code"]: unit["name"] for unit in official(["24"], day)}
    assert (units["24"], units["07294"]) == (city, ward)


@pytest.mark.parametrize(
    ("day", "code", "says"),
    [
        (None, "02", ["Tỉnh Hà Giang", "Tỉnh Tuyên Quang", "--province 08`"]),
        (TODAY, "02", ["Tỉnh Hà Giang", "Tỉnh Tuyên Quang", "--province 08`"]),
        (None, "10", ["Tỉnh Lào Cai", "is 15", "--province 15 --on 2026-11-28`"]),
        (None, "27", ["Tỉnh Bắc Ninh", "Thành phố Bắc Ninh", "--province 24 --on 2026-11-28`"]),
        (None, "15", ["Tỉnh Yên Bái", "Tỉnh Lào Cai", "--province 15 --on 2026-11-28`"]),
        (date(2025, 6, 30), "15", ["Tỉnh Yên Bái", "Tỉnh Lào Cai", "--province 15 --on 2026-11-28`"]),
        (date(2025, 6, 30), "52", ["Tỉnh Bình Định", "part of Tỉnh Gia Lai (52)"]),
        (date(2025, 6, 30), "12", ["begins on 2025-07-01"]),
        (date(2026, 11, 29), "12", ["still to come"]),
    ],
)
def test_codes_of_another_time_are_answered_with_what_became_of_them(
    day: date | None, code: str, says: list[str]
) -> None:
    """A code that went out of use says which one to type; one that means another province needs a day."""
    with pytest.raises(NotInList) as caught:
        must_be_of(day, TODAY, [code])
    said = caught.value.template.format(**caught.value.fields)
    assert [word for word in says if word not in said] == []


@pytest.mark.parametrize(("day", "code"), [(BEGINS, "15"), (TODAY, "15"), (None, "08"), (None, "12"), (None, "99")])
def test_codes_of_now_are_taken(day: date | None, code: str) -> None:
    """With a day from which its meaning is certain, a reused code is one like others; others need none."""
    must_be_of(day, TODAY, [code])


# --- what is news -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_lays_addresses_over_what_is_known(delimiter: str) -> None:
    """What a file leaves out stays, and so does an empty cell; a dash says that there is none."""
    text = "\ufeffcode,name,email,phone\r\n03388,,moi@lai-chau.example,-\r\n".replace(",", delimiter)
    units = csv(text, KNOWN).units
    assert news(units, KNOWN, KEPT) == News(
        units=[
            {
                "code": "03388",
                "name": "Phường Đoàn Kết",
                "kind": "commune",
                "parent": "12",
                "email": "moi@lai-chau.example",
                "phone": None,
            }
        ],
        otherwise=[
            Otherwise(
                code="03388",
                name="Phường Đoàn Kết",
                fields={
                    "email": (KEPT["03388", "email"].address, "moi@lai-chau.example"),
                    "phone": ("0912000001", None),
                },
            )
        ],
        renamed=[],
        asked=[],
    )
    assert not news(units, KNOWN, mail_of("03388", "moi@lai-chau.example")).units


def test_the_official_list_takes_no_address_away() -> None:
    """Loading a province again keeps what officers have entered."""
    units = official(["12"], TODAY)
    assert [unit["code"] for unit in news(units, KNOWN, KEPT).units] == [
        unit["code"] for unit in units if unit["code"] != "03388"
    ]


def test_a_name_that_a_document_changed_is_news_of_its_own() -> None:
    """The address stays; what else is new is registered under the name so far."""
    known, kept = registered("07294", "xã Bố Hạ"), mail_of("07294", "boha@bac-ninh.example")
    found = news(commune("07294", "Phường Bố Hạ", phone="0912 345 678"), known, kept)
    assert [(unit["name"], unit.get("email"), unit.get("phone")) for unit in found.units] == [
        ("xã Bố Hạ", "boha@bac-ninh.example", "0912 345 678")
    ]
    (one,) = found.renamed
    assert (one.was, one.name, one.on) == ("xã Bố Hạ", "Phường Bố Hạ", date(2026, 9, 20))
    assert one.document == Document(text="NQ 388/NQ-UBTVQH16", issued=date(2026, 8, 4))
    assert not found.asked


def test_a_list_of_before_takes_no_name_back() -> None:
    """Registered under the name of now, an agency keeps it; so does one that has ended, whatever it was called."""
    assert news(commune("07294", "Xã Bố Hạ"), registered("07294", "Phường Bố Hạ"), {}) == News(
        units=[], otherwise=[], renamed=[], asked=[]
    )
    over = registered("07294", "Xã Bố Hạ", ended="2026-01-01")
    assert not news(commune("07294", "Phường Bố Hạ"), over, {}).renamed


@pytest.mark.parametrize(
    ("name", "now"), [("Xã Hoà An", "Xã Hòa An"), ("Xã Hòa An", unicodedata.normalize("NFD", "Xã Hòa An"))]
)
def test_another_spelling_is_no_news(name: str, now: str) -> None:
    """Where the tone mark stands, and how letters are stored, changes no name."""
    assert not news(commune("00001", now), registered("00001", name), {}).units
    given = csv(f"code,name,kind,parent\nx,{now},commune,24\n").units
    assert not news(given, registered("x", name), {}).units


def test_an_address_does_not_pass_to_another_place_unasked() -> None:
    """The code that another list has under a neighbour's name: same, or another whose address so far goes."""
    known, given = registered("01558", "Xã Lý Quốc"), official(["04"], TODAY)
    kept = mail_of("01558", "lyquoc@cao-bang.example")
    (asked,) = news(given, known, kept).asked
    assert (asked.code, asked.before, asked.name) == ("01558", "Xã Lý Quốc", "Xã Hạ Lang")
    for answers, email in (
        (Answers(same=["01558"]), "lyquoc@cao-bang.example"),
        (Answers(another=["01558"]), None),
        (Answers(another=["all"]), None),
        (Answers(same=["01558"], another=["all"]), "lyquoc@cao-bang.example"),
    ):
        found = news(given, known, kept, answers)
        (unit,) = (unit for unit in found.units if unit["code"] == "01558")
        assert (unit["name"], unit.get("email"), found.asked) == ("Xã Hạ Lang", email, [])


def test_only_an_address_is_asked_about() -> None:
    """A place without one takes the name; a body of the same place is no other."""
    assert not news(commune("01558", "Xã Hạ Lang"), registered("01558", "Xã Lý Quốc"), {}).asked
    same = registered("03388", "Đảng ủy phường Đoàn Kết")
    found = news(commune("03388", "Phường Đoàn Kết"), same, mail_of("03388", "du@lai-chau.example"))
    assert ([unit["name"] for unit in found.units], found.asked) == (["Phường Đoàn Kết"], [])


@pytest.mark.parametrize("known", [{}, registered("01558", "Xã Lý Quốc"), registered("01558", "Xã Hạ Lang")])
def test_an_address_comes_to_no_code_that_is_another_place(known: dict[str, UnitRow]) -> None:
    """Nor does one that a file brings, whether the register has another name or the official list."""
    given = commune("01558", "Xã Lý Quốc", email="lyquoc@cao-bang.example")
    assert [one.before for one in news(given, known, {}).asked] == ["Xã Hạ Lang"]
    (unit,) = news(given, known, {}, Answers(another=["01558"])).units
    assert unit.get("email") == "lyquoc@cao-bang.example"
    kept = mail_of("01558", "lyquoc@cao-bang.example")
    assert not news(given, registered("01558", "Xã Lý Quốc"), kept).units


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_yaml_file_lists_units_by_their_code() -> None:
    """As a plan file does."""
    text = 'units:\n  "03388": {phone: 0912 345 678}\n  btc: {name: Ban Tổ chức, kind: party-body, parent: "12"}\n'
    units = from_file("units.yaml", text.encode(), KNOWN).units
    assert units[0] == {"code": "03388", "phone": "0912 345 678", "name": "Phường Đoàn Kết", "kind": "commune"}
    assert units[1] == ListedUnit(code="btc", name="Ban Tổ chức", kind="party-body", parent="12")


@pytest.mark.parametrize(
    ("text", "codes", "warned"),
    [
        ("code,email\n3388,a@b.vn\n", ["03388"], True),
        ("code,email\n03388,a@b.vn\n", ["03388"], False),
        ("code,name,kind\n3390,Xã Khác,commune\n", ["03390"], True),  # Phường Tân Phong, of the official list alone
        ("code,name,kind\n1,Thành phố Hà Nội,province\n", ["01"], True),
        ("code,name,kind\n4,Phường Ba Đình,commune\n", ["00004"], True),
        ("code,name,kind\n4,Tỉnh Cao Bằng,province\n", ["04"], True),
        ("code,name,kind\n25,Phường Ngọc Hà,commune\n", ["00025"], True),
        ("code,name,kind\n25,Tỉnh Phú Thọ,province\n", ["25"], False),
        ("code,name,kind\n3388,Ban Dân vận,party-body\n", ["3388"], False),
        ("code,name,kind\n99999,Xã Mới,commune\n", ["99999"], False),
        ("code,name,kind\n1x,Xã Mới,commune\n", ["1x"], False),
    ],
)
def test_a_code_without_its_zeros_is_the_code_with_them(text: str, codes: list[str], warned: bool) -> None:
    """03388 that a spreadsheet made 3388 is no second commune, and the officer is told."""
    listed = csv(text, KNOWN)
    assert [unit["code"] for unit in listed.units] == codes
    assert [warning.code for warning in listed.warnings] == ["zeros-lost"] * warned


def test_a_code_that_is_registered_without_zeros_stays() -> None:
    """An office's own numbers are its own, though the official list has one with zeros before it."""
    own = {"3388": UnitRow("3388", "Chi cục", "commune", None, None, None, 1)}
    assert [unit["code"] for unit in csv("code,email\n3388,a@b.vn\n", own).units] == ["3388"]


def test_the_unit_above_has_its_zeros_again_too() -> None:
    """A province before a commune; a unit of the same file before both."""
    listed = csv("code,name,kind,parent\nx,X,department,1\ny,Y,department,4\nz,Z,department,x\n")
    assert [unit["parent"] for unit in listed.units] == ["01", "04", "x"]


@pytest.mark.parametrize(
    "text",
    [
        "code,email\n4,a@b.vn\n",  # Tỉnh Cao Bằng or Phường Ba Đình
        "code,email\n25,a@b.vn\n3388,c@d.vn\n",  # Tỉnh Phú Thọ, or Phường Ngọc Hà as zeros are lost here
    ],
)
def test_a_code_that_may_be_two_is_refused(text: str) -> None:
    """Nothing tells which is meant: type all digits."""
    known = {
        code: UnitRow(code, code, kind, None, None, None, 1)
        for code, kind in (("04", "province"), ("25", "province"), ("00004", "commune"), ("00025", "commune"))
    }
    assert mistakes(text, {**KNOWN, **known}) == ["which-code"]


def test_a_code_beside_itself_without_zeros_stands_twice() -> None:
    """03388 and 3388 in one file are one agency."""
    assert mistakes("code,email\n03388,a@b.vn\n3388,a@b.vn\n", KNOWN) == ["twice"]


@pytest.mark.parametrize(
    "text",
    [
        "code,name,kind\n02,Tỉnh Hà Giang,province\n",
        "code,name,kind\n2,Hà Giang,province\n",
        "code,name,kind\n10,Tỉnh Lào Cai,province\n",
        "code,name,kind\n15,Tỉnh Yên Bái,province\n",
        "code,name,kind\n15,Tỉnh Yên Bái,party-committee\n",
    ],
)
def test_a_former_province_is_told_what_became_of_it(text: str) -> None:
    """Whether its code is in use no more, or means another."""
    assert "former-province" in mistakes(text)


def test_a_province_that_is_registered_may_be_any() -> None:
    """A register of before goes on."""
    old = {"15": UnitRow("15", "Tỉnh Yên Bái", "province", "vn", None, None, 1)}
    assert csv("code,name,kind\n15,Tỉnh Yên Bái,province\n", old).units
    assert csv("code,name,kind\n15,Tỉnh Lào Cai,province\n").units
    assert csv("code,name,kind\n02,Ban Nội chính,party-body\n").units


@pytest.mark.parametrize("number", ["912345678", "912 345 678", "2133876123"])
def test_a_number_without_its_zero_is_named_and_explained(number: str) -> None:
    """A spreadsheet has taken it: the line, the end of the number and what to write."""
    with pytest.raises(UnitsError) as caught:
        csv(f"code,name,kind,phone\nx,X,k,0912 345 678\ny,Y,k,{number}\n")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.args["number"]) == ("zero-lost", 3, f"…{number[-3:]}")
    assert "0 in front is missing" in problem.text(str)


@pytest.mark.parametrize("number", ["0213 3876 123", "+84 24 3825 1234", "080.48123"])
def test_a_landline_is_kept_and_refuses_nothing(number: str) -> None:
    """It is told that no text message goes there."""
    listed = csv(f"code,name,kind,phone\nx,X,k,{number}\ny,Y,k,0912 345 678\n")
    assert [unit.get("phone") for unit in listed.units] == [number, "0912 345 678"]
    assert [(warning.code, warning.line) for warning in listed.warnings] == [("landline", 2)]


@pytest.mark.parametrize(
    ("path", "text", "codes"),
    [
        ("u.csv", "colour\nred\n", ["no-code"]),
        ("u.csv", "code,colour\nx,red\n", ["not-read", "not-given", "not-given"]),
        ("u.csv", "code,name,kind\nx,X,k\nx,X,k\n", ["twice"]),
        ("u.csv", "code,name,kind,email,phone\nx,X,k,no,no\n", ["bad-email", "bad-phone"]),
        ("u.csv", "", ["no-code"]),
        ("u.yaml", "units: []\n", ["no-units"]),
        ("u.yaml", "units:\n  x: y\n", ["no-units"]),
        ("u.yaml", "units:\n  x: {name: [a], kind: k}\n", ["unknown-field", "not-given"]),
    ],
)
def test_every_mistake_of_a_file_is_told(path: str, text: str, codes: list[str]) -> None:
    """With its line, all at once."""
    with pytest.raises(UnitsError) as caught:
        from_file(path, text.encode(), {})
    assert sorted(problem.code for problem in caught.value.problems) == sorted(codes)


@pytest.mark.parametrize("source", [b"\xff\xfe\x00", b"code\n" + b"x" * 3_000_000, b"code\n\x00\n"])
def test_what_is_no_list_is_refused(source: bytes) -> None:
    """Binary files and files beyond the limit."""
    with pytest.raises(UnitsError):
        from_file("u.csv", source, {})
