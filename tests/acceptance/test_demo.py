"""The demo: anybody watches the main job done on a real plan, and goes on with what it leaves."""

import mailbox
import os
import subprocess
import sys
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.command_line import CommandLine, Ended


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[CommandLine, Ended]:
    """The demo, played once."""
    folder = tmp_path_factory.mktemp("demo")
    line = CommandLine(folder, f"sqlite:///{folder / 'thu' / 'thoihan.sqlite'}", empty=True)
    return line, line("demo", "--dir", str(folder / "thu"))


def test_it_tells_the_whole_story(played: tuple[CommandLine, Ended]) -> None:
    """The plan, its units, the congresses, the guidance and the quarter come by, each with what follows."""
    _, ended = played
    for said in (
        "Plan 376-KH/TU",
        "38 communes and wards",
        "15/08/2025 (provisional)",  # 30 working days before 30/9/2025
        "Due dates now firm: 4",
        "set a date by 03/09/2025",  # 5 working days after 25/8/2025; 1 and 2 September are off
        "Due dates moved: 5",
        "VI.2.14 [Q4/2025]",
        "export THOIHAN_DATABASE_URL=",
    ):
        assert said in ended.out, said
    assert ended.err == ""


def test_its_messages_can_be_read(played: tuple[CommandLine, Ended]) -> None:
    """Mails lie in a Maildir and text messages in a spool folder, addressed to the agencies."""
    line, _ = played
    folder = mailbox.Maildir(line.folder / "thu" / "mail", create=False)
    mails = [BytesParser(policy=policy.default).parsebytes(folder.get_bytes(key)) for key in folder.keys()]  # noqa: SIM118 - a Maildir iterates over its mails
    assert len(mails) > 200
    assert {str(mail["To"]).rpartition("@")[2].rstrip(">") for mail in mails} == {"lai-chau.example"}
    first = next(mail for mail in mails if "xa-03388@" in str(mail["To"]))
    assert "376-KH/TU" in str(first["Subject"])
    texts = list((line.folder / "thu" / "sms").glob("*.txt"))
    assert any("+84912000004" in text.read_text(encoding="utf-8") for text in texts)


def test_one_can_go_on_with_it(played: tuple[CommandLine, Ended]) -> None:
    """What it leaves is a database like any other, that its log gives again."""
    line, _ = played
    line.on("2025-10-02")
    due = {task["id"]: task["due"] for task in line.json("tasks", "--unit", "vptu")}
    assert due["376-kh-tu/IX.4/vptu"] == "2025-08-13"  # 30 working days before 26/9/2025
    earlier = line.json("explain", "376-kh-tu/IX.4/vptu")["earlier"]
    assert [before["due"] for before in earlier if before["change"] == "moved"] == ["2025-08-15"]
    assert line.json("outbox", "--status", "parked") == []
    line("verify")


def test_a_second_demo_lies_beside_the_first(tmp_path: Path) -> None:
    """What somebody may go on with is left as it is; a folder that no demo made is refused."""
    line = CommandLine(tmp_path, "sqlite:///none.sqlite", empty=True)
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / ".thoihan-demo").write_text("thoihan demo\n")
    (ours / "thoihan.sqlite").write_text("in use")
    (tmp_path / "ours-2").mkdir()
    assert f"{tmp_path / 'ours-2'}:" in line("demo", "--dir", str(ours)).out
    assert (ours / "thoihan.sqlite").read_text() == "in use"
    assert (tmp_path / "ours-2" / "thoihan.sqlite").stat().st_size > 100_000

    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("theirs")
    said = line("demo", "--dir", str(theirs), code=1).err
    assert "no demo made it" in said
    link = tmp_path / "link"
    link.symlink_to(ours)
    line("demo", "--dir", str(link), code=1)
    assert [path.name for path in theirs.iterdir()] == ["letter.txt"]


def test_what_it_says_to_go_on_with_works_as_typed(tmp_path: Path) -> None:
    """In a folder with a space, in a shell that does not know the program, each line does its work."""
    folder = tmp_path / "thử nghiệm 1"
    bare = {"PATH": os.defpath, "HOME": str(tmp_path), "LANG": "C.UTF-8", "THOIHAN_LANG": "en"}
    program = [str(Path(sys.executable).with_name("thoihan")), "demo", "--dir", str(folder)]
    told = subprocess.run(program, env=bare, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    typed = [line for line in told.rpartition("Go on with it yourself:")[2].splitlines() if line.strip()]
    assert typed[0].startswith("  export PATH=")
    script = "\n".join(["set -eu", *typed])
    ended = subprocess.run(["sh", "-c", script], env=bare, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(typed) > 4


def test_an_unknown_story_is_answered_with_those_there_are(tmp_path: Path) -> None:
    """The known names are listed, and no folder is made."""
    line = CommandLine(tmp_path, "sqlite:///none.sqlite", empty=True)
    said = line("demo", "--story", "living.yaml", "--dir", str(tmp_path / "thu"), code=1).err
    assert said == "Error: There is no story “living.yaml”. There are: living, main.\n"
    assert list(tmp_path.iterdir()) == []
