"""Agencies from the official list and from files."""

import pytest

from adapters.unit_lists import NoProvince, UnitsError, from_file, merged, official
from events.making import UnitData
from events.rows import UnitRow

KNOWN = {
    "03388": UnitRow("03388", "Phường Đoàn Kết", "commune", "12", "cu@lai-chau.example", "0912000001", 3),
}


def test_the_whole_country_is_there() -> None:
    """34 provinces and 3,321 communes and wards, each below its province."""
    units = official()
    kinds = [unit["kind"] for unit in units]
    assert (kinds.count("central"), kinds.count("province"), kinds.count("commune")) == (1, 34, 3321)
    assert len({unit["code"] for unit in units}) == len(units)
    codes = {unit["code"] for unit in units}
    assert all(unit.get("parent") in codes for unit in units if unit["kind"] != "central")


def test_a_province_comes_with_its_communes() -> None:
    """Lai Châu has 38, and its name says what it is."""
    units = {unit["code"]: unit for unit in official(["12"])}
    assert len(units) == 40
    assert units["12"] == {"code": "12", "name": "Tỉnh Lai Châu", "kind": "province", "parent": "vn"}
    assert units["03388"]["name"] == "Phường Đoàn Kết"
    with pytest.raises(NoProvince):
        official(["13"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_lays_addresses_over_what_is_known(delimiter: str) -> None:
    """What a file leaves out stays; an empty cell says that there is none; what is the same is no news."""
    text = "\ufeffcode,email,phone\r\n03388,moi@lai-chau.example,\r\n".replace(",", delimiter)
    units = from_file("units.csv", text.encode(), KNOWN)
    fresh = merged(units, KNOWN)
    assert fresh == [
        {
            "code": "03388",
            "name": "Phường Đoàn Kết",
            "kind": "commune",
            "parent": "12",
            "email": "moi@lai-chau.example",
            "phone": None,
        }
    ]
    again = {"03388": UnitRow("03388", "Phường Đoàn Kết", "commune", "12", "moi@lai-chau.example", None, 4)}
    assert merged(units, again) == []


def test_the_official_list_takes_no_address_away() -> None:
    """Loading a province again keeps what officers have entered."""
    assert [unit["code"] for unit in merged(official(["12"]), KNOWN)] == [
        unit["code"] for unit in official(["12"]) if unit["code"] != "03388"
    ]


def test_a_yaml_file_lists_units_by_their_code() -> None:
    """As a plan file does."""
    text = 'units:\n  "03388": {phone: 0912 345 678}\n  btc: {name: Ban Tổ chức, kind: party-body, parent: "12"}\n'
    units = from_file("units.yaml", text.encode(), KNOWN)
    assert units[0] == {"code": "03388", "phone": "0912 345 678", "name": "Phường Đoàn Kết", "kind": "commune"}
    assert units[1] == UnitData(code="btc", name="Ban Tổ chức", kind="party-body", parent="12")


@pytest.mark.parametrize(
    ("path", "text", "codes"),
    [
        ("u.csv", "name,kind\nx,y\n", ["no-code"]),
        ("u.csv", "code,colour\nx,red\n", ["unknown-field", "not-given", "not-given"]),
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
