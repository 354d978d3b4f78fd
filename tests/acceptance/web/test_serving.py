"""`thoihan serve` as a program: it answers, believes its proxy alone, logs no names, and ends when it is told to."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.acceptance.web.conftest import UNITS
from tests.command_line import CommandLine
from tests.web_client import PASSWORD

SIGN_IN = {"name": "van-thu", "password": PASSWORD}
SAYS_HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


@contextmanager
def served(line: CommandLine, *argv: str, **environ: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The program, and the address that it says; whoever comes out of the block has stopped it, or it is killed."""
    settings = {
        **os.environ,
        "THOIHAN_DATABASE_URL": line.url,
        "THOIHAN_MAIL": f"maildir:{line.folder / 'mail'}",
        "THOIHAN_SMS": f"spool:{line.folder / 'sms'}",
        "THOIHAN_LANG": "en",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        **environ,
    }
    code = "from adapters.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", *argv]
    process = subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        found = re.search(r"http://\S+:\d+", process.stdout.readline())
        assert found, process.stderr.read() if process.stderr else ""
        yield found[0], process
    finally:
        process.kill()
        process.wait()


def added(line: CommandLine) -> CommandLine:
    """With somebody who may sign in."""
    line.registers(UNITS)
    line("users", "add", "van-thu", "--role", "office", "--unit", "tinh", stdin=f"{PASSWORD}\n")
    return line


@pytest.mark.slow
def test_it_serves_until_it_is_told_to_end(tmp_path: Path, sqlite_url: str) -> None:
    """Who signs in goes on; the log has the route and no name; SIGTERM ends it in time, with 0."""
    line = added(CommandLine(tmp_path, sqlite_url))
    with served(line, "--web-only") as (address, process), httpx.Client(base_url=address, timeout=60) as browser:
        assert browser.get("/healthz").json() == {"status": "ok"}
        answer = browser.post("/sign-in", data=SIGN_IN, headers=SAYS_HTTPS)
        assert (answer.status_code, "Secure" in answer.headers["set-cookie"]) == (303, False)
        assert browser.get("/nhiem-vu/bi-mat").status_code == 404
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out.splitlines()[-1]) == (0, "Stopped.")
    said = [json.loads(one) for one in err.splitlines()]
    assert [(one["method"], one["route"], one["status"]) for one in said][:2] == [
        ("GET", "/healthz", 200),
        ("POST", "/sign-in", 303),
    ]
    assert not re.search("van-thu|bi-mat|127.0.0.1|203.0.113.7", err)


@pytest.mark.slow
def test_it_believes_its_own_proxy_alone(tmp_path: Path, sqlite_url: str) -> None:
    """Behind TLS the cookie goes nowhere else."""
    line = added(CommandLine(tmp_path, sqlite_url))
    with served(line, "--web-only", THOIHAN_WEB_PROXIES="127.0.0.1") as (address, _):
        answer = httpx.post(f"{address}/sign-in", data=SIGN_IN, headers=SAYS_HTTPS, timeout=60)
    assert "__Host-thoihan=" in answer.headers["set-cookie"]
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.slow
@pytest.mark.postgres
def test_several_processes_serve_one_database(tmp_path: Path, postgres_url: str) -> None:
    """A sign-in holds in each of them; with the one that began them all end."""
    line = added(CommandLine(tmp_path, postgres_url))
    with served(line, "--web-only", "--workers", "2") as (address, process):
        cookie = httpx.post(f"{address}/sign-in", data=SIGN_IN, timeout=120).cookies["thoihan"]
        shown = {"Cookie": f"thoihan={cookie}"}
        assert {httpx.get(f"{address}/sign-in", headers=shown, timeout=60).status_code for _ in range(8)} == {303}
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/healthz")


def test_several_processes_are_refused_on_a_file(tmp_path: Path, sqlite_url: str) -> None:
    """SQLite has one."""
    assert "with SQLite it is one" in CommandLine(tmp_path, sqlite_url)("serve", "--workers", "2", code=2).err
