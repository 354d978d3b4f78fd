"""Whatever fails below a command is said in plain words, in the officer's language, and with the number for it."""

import resource
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import create_engine, make_url, text

from tests.command_line import CommandLine, Ended
from tests.faults.proxy import line_to
from tests.prepared import prepared
from tests.processes import forked

UNITS = ("units", "add", "--province", "12")


def told(ended: Ended, *words: str, code: int = 4) -> None:
    """It ended with that number, in Vietnamese alone, without a trace of the program's inside."""
    assert ended.code == code, ended
    assert all(one in ended.err for one in words), ended.err
    assert "Lỗi: " in ended.err
    assert "Error: " not in ended.err
    assert "Traceback" not in ended.err
    assert "NGHIÊM" not in ended.err


def vietnamese(line: CommandLine, *argv: str) -> Ended:
    return line.ended(*argv, THOIHAN_LANG="vi")


@pytest.fixture
@prepared
def on_file(tmp_path: Path, sqlite_url: str) -> CommandLine:
    return CommandLine(tmp_path, sqlite_url)


def file_of(line: CommandLine) -> Path:
    return Path(str(make_url(line.url).database))


# --- a file ----------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_named(on_file: CommandLine) -> None:
    """No more pages may be had: that is told as a full disk, and nothing of it is recorded."""

    def limited() -> None:  # the system refuses what is written past this, as a quota does
        resource.setrlimit(resource.RLIMIT_FSIZE, (33_000, resource.RLIM_INFINITY))
        ended = vietnamese(on_file, "plan", "add", "376-kh-tu")
        told(ended, "đã đầy", "đã được hủy bỏ")

    assert forked(limited) == (0, "")
    assert on_file.json("status")["events"] == 0
    on_file("plan", "add", "376-kh-tu")


def test_a_damaged_file_is_named(on_file: CommandLine) -> None:
    """A page in which nothing can be read is damage, not a fault of the program: verify says where."""
    on_file(*UNITS)
    file = file_of(on_file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'unit'").fetchone()
    whole = file.read_bytes()
    file.write_bytes(whole[: (root - 1) * size] + b"\xff" * size + whole[root * size :])
    told(vietnamese(on_file, "units", "list"), "SQLITE_CORRUPT", "bị hỏng", "thoihan verify")
    assert "The database is damaged" in on_file("verify", code=3).err


def test_a_first_page_that_is_damaged_is_told(on_file: CommandLine) -> None:
    """Without it nobody can tell what the file was."""
    file = file_of(on_file)
    file.write_bytes(b"\x00" * 100 + file.read_bytes()[100:])
    told(vietnamese(on_file, "status"), "trang đầu")


def test_a_database_that_another_program_holds_is_busy(on_file: CommandLine) -> None:
    """After some seconds it is said who is in the way, and nothing was recorded."""
    with closing(sqlite3.connect(file_of(on_file), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told(vietnamese(on_file, *UNITS), "đang bị chương trình khác giữ")
    on_file(*UNITS)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Error: The answer could not be written: the disk is full. What was recorded before that is recorded"),
        ("vi", "đĩa đã đầy"),
    ],
)
def test_an_answer_that_cannot_be_written_claims_nothing(on_file: CommandLine, lang: str, said: str) -> None:
    """What was recorded stays recorded where the disk of the answer is full; to say it again counts once."""
    environ = {"THOIHAN_DATABASE_URL": on_file.url, "THOIHAN_LANG": lang, "THOIHAN_ACTOR": "officer"}
    command = [sys.executable, "-c", "from adapters.cli import main; main()", *UNITS]
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            command, env=environ, cwd=on_file.folder, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == 4
    assert said in ended.stderr.decode()
    assert on_file.json(*UNITS)["known"]


# --- a server --------------------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.parametrize("lose", ["answer", "question"])
def test_a_lost_answer_to_a_commit_is_not_known_and_said_again_counts_once(
    tmp_path: Path, postgres_url: str, lose: str
) -> None:
    """Recorded or not: that is what is said; the same command once more, and it is there once."""
    with line_to(postgres_url) as way:
        line = CommandLine(tmp_path, way.url)
        way.lose = lose
        told(vietnamese(line, *UNITS), "không rõ đã ghi hay chưa", "chỉ tính một lần")
        assert way.lost == 1
        there = line.json("status")["events"]
        assert there == (lose == "answer")
        line(*UNITS)
        assert line.json("status")["events"] == 1
        assert line.json("verify")["holds"]


@pytest.mark.postgres
def test_a_connection_that_is_cut_before_the_commit_is_undone(tmp_path: Path, postgres_url: str) -> None:
    """The server is stopped while an event waits for its turn: nothing of it is recorded, and that is known."""
    line = CommandLine(tmp_path, postgres_url)
    engine = create_engine(postgres_url)
    with engine.connect() as holding:
        holding.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int.from_bytes(b"thoihan\0", "big")})
        timer = threading.Timer(1.0, cut_others, [postgres_url])
        timer.start()
        told(vietnamese(line, *UNITS), "ngắt kết nối (57P01)", "đã được hủy bỏ")
        timer.join()
    engine.dispose()
    assert line.json("status")["events"] == 0


def cut_others(url: str) -> None:
    """End whoever waits for a lock, as the stopping of the server does."""
    engine = create_engine(url)
    with engine.connect() as connection:
        waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        connection.execute(text(f"{waiting} AND datname = current_database()"))
    engine.dispose()


@pytest.mark.postgres
def test_a_stopped_server_is_told_as_stopped(tmp_path: Path, postgres_url: str) -> None:
    """Nobody listens at its address."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    line = CommandLine(tmp_path, f"postgresql://officer@127.0.0.1:{port}/thoihan", empty=True)
    told(vietnamese(line, "status"), "Không có máy chủ PostgreSQL nào trả lời")


@pytest.mark.postgres
def test_a_database_or_user_that_is_not_there_is_told(tmp_path: Path, postgres_url: str) -> None:
    """The server answers, and knows neither."""
    nowhere = make_url(postgres_url).set(database="nowhere").render_as_string(hide_password=False)
    told(
        vietnamese(CommandLine(tmp_path, nowhere, empty=True), "status"),
        "Máy chủ không có cơ sở dữ liệu hoặc người dùng",
    )


def answering(*packets: bytes) -> Callable[[socket.socket], None]:
    """A server that says these to whoever begins."""

    def answer(client: socket.socket) -> None:
        client.recv(1024)
        for packet in packets:
            client.sendall(packet)

    return answer


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port at which every caller is answered so."""

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
                with client:
                    answer(client)
            except ssl.SSLError:
                continue
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def refusal(state: str, words: str) -> bytes:
    """The packet by which PostgreSQL refuses somebody."""
    fields = b"".join(kind + value.encode() + b"\0" for kind, value in ((b"S", "FATAL"), (b"C", state), (b"M", words)))
    return b"E" + (len(fields) + 5).to_bytes(4, "big") + fields + b"\0"


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("state", "words", "english", "in_vietnamese"),
    [
        (
            "28P01",
            'password authentication failed for user "o"',
            "does not let this user in",
            "không cho người dùng này",
        ),
        ("28000", 'no pg_hba.conf entry for host "127.0.0.1"', "does not let this user in", "không cho người dùng này"),
        (
            "57P03",
            "the database system is starting up",
            "is just starting or stopping",
            "đang khởi động hoặc đang dừng",
        ),
        ("53300", "sorry, too many clients already", "takes no more connections now", "không nhận thêm kết nối"),
    ],
)
def test_the_reason_why_a_server_refuses_is_told(
    tmp_path: Path, state: str, words: str, english: str, in_vietnamese: str
) -> None:
    """A wrong password is something else than a server that is just starting, and never shown."""
    with server(answering(refusal(state, words))) as port:
        url = f"postgresql://o:hunter2@127.0.0.1:{port}/thoihan?sslmode=disable&gssencmode=disable"
        line = CommandLine(tmp_path, url, empty=True)
        ended, in_english = vietnamese(line, "status"), line.ended("status")
    told(ended, in_vietnamese)
    assert english in in_english.err
    assert "hunter2" not in ended.err
    assert words not in ended.err


def expired(folder: Path) -> tuple[Path, Path]:
    """A certificate that was good until yesterday, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - timedelta(9), now - timedelta(1)
    ).sign(key, hashes.SHA256())
    of, secret = folder / "server.crt", folder / "server.key"
    of.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return of, secret


@pytest.mark.postgres
def test_a_certificate_that_has_expired_is_told(tmp_path: Path) -> None:
    """The connection is given up before anything is said over it."""
    certificate, key = expired(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def answer(client: socket.socket) -> None:
        client.recv(1024)
        client.sendall(b"S")  # yes, encrypted
        context.wrap_socket(client, server_side=True)

    with server(answer) as port:
        trust = f"sslmode=verify-ca&sslrootcert={certificate}&gssencmode=disable"
        line = CommandLine(tmp_path, f"postgresql://o@127.0.0.1:{port}/thoihan?{trust}", empty=True)
        told(vietnamese(line, "status"), "chứng thư của máy chủ đã hết hạn")
