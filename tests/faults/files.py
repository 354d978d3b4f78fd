"""Files to hand to the program: plans, lists of agencies, lines of JSON and documents, most after a slip."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from tests.faults.values import HOSTILE, PERIODS, PHRASES
from tests.samples.annex import annex
from tests.samples.pasting import Paste, paste
from tests.samples.tables import make_docx, make_xlsx

PLAN = (Path(__file__).parents[1] / "golden" / "plan.yaml").read_text(encoding="utf-8")
PLAN += """\
  - {id: III.1, title: Đại hội xã, lead: each, due: 5 working days after own_congress, says: x, cite: y,
     for each: commune}
  - {id: III.2, title: Tổng hợp, lead: btc, due: 3 days after last commune own_congress, says: x, cite: y,
     when: {every commune: task III.1}}
  - {id: III.3, title: Việc đã xong, lead: vptu, due: done, says: x, cite: y}
  - {id: III.4, title: Hằng tháng, lead: vptu, due: every month by day 5, says: x, cite: y}
"""
PLAN = PLAN.replace("  guidance:", "  own_congress: {title: Đại hội xã, of each: commune}\n  guidance:", 1)
PLAN = PLAN.replace(
    "  vptu:",
    "  x1: {name: Xã Một, kind: commune, parent: '12'}\n  x2: {name: Xã Hai, kind: commune, parent: '12'}\n  vptu:",
    1,
)
CSV = (
    "code,name,kind,parent,email,phone\nx1,Xã Một,commune,12,mot@xa.example,0912345678\n"
    'x2,"Xã\nHai",commune,"12",,"0912 345 679"\n3388,Xã Ba,commune,12,,\n12,Tỉnh Lai Châu,province,,,0213 3876 337\n'
)
UNITS = """\
units:
  x1: {name: Xã Một, kind: commune, parent: "12", email: a@b.example}
  x3: {name: Xã Ba, kind: commune}
"""
ANSWERS = (
    'plan: {unit: "12", issued: 2025-07-21}\nagencies: {Trường Chính trị: tct}\n'
    'milestones: {g: {title: Hướng dẫn, at: vn}}\nrows:\n  "II.3#5f0c2a91": {says: Sau 7 ngày, due: 7 days after g}\n'
)
DUES = "".join(f'{{"event": "2025-09-26", "offset": "{period}"}}\n' for period in PERIODS)
LINES = "".join(f"{phrase}\n" for phrase in PHRASES) + '{"phrase": "Trước 30/7", "year": 2025}\n'
TABLE = "STT\tNội dung\tCơ quan chủ trì\tThời gian\n" + "".join(
    f"{n}\tViệc {n}\tSở Nội vụ\t{phrase}\n" for n, phrase in enumerate(PHRASES, start=1)
)
HEAD = '{"position": 3, "hash": "aa", "chain": 1}\n'

TEXTS: Mapping[str, str] = {
    "plan.yaml": PLAN,
    "units.csv": CSV,
    "units.yaml": UNITS,
    "answers.yaml": ANSWERS,
    "dues.jsonl": DUES,
    "phrases.txt": LINES,
    "table.txt": TABLE,
    "pasted.txt": paste(annex()[:12], Paste()),
    "head.json": HEAD,
}
TOKENS = (
    *(
        "\t",
        "\n",
        "\r",
        "\r\n",
        '"',
        '""',
        ",",
        ";",
        ": ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "#",
        "&a ",
        "*a",
        "!!int ",
        "? ",
        "| ",
        "> ",
    ),
    *(
        "---\n",
        "...\n",
        "<<: ",
        "'",
        "\\",
        "\\u0000",
        "\\ud800",
        "1e999",
        "0x",
        "1:1:1",
        "\x00",
        "\x1b",
        "\x85",
        "\u2028",
        "=cmd()",
    ),
    *(
        "null",
        "NaN",
        "true",
        "[[[[",
        "{{{{",
        "\f",
        "|",
        "||",
        "%",
        "{0}",
        "${x}",
        "when: ",
        "due: ",
        "every ",
        "own ",
        "none",
        "any",
    ),
    *(
        "task I.1",
        "at least 2 commune",
        "missed",
        "own_congress",
        "2025-02-30",
        "9999-12-31",
        "0000-01-01",
        "99999999999999999999",
    ),
)


def slipped(text: str, random: Random) -> bytes:
    """The text after some slips: pieces left out, doubled, moved, or replaced by what means something there."""
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        at, end = sorted(random.randrange(len(text) + 1) for _ in range(2))
        end = min(end, at + random.choice((0, 1, 1, 3, 10, 40)))
        put = random.choice(TOKENS) if random.random() < 0.7 else random.choice(HOSTILE)
        text = random.choice(
            (
                text[:at] + text[end:],
                text[:at] + put + text[end:],
                text[:at] + text[at:end] * random.choice((2, 3, 50)) + text[end:],
                text[:at] + text[end:] + text[at:end],
                text[: at + 1],
                "\n".join(random.sample(lines := text.split("\n"), len(lines))) if random.random() < 0.1 else text,
            )
        )[:100_000]
    data = (
        text.encode("utf-8", "surrogateescape" if random.random() < 0.9 else "surrogatepass")
        if _whole(text)
        else (text.encode("utf-8", "surrogatepass"))
    )
    if random.random() < 0.04:
        data = random.choice(
            (text.encode("utf-16", "surrogatepass"), b"\xef\xbb\xbf" + data, data + b"\xff", b"\x00" + data)
        )
    return data


def _whole(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def bitten(data: bytes, random: Random) -> bytes:
    """The bytes with some changed, left out or cut off."""
    found = bytearray(data)
    for _ in range(random.choice((1, 3, 20))):
        at = random.randrange(len(found) + 1)
        found[at : at + random.choice((0, 1, 4))] = random.randbytes(random.choice((0, 1, 4)))
    return bytes(found[: random.randrange(len(found) + 1)] if random.random() < 0.2 else found)


class Files:
    """Files in a folder, made anew again and again."""

    def __init__(self, folder: Path, random: Random) -> None:
        folder.mkdir(exist_ok=True)
        self._folder, self._random = folder, random
        self._documents: Mapping[str, bytes] = {"a.docx": make_docx(annex()[:3]), "a.xlsx": make_xlsx(annex()[:3])}
        (folder / "folder").mkdir(exist_ok=True)
        (folder / "empty.csv").touch()
        (folder / "loop.csv").unlink(missing_ok=True)
        (folder / "loop.csv").symlink_to("loop.csv")
        for name, text in TEXTS.items():
            (folder / name).write_bytes(text.encode())
        self.names: Sequence[str] = [
            str(folder / name)
            for name in (
                *TEXTS,
                *(f"slip-{name}" for name in TEXTS),
                *self._documents,
                "folder",
                "empty.csv",
                "loop.csv",
                "none.csv",
            )
        ] + ["-"]
        for name in TEXTS:
            self._slip(name)
        for name, data in self._documents.items():
            (folder / name).write_bytes(data)

    def renew(self) -> None:
        """Make one of the files anew, with other slips."""
        if self._random.random() < 0.1:
            name = self._random.choice(list(self._documents))
            (self._folder / name).write_bytes(bitten(self._documents[name], self._random))
        else:
            self._slip(self._random.choice(list(TEXTS)))

    def lines(self) -> str:
        """The text of one of the files, for standard input."""
        name = self._random.choice([f"slip-{name}" for name in TEXTS])
        return (self._folder / name).read_bytes().decode(errors="replace")

    def _slip(self, name: str) -> None:
        (self._folder / f"slip-{name}").write_bytes(slipped(TEXTS[name], self._random))
