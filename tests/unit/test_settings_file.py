"""The settings file: where it is looked for, when it is trusted, and what is said of it."""

import os
import re
import stat
from pathlib import Path

import pytest

from adapters import settings_file
from adapters.secrecy import without_password
from adapters.setting_table import BY_KEY, SETTINGS
from adapters.settings import settings
from adapters.settings_file import SettingsError, layered, with_secrets
from adapters.telling.targets.mail import SmtpTarget
from adapters.telling.targets.urls import IN_FILES
from tests.command_line import CommandLine
from tests.tools.rooms import ROOT

DOCS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in, of its owner alone, with no settings file of the system's."""
    monkeypatch.setattr(settings_file, "SYSTEM", tmp_path / "etc" / "thoihan.toml")
    place = tmp_path / "office"
    place.mkdir(mode=0o700)
    return place


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    """A file with that text and these rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def refused(environ: dict[str, str], folder: Path) -> str:
    """What is said, in English, where the settings cannot be used."""
    with pytest.raises(SettingsError) as error:
        settings(layered(environ, folder))
    assert error.value.text("vi") != error.value.text("en")
    return error.value.text("en")


def test_the_first_file_that_is_there_counts(folder: Path, tmp_path: Path) -> None:
    """The folder's before the user's before the system's; the environment wins over each, value by value."""
    home = {"HOME": str(tmp_path / "home")}
    assert layered(home, folder).files == ()
    written(tmp_path / "etc" / "thoihan.toml", 'actor = "system"\nleap_days = 10\n')
    assert settings(layered(home, folder)).actor == "system"
    written(tmp_path / "home" / ".config" / "thoihan" / "thoihan.toml", 'actor = "user"\n')
    assert settings(layered(home, folder)).actor == "user"
    elsewhere = {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    assert settings(layered(elsewhere, folder)).actor == "system"
    written(folder / "thoihan.toml", 'actor = "folder"\nlanguage = "en"\n')
    found = layered({**home, "THOIHAN_LANG": "vi", "THOIHAN_ACTOR": " "}, folder)
    assert (settings(found).actor, settings(found).lang, settings(found).leap_days) == ("folder", "vi", 45)
    assert [one.place for one in found.files] == ["folder", "user", "system"]
    assert found.origins == {"THOIHAN_ACTOR": f"{folder / 'thoihan.toml'}:1"}


def test_one_file_can_be_named_and_all_left_aside(folder: Path, tmp_path: Path) -> None:
    """THOIHAN_SETTINGS names a file instead of all others, or none; one that is not there is an error."""
    written(folder / "thoihan.toml", 'actor = "folder"\n')
    other = written(tmp_path / "other.toml", 'actor = "other"\n')
    assert settings(layered({"THOIHAN_SETTINGS": str(other)}, folder)).actor == "other"
    assert settings(layered({"THOIHAN_SETTINGS": "none"}, folder)).actor == "thoihan"
    assert "cannot be read" in refused({"THOIHAN_SETTINGS": str(tmp_path / "no.toml")}, folder)


BAD = {
    "leap_day = 3\n": "thoihan.toml:1: there is no setting “leap_day”. Is leap_days meant?",
    "\n\nxyz = 1\n": "thoihan.toml:3: there is no setting “xyz”. There are: database, ",
    'actor = "a"\nleap_days = "3"\n': "thoihan.toml:2: leap_days must be a whole number.",
    "leap_days = true\n": "thoihan.toml:1: leap_days must be a whole number.",
    "actor = 5\n": "thoihan.toml:1: actor must be a text in quotation marks.",
    'actor = ["a"]\n': "thoihan.toml:1: actor must be a text in quotation marks.",
    "actor = 2025-01-01\n": "thoihan.toml:1: actor must be a text in quotation marks.",
    '[mail]\nhost = "x"\n': "thoihan.toml:1: mail must be a text in quotation marks.",
    'actor.name = "x"\n': "thoihan.toml:1: actor must be a text in quotation marks.",
    'actor = "a"\nactor = "b"\n': "thoihan.toml:2: this is no TOML",
    "actor = \n": "thoihan.toml:1: this is no TOML",
    'actor = "abc': "thoihan.toml:1: this is no TOML",
    "a = " + "[" * 5_000: "thoihan.toml:1: this is no TOML (RecursionError)",
    "leap_days = " + "9" * 5_000: "thoihan.toml:1: this is no TOML",
    "leap_days = 0\n": "leap_days ({folder}/thoihan.toml:1) must be a whole number of days from 1 to 3660.",
    '\nlanguage = "fr"\n': "language ({folder}/thoihan.toml:2) must be one of: vi, en.",
    'mail_password = "s3cret"\n': "thoihan.toml:1: “mail_password” is a secret, and stands in no settings file. Write "
    'mail_password_file = "FILE", which holds it.',
}


@pytest.mark.parametrize("source", BAD)
def test_what_is_wrong_is_told_with_its_line(source: str, folder: Path) -> None:
    """An unknown name, a wrong type, a value that cannot be, or no TOML: file, line, and what to do; never a secret."""
    written(folder / "thoihan.toml", source)
    said = refused({}, folder)
    assert BAD[source].replace("{folder}", str(folder)) in said
    assert "s3cret" not in said


def test_what_asks_for_a_password_is_named_as_it_stands_there(folder: Path) -> None:
    """Of two settings that a problem names, each by its name in the file and its line, or by its variable."""
    file = written(folder.parent / "office.toml", 'actor = "a"\nmail = "smtp://u@mail.example.vn"\n')
    said = refused({"THOIHAN_SETTINGS": str(file)}, folder)
    assert said == (
        f"THOIHAN_SMTP_PASSWORD is not set (nor `mail_password_file` in a settings file), but mail ({file}:2) names a "
        "service that asks for it."
    )


def test_settings_that_another_names_are_called_as_in_the_table() -> None:
    """What an error says of a settings file is a name that such a file takes."""
    assert {BY_KEY[key].variable: key for key in IN_FILES.values()} == IN_FILES


def test_all_problems_of_a_file_are_told_at_once(folder: Path) -> None:
    """Each on a line of its own."""
    written(folder / "thoihan.toml", "x1 = 1\nx2 = 2\nactor = 3\n")
    assert len(refused({}, folder).splitlines()) == 3


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    """A file in another encoding is named as such."""
    written(folder / "thoihan.toml", "").write_bytes(b'actor = "\xff\xfe"\n')
    assert "is no text in UTF-8" in refused({}, folder)


@pytest.mark.parametrize(
    "line",
    [
        'database = "postgresql://thoihan@db.example/thoihan"',
        'mail = "smtp://u@evil.example"',
        'mail = "smtps://evil.example"',
        'sms = "kannel+https://evil.example/sendsms"',
        'sms_username = "u"',
        'mail_password_file = "pw"',
        'sms_password_file = "credential:pw"',
        'database_password_file = "pw"',
    ],
)
def test_a_folders_file_names_no_server_that_a_login_goes_to(line: str, folder: Path, tmp_path: Path) -> None:
    """Whatever secrets the environment holds: in the folder it is refused, in the system's file it is taken."""
    environ = {"THOIHAN_SMTP_PASSWORD": "s3cret", "THOIHAN_SMS_PASSWORD": "s3cret", "THOIHAN_SMS_USERNAME": "u"}
    written(folder / "thoihan.toml", line + "\n")
    said = refused(environ, folder)
    assert "thoihan.toml:1: " in said
    assert "folder's own file" in said
    (folder / "thoihan.toml").unlink()
    written(tmp_path / "etc" / "thoihan.toml", line + "\n")
    assert layered({}, folder).origins


def test_a_file_that_others_can_write_is_not_used(folder: Path) -> None:
    """Nor one in a folder to which others can write, nor a link, nor something that is no file."""
    path = written(folder / "thoihan.toml", 'actor = "x"\n')
    for mode in (0o620, 0o602):
        path.chmod(mode)
        assert "can be written by others" in refused({}, folder)
    path.chmod(0o644)
    assert settings(layered({}, folder)).actor == "x"
    for mode in (0o770, 0o707, 0o1777):
        folder.chmod(mode)
        assert "others can put files into" in refused({}, folder)
    folder.chmod(0o700)
    path.rename(folder / "real.toml")
    path.symlink_to(folder / "real.toml")
    assert "cannot be read" in refused({}, folder)
    path.unlink()
    path.mkdir()
    assert "is no file" in refused({}, folder)
    path.rmdir()
    os.mkfifo(path, 0o600)
    assert "is no file" in refused({}, folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_not_used(folder: Path, tmp_path: Path) -> None:
    """Neither a folder's, nor one in somebody else's folder."""
    path = written(folder / "thoihan.toml", 'actor = "x"\n')
    os.chown(path, 12345, -1)
    assert "belongs to another user" in refused({}, folder)
    os.chown(path, 0, -1)
    os.chown(folder, 12345, -1)
    assert "is not yours" in refused({}, folder)


def test_secrets_come_from_files(folder: Path, tmp_path: Path) -> None:
    """A file beside the settings, a credential, or one that a variable names; the environment's own wins."""
    written(tmp_path / "etc" / "mail-password", "s3cret\n")
    written(tmp_path / "etc" / "thoihan.toml", 'mail = "smtp://u@m.vn"\nmail_password_file = "mail-password"\n')

    def password(**environ: str) -> str:
        target = settings(layered(environ, folder)).mail
        assert isinstance(target, SmtpTarget)
        assert target.password
        return target.password.reveal()

    assert password() == "s3cret"
    assert password(THOIHAN_SMTP_PASSWORD="other") == "other"
    named = written(tmp_path / "run" / "p", "third")
    assert password(THOIHAN_SMTP_PASSWORD_FILE=str(named)) == "third"
    written(tmp_path / "etc" / "thoihan.toml", 'mail = "smtp://u@m.vn"\nmail_password_file = "credential:p"\n')
    assert password(CREDENTIALS_DIRECTORY=str(tmp_path / "run")) == "third"
    assert "There is no credential" in refused({}, folder)


@pytest.mark.parametrize("name", ["", "..", "../p", "a/b"])
def test_a_credential_is_a_name_and_no_path(name: str, tmp_path: Path) -> None:
    """Nothing outside of the folder that systemd gives is read."""
    with pytest.raises(SettingsError, match="There is no credential"):
        with_secrets({"THOIHAN_SMTP_PASSWORD_FILE": f"credential:{name}", "CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_secret_that_others_can_read_is_refused(folder: Path, tmp_path: Path) -> None:
    """As is a file with no secret, or with more than a line; and nothing of what is in it is told."""
    for mode, text, said in (
        (0o644, "s3cret", "others can read or write it"),
        (0o660, "s3cret", "others can read or write it"),
        (0o600, "", "holds no secret"),
        (0o600, "s3cret\ns3cret2\n", "holds no secret"),
        (0o600, "s3cret\0", "holds no secret"),
        (0o600, "s3cret" * 2_000, "holds no secret"),
    ):
        path = written(tmp_path / "pw", text, mode)
        told = refused({"THOIHAN_MAIL": "smtp://u@m.vn", "THOIHAN_SMTP_PASSWORD_FILE": str(path)}, folder)
        assert said in told
        assert "s3cret" not in told
    path = written(tmp_path / "pw", "s3cret", 0o640)
    assert with_secrets({"THOIHAN_SMTP_PASSWORD_FILE": str(path)})["THOIHAN_SMTP_PASSWORD"] == "s3cret"


def test_the_password_of_the_database_is_given_apart(folder: Path) -> None:
    """It is put into the address, quoted; not into one of SQLite, nor one that has a password; it needs a user."""

    def url(address: str) -> str:
        given = {"THOIHAN_DATABASE_URL": address, "THOIHAN_DATABASE_PASSWORD": "p@ss/wörd"}
        return settings(layered(given, folder)).database_url.reveal()

    assert url("postgresql://u@db/x") == "postgresql://u:p%40ss%2Fw%C3%B6rd@db/x"
    assert url("postgresql://u@db:5432/x?options=a@b") == "postgresql://u:p%40ss%2Fw%C3%B6rd@db:5432/x?options=a@b"
    assert url("postgresql://u:own@db/x") == "postgresql://u:own@db/x"
    assert url("sqlite:///x@y.sqlite") == "sqlite:///x@y.sqlite"
    with pytest.raises(SettingsError, match="names no user"):
        url("postgresql://db/x")


def test_a_settings_file_holds_no_password_in_an_address(folder: Path, tmp_path: Path) -> None:
    """Neither of the database nor of the mail server."""
    written(tmp_path / "etc" / "thoihan.toml", 'database = "postgresql://u:s3cret@db/x"\n')
    said = refused({}, folder)
    assert "database holds a password" in said
    assert 'database_password_file = "FILE"' in said
    assert "s3cret" not in said
    written(tmp_path / "etc" / "thoihan.toml", 'mail = "smtp://u:s3cret@m.vn"\n')
    assert "s3cret" not in refused({}, folder)


def test_what_holds_is_shown_and_no_secret(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value with where it comes from; passwords as set, also in an address; what is wrong with its line."""
    monkeypatch.chdir(folder)
    written(folder / "thoihan.toml", 'leap_days = 0\nactor = "Văn thư"\n')
    line = CommandLine(folder, "postgresql://u:s3cret@db/x?options=s3cret", empty=True)
    more = {
        "THOIHAN_SETTINGS": "",
        "THOIHAN_ACTOR": "",
        "THOIHAN_SMTP_PASSWORD": "s3cret",
        "THOIHAN_SMS": "kannel+http://h/x?password=s3cret",
    }
    ended = line.ended("settings", "--json", **more)
    assert ended.code == 2
    found = {one["name"]: one for one in ended.json()["settings"]}
    assert found["database"]["value"] == "postgresql://u:***@db/x"
    assert found["actor"]["value"] == "Văn thư"
    assert found["actor"]["from"] == f"{folder / 'thoihan.toml'}:2"
    assert found["leap_days"]["wrong"].startswith(f"leap_days ({folder / 'thoihan.toml'}:1) must be")
    assert (found["mail_password_file"]["set"], found["mail_password_file"]["value"]) == (True, None)
    assert found["mail_password_file"]["from"] == "the environment, THOIHAN_SMTP_PASSWORD"
    assert found["sms"]["value"] is None
    shown = line("settings", code=2, **more)
    assert "s3cret" not in ended.out + ended.err + shown.out + shown.err
    assert {one["name"] for one in ended.json()["settings"]} == {one.key for one in SETTINGS}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:s3@cret@db/x", "postgresql://u:***@db/x"),
        ("postgresql://u:s3?cret@db:5432/x", "postgresql://u:***@db:5432/x"),
        ("postgresql://u:s3/cret@db/x", "postgresql://u:***@db/x"),
        ("postgresql://u@db:5432/x?password=s3@cret", "postgresql://u@db:5432/x"),
        ("postgresql://db:5432/x?password=s3cret", "postgresql://db:5432/x"),
        ("sqlite:///a:b@c.sqlite", "sqlite:///a:b@c.sqlite"),
        ("smtp://u@m.vn:587?security=tls", "smtp://u@m.vn:587?security=tls"),
        ("maildir:./thoihan-mail", "maildir:./thoihan-mail"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    """Wherever in it the password stands, and whatever is in that."""
    assert without_password(url) == shown


def test_help_is_there_though_the_settings_are_wrong(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has broken his file can still ask how it is done."""
    monkeypatch.chdir(folder)
    written(folder / "thoihan.toml", "x")
    line = CommandLine(folder, "sqlite:///x.sqlite", empty=True, more={"THOIHAN_SETTINGS": ""})
    assert "this is no TOML" in line("tasks", code=2).err
    assert "--help" in line("tasks", "--help").out
    assert line("--version").out.startswith("thoihan ")


def test_the_language_can_stand_in_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is that of the answers too; `--lang` and the environment win."""
    monkeypatch.chdir(folder)
    written(folder / "thoihan.toml", 'language = "en"\n')
    line = CommandLine(folder, "sqlite:///x.sqlite", empty=True, more={"THOIHAN_SETTINGS": "", "THOIHAN_LANG": ""})
    assert "Setting" in line("settings").out
    assert "Cấu hình" in line("settings", "--lang", "vi").out


def test_the_documentation_has_every_setting() -> None:
    """docs/settings.md has the table as the program has it, row for row."""
    rows = [
        f"| `{one.key}` | `{one.variable}` | {one.meaning} | {f'`{one.default}` ' if one.default else ''}|"
        for one in SETTINGS
    ]
    table = DOCS.split("|---|---|---|---|\n")[1].split("\n\n")[0]
    assert table.splitlines() == rows


def test_the_example_in_the_documentation_is_a_settings_file(folder: Path, tmp_path: Path) -> None:
    """What is shown there is read as it stands."""
    example = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)[0]
    written(tmp_path / "etc" / "thoihan.toml", example)
    written(tmp_path / "etc" / "database-password", "a")
    written(tmp_path / "run" / "mail-password", "b")
    read = settings(layered({"CREDENTIALS_DIRECTORY": str(tmp_path / "run")}, folder))
    assert read.database_url.reveal() == "postgresql://thoihan:a@localhost/thoihan"
    assert isinstance(read.mail, SmtpTarget)


def test_every_variable_of_the_program_is_in_the_table() -> None:
    """What the sources read of the environment by our name is a setting, or one of the few that cannot be one."""
    named = {
        name
        for path in (ROOT / "adapters").rglob("*.py")
        for name in re.findall(r'"(THOIHAN_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert named - {one.variable for one in SETTINGS} == {"THOIHAN_DEBUG", "THOIHAN_SETTINGS"}


def test_rights_are_asked_of_the_file_that_is_read(folder: Path) -> None:
    """The mode that is looked at is that of the opened file; a settings file itself may be read by all."""
    path = written(folder / "thoihan.toml", 'actor = "x"\n', 0o644)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert settings(layered({}, folder)).actor == "x"
