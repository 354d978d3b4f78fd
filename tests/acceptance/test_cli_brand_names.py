"""A brand name of text messages that lapses, as `status` and `sweep` say it."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine

GATEWAY = {
    "THOIHAN_SMS": "esms+https://rest.example.vn/?from=TINHUY&until=2025-09-30",
    "THOIHAN_SMS_USERNAME": "key",
    "THOIHAN_SMS_PASSWORD": "s3cret",
}


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2025-07-31", None),
        ("2025-08-01", "The brand name TINHUY of text messages is valid until 30/09/2025"),
        ("2025-09-30", "is valid until 30/09/2025: renew it"),
        ("2025-10-01", "was valid until 30/09/2025: text messages may no longer arrive"),
    ],
)
def test_a_brand_name_is_said_to_lapse_in_time(tmp_path: Path, day: str, says: str | None) -> None:
    """From sixty days before, and ever after; nothing else is said of it, and never the password."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path}/thoihan.db", more=GATEWAY)
    line.on(day)
    swept, shown, found = line("sweep"), line("status"), line.json("status")
    if says is None:
        assert found["brand_name"] is None
        assert "brand name" not in swept.err + shown.out
    else:
        assert says in found["brand_name"]
        assert says in " ".join(swept.err.split())
        assert says in " ".join(shown.out.split())
    assert "s3cret" not in swept.out + swept.err + shown.out + shown.err + str(found)
