"""Small stories, each told through the command line, that end with the question why a task is due when it is."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.command_line import CommandLine

FOLDER = Path(__file__).parent
PLAN = FOLDER / "plan.yaml"
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Story:
    """What is typed, with its days, and the task asked about. A line that begins with a day sets the clock."""

    typed: str
    task: str
    options: str = ""

    def play(self, line: CommandLine) -> None:
        """Adopt the plan on the day it was issued, then do what the story says."""
        line("plan", "add", str(PLAN))
        line("units", "add", str(line.folder / "addresses.csv"), "--same", "12")
        for text in filter(None, map(str.strip, self.typed.splitlines())):
            day, command = text.split(" ", 1)
            line.on(day)
            words = shlex.split(command.format(plan=PLAN, amended=line.folder / "amended.yaml"))
            line(*words)

    def explained(self, line: CommandLine, lang: str) -> str:
        """The whole answer in a language."""
        asked = ("explain", f"ke-hoach-mau/{self.task}", *shlex.split(self.options))
        return line(*asked, THOIHAN_LANG=lang).out


ADDRESSES = "code,email\n12,tinh@example.vn\nbtc,btc@example.vn\nvptu,vptu@example.vn\n"


def prepared(folder: Path) -> CommandLine:
    """A command line on a database of its own; an amended plan beside it, and the addresses of who is told."""
    (folder / "addresses.csv").write_text(ADDRESSES, encoding="utf-8")
    amended = PLAN.read_text(encoding="utf-8").replace("7 days after congress", "10 days after congress")
    (folder / "amended.yaml").write_text(amended.replace("07 ngày", "10 ngày"), encoding="utf-8")
    return CommandLine(folder, f"sqlite:///{folder / 'golden.sqlite'}")


STORIES: Mapping[str, Story] = {
    "working-days-over-tet-and-a-swap": Story(
        '2025-12-30 log guidance --on 2025-12-30 --document "Hướng dẫn 05-HD/BTCTW"', "I.1/btc"
    ),
    "working-days-before": Story(
        '2025-08-01 log congress --planned --on 2025-09-30 --document "Công văn 31-CV/TU"', "I.2/vptu"
    ),
    "month-without-that-day": Story(
        '2026-01-31 log guidance --on 2026-01-31 --document "Hướng dẫn 07-HD/BTCTW"', "I.3/btc"
    ),
    "rolled-over-a-weekend": Story(
        '2025-09-27 log congress --on 2025-09-27 --document "Nghị quyết 01-NQ/ĐH"', "I.4/btc"
    ),
    "fixed-date-strictly-before": Story("2025-08-01 sweep", "II.1/btc"),
    "recurring": Story("2025-10-01 sweep --leap", "II.2/vptu/2025-Q4"),
    "needs-a-date": Story('2025-08-25 log guidance --on 2025-08-25 --document "Hướng dẫn 05-HD/BTCTW"', "II.3/btc"),
    "date-set-by-hand": Story(
        """
        2025-08-25 log guidance --on 2025-08-25 --document "Hướng dẫn 05-HD/BTCTW"
        2025-08-28 set-date ke-hoach-mau/II.3/btc 15/10/2025 --document "Kế hoạch 3-KH/BTCTU"
        """,
        "II.3/btc",
    ),
    "postponed-twice-then-held": Story(
        """
        2025-08-01 log congress --planned --on 2025-09-15 --document "Công văn 31-CV/TU"
        2025-08-20 log congress --planned --on 2025-09-24 --document "Công văn 38-CV/TU"
        2025-09-10 log congress --postponed --on 2025-09-10 --document "Công văn 44-CV/TU"
        2025-09-12 log congress --planned --on 2025-09-30 --document "Công văn 45-CV/TU"
        2025-09-30 log congress --on 2025-09-30 --document "Nghị quyết 01-NQ/ĐH"
        """,
        "I.4/btc",
    ),
    "corrected": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --id dai-hoi --document "Nghị quyết 01-NQ/ĐH"
        2025-09-26 correct dai-hoi --on 2025-09-23 --reason "ghi nhầm ngày bế mạc" --document "Biên bản 02-BB/ĐH"
        """,
        "I.4/btc",
    ),
    "withdrawn": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --id dai-hoi
        2025-09-25 withdraw dai-hoi --reason "nhầm với hội nghị trù bị"
        """,
        "I.4/btc",
    ),
    "suspended": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --document "Nghị quyết 01-NQ/ĐH"
        2025-10-03 suspend --rule II.4 --reason "chờ hướng dẫn mới" --document "4029-CV/TU" --id tam-dung
        """,
        "II.4/btc",
    ),
    "suspended-then-resumed": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --document "Nghị quyết 01-NQ/ĐH"
        2025-10-03 suspend --rule II.4 --reason "chờ hướng dẫn mới" --document "4029-CV/TU" --id tam-dung
        2025-10-20 resume tam-dung --document "Công văn 60-CV/TU"
        """,
        "II.4/btc",
    ),
    "extension-granted": Story(
        """
        2025-11-03 extend ask ke-hoach-mau/II.1/btc 2025-11-28 --reason "chờ số liệu của các xã"
        2025-11-05 extend grant ke-hoach-mau/II.1/btc 2025-11-28 --reason "đồng ý" --document "Công văn 66-CV/TU"
        """,
        "II.1/btc",
    ),
    "calendar-amended": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --document "Nghị quyết 01-NQ/ĐH"
        2025-09-26 calendar amend --off 2025-10-10 --reason "nghỉ bù ngày 11/10" --document "Công văn 8-CV/VP"
        """,
        "II.4/btc",
    ),
    "plan-amended": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --document "Nghị quyết 01-NQ/ĐH"
        2025-09-25 plan amend {amended} --on 2025-09-29 --document "12a-KH/TU"
        2025-09-30 sweep
        """,
        "I.4/btc",
    ),
    "suspensions-that-overlap": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --document "Nghị quyết 01-NQ/ĐH"
        2025-10-03 suspend --rule II.4 --document "4029-CV/TU" --id tam-dung
        2025-10-08 suspend --rule II.4 --document "4100-CV/TU" --id tam-dung-nua
        2025-10-14 resume tam-dung --on 2025-10-14 --document "Công văn 60-CV/TU"
        2025-10-17 resume tam-dung-nua --on 2025-10-17 --document "Công văn 61-CV/TU"
        """,
        "II.4/btc",
    ),
    "agency-merged": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --document "Nghị quyết 01-NQ/ĐH"
        2025-10-01 units merge btc --into vptu --on 2025-10-01 --document "Quyết định 15-QĐ/TU"
        """,
        "II.4/btc",
    ),
    "provisional-year": Story('2027-12-01 log guidance --on 2027-12-01 --document "Hướng dẫn 30-HD/BTCTW"', "I.1/btc"),
    "done-late": Story(
        """
        2025-09-24 log congress --on 2025-09-24 --document "Nghị quyết 01-NQ/ĐH"
        2025-10-02 sweep
        2025-10-03 done ke-hoach-mau/I.4/btc --on 2025-10-03 --document "Báo cáo 9-BC/BTCTU"
        """,
        "I.4/btc",
    ),
    "as-it-stood-on-a-day": Story(
        """
        2025-08-01 log congress --planned --on 2025-09-24 --document "Công văn 31-CV/TU"
        2025-09-24 log congress --on 2025-09-24 --document "Nghị quyết 01-NQ/ĐH"
        2025-10-03 suspend --rule II.4 --document "4029-CV/TU" --id tam-dung
        """,
        "II.4/btc",
        "--on 2025-09-20",
    ),
}
