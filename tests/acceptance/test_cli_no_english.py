"""Every command answers an officer in Vietnamese: its answer, what it says beside, and its refusals."""

import pkgutil
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters import benches
from adapters.cli.frame.commands import ROOT, Branch
from adapters.setting_table import SETTINGS
from tests.acceptance.test_cli_officers_words import words_of, words_of_the_catalogue
from tests.command_line import CommandLine
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email,phone
vn,Trung ương,central,,,
12,Tỉnh Lai Châu,province,vn,t@a.vn,
btc,Ban Tổ chức Tỉnh ủy,party-body,12,b@a.vn,0912345678
vptu,Văn phòng Tỉnh ủy,party-body,12,v@a.vn,
x1,Xã Một,commune,12,m@a.vn,
x2,Xã Hai,commune,12,h@a.vn,
x3,Xã Ba,commune,12,c@a.vn,
"""
ROWS = [
    {"title": "Báo cáo", "lead": "btc", "due": "by 2025-08-10"},
    {"title": "Rà soát", "lead": "btc", "due": "by 2025-08-20", "cooperate": "[vptu]"},
    {"title": "Tổng kết", "lead": "vptu", "due": "7 days after province"},
    {"title": "Biên bản", "lead": "each", "for each": "commune", "due": "7 days after own commune"},
    {"title": "Nhiệm vụ", "lead": "btc", "due": "every quarter by last day of its last month"},
    {"title": "Tuyên truyền", "lead": "vptu", "due": "continuous"},
]
PLACES = {"province": "12", "commune": "commune"}
LETTER = "KẾ HOẠCH\n1. Sở Nội vụ báo cáo trước ngày 30/9/2025.\n2. Sở Tài chính tổng hợp, hằng quý.\n"

STORY = {
    "2025-07-21": """
        init; status; settings; verify; units list; units add a.csv; plan list; plan show ke-hoach; calendar show 2025
        import kh.txt --ask; import kh.txt -o b.yaml; check b.yaml; check a.yaml; plan add a.yaml; plan amend a.yaml
        log province --planned --on 5/9/2025; log tỉnh --on 1/1/2030; log commune --unit x1 --on 21/7/2025; log không
        today; tasks; tasks --standing quá-hạn; tasks --standing gì; what-if province --on 1/9/2025 --on 3/9/2025
        ack ke-hoach/R1/btc; progress ke-hoach/R1/btc một; delegate ke-hoach/R1/btc Một --due 2025-08-01
        part ask ke-hoach/R2/btc vptu góp; part answer ke-hoach/R2/btc vptu; accesses; feeds revoke 1
        extend ask ke-hoach/R2/btc 2025-09-01 --reason một; extend refuse ke-hoach/R2/btc --reason một
        users add a; users list; users end a; users password a; users hand-over a b
        tokens add; tokens list; tokens revoke 1; webhooks add https://a.vn/x; webhooks list; webhooks remove 1
        feeds add btc; feeds list; feed btc; link ke-hoach/R1/btc; units contacts btc; events
        """,
    "2025-08-12": """
        sweep; outbox list; outbox list --status gì; outbox show 1; outbox preview xem; outbox hold 1; outbox approve 1
        outbox cancel 1; bounces list; bounces read a.yaml; bounces clear btc; report; report --quarter III/2025
        done ke-hoach/R1/btc --on 11/8/2025; accept ke-hoach/R1/btc; return ke-hoach/R1/btc --reason một
        done 'rà soát' --on 5/8/2025; withdraw 'rà soát'; withdraw gì; correct 'mốc province' --on 30/2/2025
        log province --on 1/8/2025; log province --on 2/8/2025; explain ke-hoach/R3/vptu; explain 'tổng kết'
        set-date ke-hoach/R3/vptu 2025-08-14; set-date ke-hoach/R3/vptu; set-date ke-hoach/R3/vptu gì
        suspend --plan ke-hoach --rule R3; resume 1; letter -o cv; plan export ke-hoach -o so.xlsx
        plan export ke-hoach -o so.pdf; dossier ke-hoach/R1/btc -o hs.pdf; today --all; files list; files add 1 a.yaml
        files get 1; happenings list; happenings join ke-hoach/province ke-hoach/commune; happenings part 1
        assign Một --due 2025-09-01 --lead btc --document 4-CV/TU; row change ke-hoach/R2 --lead vptu
        row drop ke-hoach/R6 --document 4-CV/TU; extend grant ke-hoach/R2/btc 2025-09-01 --document 5-CV/TU
        read 'sau 5 ngày làm việc'; read gì; due 2025-08-01 '5 working days after'; due 5 ngày; due 2025-08-01 gì
        calendar amend --off 2025-08-29 --reason một --document 7-CV; calendar take a.yaml; units rename x1 Một
        units digest btc; units merge x2 --into x1 --document 6-NQ; units end x3; units split x1 --into x3
        units forget btc; plan replace ke-hoach a.yaml; plan close ke-hoach --rest not-required; backup s.zip
        restore s.zip; migrate; serve --gì; run --gì; bench gì; demo --dir a.yaml; today --unit gì; events; gì
        """,
}
"""Days, and what is typed on each; some of it is refused, and is told why."""

NAMES = "Mốc Đại hội xã Kế hoạch hạn ct ke kl tw chạp mùng ất tỵ always txt odt ods jpg png"
CODES = re.compile(
    r"`[^`]*`|\S*[/@=_:]\S*|--?[a-z]\S*|\b[a-z]*(?=\d)[0-9a-f]{6,}\b|\b[0-9a-f]{8}\b|[A-Za-z0-9-]{20,}"
    r"|\b\w+\.(?:csv|docx|pdf|txt|xlsx|yaml|zip)\b"
)
"""Neither words nor meant to be: what is to be typed, ids, addresses, hashes and files."""


def leaves(branch: Branch = ROOT, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command, as it is typed."""
    for name, below in branch.commands.items():
        yield from leaves(below, (*above, name)) if isinstance(below, Branch) else [(*above, name)]


def test_no_command_says_an_english_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command there is, most of them as they are meant and many as they are not."""
    monkeypatch.chdir(tmp_path)
    here = {"THOIHAN_MAIL": "maildir:thu", "THOIHAN_SMS": "spool:tin"}  # no path that a table breaks
    more = {"THOIHAN_LANG": "vi", "THOIHAN_ACTOR": "Một", **here}
    line = CommandLine(tmp_path, "sqlite:///t.sqlite", more=more)
    line.registers(UNITS)
    line.adopts(plan_text(ROWS, PLACES).replace("Mốc province", "Đại hội tỉnh").replace("Mốc commune", "Đại hội xã"))
    (tmp_path / "a.yaml").write_text(plan_text(ROWS[:2], PLACES), encoding="utf-8")
    (tmp_path / "a.csv").write_text("Tên đơn vị;Người liên hệ\nXã Bốn;Một\n", encoding="utf-8")
    (tmp_path / "kh.txt").write_text(LETTER, encoding="utf-8")
    names = [cells.split(",")[1] for cells in UNITS.splitlines()[1:]]
    known = words_of_the_catalogue() | words_of(" ".join([*names, *(row["title"] for row in ROWS), LETTER, NAMES]))
    known |= {word for one in SETTINGS for word in one.key.split("_")} | words_of(str([*leaves()]))
    known |= {one.name.rstrip("_") for one in pkgutil.iter_modules(benches.__path__)}
    typed, wrong = set[tuple[str, ...]](), dict[str, set[str]]()
    for day, commands in STORY.items():
        line.on(day)
        for text in filter(None, map(str.strip, commands.replace("\n", ";").split(";"))):
            argv = tuple(shlex.split(text))
            typed |= {argv[:depth] for depth in (1, 2)}
            ended = line.ended(*argv)
            left = words_of(CODES.sub(" ", f"{ended.out}\n{ended.err}")) - known - words_of(text)
            wrong |= {text: left} if left else {}
    assert wrong == {}
    assert {*leaves()} <= typed
