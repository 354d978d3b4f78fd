"""Values for the command line: such as an officer types, such as nobody should, and what comes of a slip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

DAYS = (
    *("2025-07-21", "2025-09-26", "2025-09-30", "2025-10-15", "2026-02-28", "2026-12-31", "30/9/2025", "1/10/2025"),
    *("2024-02-29", "29.2.2028", "2027-01-01", "2099-12-30", "2000-01-01", "2025-08-01", "2026-01-10", "2026-02-17"),
)
PERIODS = (
    *(
        "7 days after",
        "30 working days before",
        "1 month after",
        "before",
        "1 year 2 months 3 days after",
        "0 days after",
    ),
    *("2 weeks before", "1 working day after", "105 days before", "end of month", "right after", "by 2025-09-30"),
)
PHRASES = (
    *("Trước 30/7/2025", "Sau đại hội 07 ngày", "Quý IV/2025", "Trước ngày 15 tháng cuối quý", "Tháng 7-9/2025"),
    *("Trước Đại hội Đảng bộ tỉnh 30 ngày làm việc", "Thực hiện thường xuyên", "Chậm nhất 07 ngày sau khi kết thúc"),
    *("Ngay sau Đại hội", "Theo Kế hoạch của Bộ Chính trị", "Đã hoàn thành", "Trong tháng 02/2025", "Hằng năm"),
)
PLANS = (*["ke-hoach-mau"] * 12, "4029-cv-tu", "ct-121-kl-tw")
ROWS = ("I.1", "I.2", "II.3", "IX.4", "III.1", "VIII.2", "I.2=new", "I.2=I.1", "IV.5")
TEXTS = ("QĐ 12-QĐ/TU ngày 1/8/2025", "Nhập sai", "Sở Nội vụ", "a", "Chậm do thiên tai — bão số 3", "x/y", "Tỉnh ủy")

PLAUSIBLE: Mapping[str, Sequence[str]] = {
    "DATE": DAYS,
    "MOMENT": (*DAYS, "2025-09-30T08:00", "2025-09-30 08:00", "08:00 30/9/2025", "2025-07-21T08:00:05+07:00", "3", "0"),
    "HH:MM": ("15:30", "15h30", "00:00", "23:59", "7:05", "none"),
    "DATE=HH:MM": ("2025-12-31=11:30", "31/12/2025=11h30", "2025-09-01=00:00"),
    "CODE": ("12", "03388", "vptu", "btc", "ubkt", "ubnd", "all", "vn", "03385", "lai-chau"),
    "UNIT": ("12", "03388", "vptu", "xã bình lư", "BTC TU", "ban tổ chức", "binh lu", "tỉnh", "x", "03385"),
    "PLAN": PLANS,
    "ROW": ROWS,
    "ROW=ROW": ROWS,
    "MILESTONE": ("provincial_congress", "commune_congress", "politburo_plan", "central_guidance"),
    "NAME": ("vn", "vn-civil-code", "vn-election", "eu-1182-71", "provincial_congress", "Xã Mới", "Sở Nội vụ"),
    "TASK": (
        "ke-hoach-mau/IX.4/vptu",
        "ke-hoach-mau/I.1/btc",
        "ke-hoach-mau/II.3/03388",
        "ke-hoach-mau/III.1/ubkt/2025-Q3",
    ),
    "EVENT": ("calendar.amended/0", "x"),
    "TEXT": TEXTS,
    "LABEL": ("đại hội", "x"),
    "ID": ("dh-15", "a/b", "e1"),
    "KIND": ("commune", "province", "department", "party_committee"),
    "STATE": ("waiting", "planned", "needs_date", "active", "suspended", "done", "closed"),
    "STATUS": ("pending", "claimed", "sent", "parked"),
    "KEY": ("all", "k"),
    "N": ("1", "5", "100"),
    "YEAR": ("2025", "2026", "2019", "2030", "1"),
    "PERIOD": PERIODS,
    "PHRASE": PHRASES,
    "FORMAT": ("docx", "xlsx"),
    "then|now": ("then", "now"),
    "COMMANDS": (
        "log congress --on 2025-09-26; done ke-hoach-mau/I.1/btc",
        "units end 03388 --on 2025-09-01",
        "calendar amend --off 2025-09-15 --reason x",
        "suspend --all --plan ke-hoach-mau --on 2025-08-01",
    ),
}
"""By what the help calls a value."""

HOSTILE = (
    *(
        "",
        " ",
        "-",
        "--",
        "=",
        "==",
        "..",
        "/",
        "//",
        "a/b/c/d/e",
        "ke-hoach-mau//",
        "/I.1/btc",
        "*",
        "[",
        "(",
        "\\",
        "~",
        "~root",
    ),
    *(
        "\0",
        "a\0b",
        "\udcff",
        "a\udce9b",
        "\ud800",
        "\udfff\ud800",
        "\x1b[31mred\x1b[0m",
        "\a",
        "\n",
        "a\nb",
        "a\r",
        "\t",
    ),
    *(
        "\u2028",
        "\u202e",
        "\ufeff",
        "\u200b",
        "🙂",
        "\U0010ffff",
        "a" + "\u0301" * 3_000,
        "Ω",
        "\uff12\uff10\uff12\uff15",
        "²",
        "٣",
        "Ⅳ",
    ),
    *(
        "x" * 5_000,
        "9" * 5_000,
        "0" * 300,
        "-1",
        "+5",
        "0x10",
        "1_000",
        "1e3",
        "1e999",
        "nan",
        "inf",
        "-inf",
        " 5",
        "5 ",
    ),
    *("2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1" + "0" * 30),
    *("0000-00-00", "0000-01-01", "0001-01-01", "10000-01-01", "9999-12-31", "99999-1-1", "-0001-01-01", "31/12/9999"),
    *(
        "1/1/0001",
        "2025-02-30",
        "2025-13-01",
        "1-1-1",
        "2025-01-01..",
        "..2025-01-01",
        "2025-01-01..2025-12-31",
        "30/02/2025",
    ),
    *("2025-12-31..2025-01-01", "0001-01-01..9999-12-31", "2025-01-01=", "=11:30", "24:00", "23:60", "-1:00", "1:2:3"),
    *(
        "{}",
        "{0}",
        "{x}",
        "{x.__class__}",
        "{",
        "}",
        "%s",
        "%(a)s",
        "%n",
        "%",
        "$HOME",
        "`id`",
        "$(id)",
        "'",
        '"',
        "''",
        '"a',
    ),
    *(
        "; drop table log;",
        "' or 1=1 --",
        "null",
        "None",
        "true",
        "NaN",
        "[]",
        "[[]]",
        '{"a": 1}',
        "<b>",
        "&amp;",
        "[bold]x[/bold]",
    ),
    *(
        "[/]",
        "[link=http://x]y[/link]",
        "none/../../none/x",
        "none/..",
        "none/none/none",
        "a" * 300,
        "con",
        ".",
        "x.yaml",
        "vn\0",
    ),
    *(
        "999999999 days after",
        "9" * 30 + " days after",
        "1 month 1 month after",
        "after",
        "0 working days before",
        "-1 days after",
    ),
    *(
        "1" * 5_000 + "/1/2025",
        "Trước ngày 99/99/9999",
        "quý " + "I" * 500,
        "sau " * 800,
        "(" * 500,
        "tháng 13/2025",
        "năm 0",
    ),
    *(
        "every " * 100,
        "sau 999999999999999999999 ngày",
        "2025-09-30T99:99",
        "2025-09-30T08:00+99:99",
        "1970-01-01T00:00:00Z",
    ),
    *("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "@0", "1e400"),
)


@dataclass
class Values:
    """Draws values: mostly those that fit, often after a slip, sometimes any of the hostile ones."""

    random: Random
    files: Sequence[str] = ()
    outputs: Sequence[str] = ()
    known: dict[str, list[str]] = field(default_factory=dict)  # learned from the store, by what the help calls them

    def draw(self, metavar: str) -> str:
        """One value for what the help calls `metavar`."""
        chance = self.random.random()
        if chance < 0.12:
            return self.random.choice(HOSTILE)
        if chance < 0.18:
            metavar = self.random.choice(list(PLAUSIBLE))  # something that fits elsewhere
        found = self._fitting(metavar)
        return self.slipped(found) if chance > 0.82 else found

    def _fitting(self, metavar: str) -> str:
        known = self.known.get(metavar)
        if known and self.random.random() < 0.7:
            return self.random.choice(known)
        if metavar == "FILE" or (metavar == "PLAN" and self.random.random() < 0.3):
            return self.random.choice(self.files or HOSTILE)
        if metavar == "DATE" and self.random.random() < 0.1:
            return "..".join(self.random.choice(DAYS) for _ in range(2))
        return self.random.choice(PLAUSIBLE.get(metavar, TEXTS))

    def slipped(self, text: str) -> str:
        """The text with something left out, doubled, put in or changed."""
        for _ in range(self.random.choice((1, 1, 1, 2, 5))):
            at, other = self.random.randrange(len(text) + 1), self.random.randrange(len(text) + 1)
            put = self.random.choice((*"0123456789-/=.: ,aĐđ\0\n{}[]()'\"%\udcff\x1b", *HOSTILE))
            text = self.random.choice(
                (
                    text[:at] + text[at + 1 :],
                    text[:at] + put + text[at:],
                    text[:at] + put + text[at + 1 :],
                    text[:at] + text[at:other] + text[at:],
                    text[:at],
                    text.upper(),
                )
            )[:20_000]
        return text


def output_names(folder: Path) -> Sequence[str]:
    """Names to write to, all in a folder of the try's own."""
    folder.mkdir(exist_ok=True)
    (folder / "folder").mkdir(exist_ok=True)
    bad = ("none/x.docx", "x\0.docx", "x" * 300, "folder", ".", "", "a\udcff.docx", "\x1b[31m.xlsx", "x\n.yaml")
    return [str(folder / name) for name in ("x.docx", "x.yaml", *bad)]
