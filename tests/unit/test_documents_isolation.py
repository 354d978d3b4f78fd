"""The program that reads foreign files: what it may do, and what becomes of it when it fails."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.documents.files import cleaning
from adapters.documents.files.document import Cell, FileKind, Paragraph, ParsedFile, Row, Span, Table, Word
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.isolation import extent, program, running, starting
from adapters.documents.isolation.extent import check_extent
from adapters.documents.isolation.running import read_isolated
from adapters.documents.isolation.transport import document_from, refusal_from, written, written_refusal
from adapters.process.confining import MEMORY
from adapters.unit_lists.files import UnitsError, from_file
from rules.drafting.source import Doubt, Place
from tests.faults.hostile_documents import LONG, outlives
from tests.samples import hostile, hostile_shapes
from tests.samples.annex import annex
from tests.samples.tables import make_docx

TEXT = b"STT\tviec\thoi han\n1\ta\tb\n"
READY = "import sys, time, os; print('{\"ready\": true}', flush=True); "
NEWS = 'print(\'{"done": 2, "of": 9}\', flush=True); '


def reason(data: bytes, kind: FileKind | None = None) -> str:
    with pytest.raises(DocumentRefused) as refused:
        read_isolated(data, kind=kind)
    return refused.value.template


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds of silence are too long, five are too long in all, and a megabyte is too much."""
    monkeypatch.setattr(running, "SILENCE", 2.0)
    monkeypatch.setattr(running, "TOTAL", 5.0)
    monkeypatch.setattr(running, "LARGEST_ANSWER", 2**20)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("program", "template"),
    [
        ("", running.NOT_STARTED),
        ("import nothing_of_this_name", running.NOT_STARTED),
        ("print('Segmentation fault')", running.NOT_STARTED),
        (READY, running.NO_END),
        (READY + "os.abort()", running.NO_END),
        (READY + "time.sleep(60)", running.NO_ANSWER),
        (READY + NEWS + "time.sleep(60)", running.NO_END_OF_PAGE),
        (READY + NEWS + "os._exit(1)", running.NO_END_OF_PAGE),
        (READY + "\nwhile True: print('x' * 1000)", running.NO_END),
        (READY + "\nwhile True: sys.stdout.write('x' * 1000)", running.TOO_MUCH),
        (READY + "\nn = 0\nwhile True: n += 1; print('{\"done\": %d, \"of\": 100}' % n)", running.NO_END),
        (READY + "\nn = 0\nwhile True: n += 1; print('{\"done\": %d, \"of\": 99}' % n, flush=True); time.sleep(0.5)",
         running.NO_END_IN_ALL),
        (READY + "\nwhile True: print('{\"ready\": true}', flush=True); time.sleep(0.1)", running.NO_ANSWER),
        (READY + "os.kill(os.getpid(), 24)", running.NO_ANSWER),
        (READY + NEWS + "os.kill(os.getpid(), 24)", running.NO_END_IN_ALL),
        (READY + NEWS.replace("9", "2") + "os._exit(1)", running.NO_END),
        (READY + "print('[' * 100000)", running.NO_END),
        (READY + "print('{\"document\": null}')", running.NO_END),
        (READY + "print('{\"document\": NaN}')", running.NO_END),
        (READY + "print('{\"refused\": [\"{0.__class__}\", {}]}')", running.NO_END),
        (READY + "print('{\"refused\": [\"{x.real}\", {\"x\": 1}]}')", running.NO_END),
        (READY + "print('9' * 100000)", running.NO_END),
        (READY + "print('{\"done\": 0, \"of\": 1}')", running.NO_END),
        (READY + "print(chr(0x110000))", running.NO_END),
    ],
)  # fmt: skip
def test_whatever_the_program_does_is_a_refusal(program: str, template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends, hangs, floods or writes rubbish is ended, and the reason says what can be done."""
    monkeypatch.setattr(running, "_PROGRAM", program)
    assert reason(TEXT) == template


def test_a_program_that_does_not_read_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that nobody takes does not hold the caller up."""
    monkeypatch.setattr(running, "SILENCE", 1.0)
    monkeypatch.setattr(running, "_PROGRAM", READY + "time.sleep(60)")
    assert reason(TEXT * 100_000) == running.NO_ANSWER


def test_where_there_is_no_python_the_file_is_not_blamed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that cannot be started is a fault of the installation."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert reason(TEXT) == running.NOT_STARTED


def test_an_end_of_ours_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever breaks off while pages are read leaves no program behind."""
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def start(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(real(*args, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(running, "_PROGRAM", READY + NEWS + "time.sleep(60)")

    def break_off(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_isolated(TEXT, break_off)
    assert started[0].returncode is not None


ENDS = (
    starting._FIND
    + """
import os, time
from adapters.process import confining
{before}
child = os.fork()
if child == 0:
    parent = os.getppid()
    time.sleep({late})
    confining.end_with(parent)
    confining.limit_resources()
    while True:
        os.write(1, b".")
        time.sleep(0.05)
time.sleep({lives})
"""
)
"""A program whose child writes dots until it ends; whoever reads them is told of that by the end of the pipe."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells nobody that a parent has ended")
@pytest.mark.parametrize(
    ("before", "late", "lives"),
    [
        ("", 0, 0.5),
        ("confining._killed_by_the_system = lambda: False", 0, 0.5),
        ("", 0.5, 0),
        ("confining._killed_by_the_system = lambda: False", 0.5, 0),
    ],
    ids=["by the system", "by looking", "late, by the system", "late, by looking"],
)
def test_the_program_ends_with_the_one_that_started_it(before: str, late: float, lives: float) -> None:
    """At once where the system sees to that, else soon; also where that one has ended before it was looked at."""
    code = ENDS.format(before=before, late=late, lives=lives)
    command = [sys.executable, "-I", "-c", code, starting._OURS]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=10)
    assert bool(done.stdout) == (not late)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which programs there are")
@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.5])
def test_no_reader_outlives_a_program_that_is_killed(seconds: float) -> None:
    """Whenever that is, and whatever the reader is at."""
    assert outlives(LONG(), seconds) == ""


def test_the_program_is_of_the_same_version(tmp_path: Path) -> None:
    """Another version that is installed comes later on the path than ours, and Python's own modules come first."""
    other, ours = tmp_path / "site-packages", tmp_path / "ours"
    for folder in (other / "adapters", ours / "adapters"):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    (ours / "json.py").write_text("raise SystemError")
    before = f"import sys; sys.path.append({str(other)!r}); "
    code = before + starting._FIND + "import adapters, json; print(adapters.__file__)"
    done = subprocess.run([sys.executable, "-I", "-c", code, str(ours)], capture_output=True, check=True, text=True)
    assert Path(done.stdout.strip()).parents[1] == ours


CONFINED = """
import os, socket, subprocess, sys, urllib.request, json
from adapters.process.confining import forbid, leave_network, limit_resources
limit_resources(); leave_network(); forbid()
secret, own = sys.argv[1], json.__file__
def tried(what):
    try:
        what()
    except (OSError, ImportError) as error:
        return type(error).__name__
    return "done"
print(json.dumps({
    "read": tried(lambda: open(secret)),
    "read by number": tried(lambda: os.open(secret, os.O_RDONLY)),
    "read through a link": tried(lambda: open(sys.argv[2])),
    "read around a corner": tried(lambda: open(os.path.join(os.path.dirname(own), "..", "..", "..", secret))),
    "write": tried(lambda: open(secret, "a")),
    "write its own": tried(lambda: open(own, "r+")),
    "remove": tried(lambda: os.remove(secret)),
    "reach": tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), 1)),
    "resolve": tried(lambda: socket.getaddrinfo("localhost", 80)),
    "fetch": tried(lambda: urllib.request.urlopen("file://" + secret)),
    "start": tried(lambda: subprocess.run(["true"])),
    "start by a shell": tried(lambda: os.system("true")),
    "read its own": tried(lambda: open(own)),
    "import": tried(lambda: __import__("wave")),
    "environment": sorted(set(os.environ) - {"LC_CTYPE"}),
}))
"""


def test_the_program_can_reach_nothing(tmp_path: Path) -> None:
    """Once it is confined, Python in it reads its own modules, and writes, reaches and starts nothing."""
    secret, link = tmp_path / "secret", tmp_path / "link"
    secret.write_text("x")
    link.symlink_to(secret)
    ours = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
    command = [sys.executable, "-I", "-c", ours + CONFINED, str(secret), str(link), "9"]
    done = subprocess.run(command, capture_output=True, check=True, env={})
    found = json.loads(done.stdout)
    assert found.pop("environment") == []
    assert (found.pop("read its own"), found.pop("import")) == ("done", "done")
    assert set(found.values()) == {"PermissionError"}
    assert secret.read_text() == "x"


LIMITED = """
import sys, os, resource
from adapters.process.confining import leave_network, limit_resources
before = os.readlink("/proc/self/ns/net")
limit_resources(); leave_network()
names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_CORE")
print(*(resource.getrlimit(getattr(resource, name))[1] for name in names))
print(open("/proc/net/dev").read().count(":") if os.readlink("/proc/self/ns/net") != before else "same")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limits and networks of Linux")
def test_the_system_holds_the_program_too() -> None:
    """Hard limits are set, and where Linux lets it the program has a network of a single interface, which is down."""
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, check=True, text=True)
    limits, network = done.stdout.splitlines()
    assert limits.split() == [str(1_500 * 2**20), "610", "0", "32", "0", "0"]
    assert network in ("1", "same")


def test_the_program_gets_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a secret nor a proxy nor a path of modules is handed on."""
    monkeypatch.setenv("THOIHAN_SMTP_PASSWORD", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    told = READY + "print('{\"refused\": [\"%s\", {}]}' % ' '.join(sorted(os.environ)))"
    monkeypatch.setattr(running, "_PROGRAM", told)
    assert set(reason(TEXT).split()) <= {"LC_CTYPE", "OPENBLAS_NUM_THREADS", "SYSTEMROOT"}


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_a_file_made_to_do_harm_is_refused_soon(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is refused for its own reason, in seconds of the processor, within the memory that the program may have."""
    resource = pytest.importorskip("resource")
    watched = name in hostile.ENDED_BY_THE_WATCH
    monkeypatch.setattr(running, "SILENCE", 5.0 if watched else 60.0)
    data = hostile.HOSTILE[name]()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    template = reason(data)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 15
    assert sys.platform != "linux" or memory_of_children(before.ru_maxrss, after.ru_maxrss) <= MEMORY
    assert (template == running.NO_ANSWER) == watched
    assert template not in (running.NOT_STARTED, running.NO_END)


def memory_of_children(before: int, after: int) -> int:
    """The bytes that the greatest child had which came since, from what is told of all; 0: none was as great as others.

    Linux counts for a child what the process had that started it, until the child has a program of its own: where that
    is more, nothing can be told of the child.
    """
    import resource  # noqa: PLC0415 - not on every system

    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return after * 1024 if after > max(before, ours) else 0


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile_shapes.SHAPES)
def test_what_is_too_much_is_refused_by_its_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs seconds of the processor, and the reason names the limit; what does no harm may be read."""
    resource = pytest.importorskip("resource")
    make, said = hostile_shapes.SHAPES[name]
    monkeypatch.setattr(running, "SILENCE", 5.0 if "seconds" in said or name in hostile_shapes.ENDLESS else 600.0)
    monkeypatch.setattr(running, "TOTAL", 20.0 if "in all" in said else 600.0)
    data = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    refused = None
    try:
        document = read_isolated(data)
    except DocumentRefused as error:
        refused = error
    assert said in str(refused) if refused else (said == "" and document.blocks)
    assert refused is None or refused.template not in (running.NOT_STARTED, running.NO_END)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 30
    assert sys.platform != "linux" or memory_of_children(before.ru_maxrss, after.ru_maxrss) <= MEMORY


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of Linux")
def test_memory_and_time_of_the_processor_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that asks for more memory than it may have, or computes without end, ends, and the reason says so."""
    start = (
        starting._FIND + "from adapters.process import confining; from adapters.documents.isolation import program; "
    )
    greedy = start + "program.reader_of = lambda data, kind: (lambda progress: [0] * 10**12); program.main()"
    monkeypatch.setattr(running, "_PROGRAM", greedy)
    assert reason(TEXT) == program.NO_MEMORY
    busy = start + "confining.SECONDS = 1; program.reader_of = lambda data, kind: exec('while 1: pass'); program.main()"
    monkeypatch.setattr(running, "_PROGRAM", busy)
    assert reason(TEXT) == running.NO_ANSWER


def test_what_is_no_plan_is_not_handed_on() -> None:
    """What a document may hold in all is one measure for every kind of file, and each limit is named."""
    line = Paragraph(text="x", place=Place(line=1))
    row = Row(cells=(Cell(text="x"),) * 10, place=Place(row=1))
    word = Word(left=0, right=1, top=0, page=1, text="x")
    whole = ParsedFile(kind=FileKind.TEXT, blocks=(line,))
    check_extent(whole)
    for more, template in (
        ({"blocks": (line,) * (extent.MOST_BLOCKS + 1)}, extent.TOO_MANY_LINES),
        ({"words": (word,) * (extent.MOST_WORDS + 1)}, extent.TOO_MANY_LINES),
        ({"blocks": (Table(rows=(row,) * (extent.MOST_CELLS // 10 + 1)),)}, extent.TOO_MANY_CELLS),
        ({"blocks": (replace(line, text="x" * (cleaning.LONGEST + 1)),)}, cleaning.TOO_LONG),
    ):
        with pytest.raises(DocumentRefused) as refused:
            check_extent(replace(whole, **more))
        assert refused.value.template == template


def test_a_csv_file_that_is_none_is_refused() -> None:
    """What the CSV reader cannot take is a problem of the file, with its line; a lone CR ends a line."""
    assert "CSV" in reason(b"code,name\nx," + b"y" * 200_000, FileKind.CSV)
    with pytest.raises(UnitsError) as refused:
        from_file("u.csv", b"code,name,kind\nx," + b"y" * 200_000, {})
    assert [(problem.code, problem.args["line"]) for problem in refused.value.problems] == [("not-text", 2)]
    table = next(read_isolated(b"code,name\rx,y\r", kind=FileKind.CSV).tables)
    assert [row.texts for row in table.rows] == [("code", "name"), ("x", "y")]


def test_half_characters_do_not_cross() -> None:
    """What is no text on our side of the pipe is none when it comes back."""
    with pytest.raises(ValueError, match="surrogates"):
        document_from(written(ParsedFile(kind=FileKind.TEXT, blocks=(), text="\ud800")))


# --- what crosses ----------------------------------------------------------------------------------------------------

plain = st.text(st.characters(codec="utf-8"), max_size=20)
counts = st.none() | st.integers(0, 10**6)
places = st.builds(Place, sheet=st.none() | plain, page=counts, table=counts, row=counts, line=counts)
points = st.floats(-(10**5), 10**5)
paragraphs = st.builds(Paragraph, text=plain, place=places)
cells = st.builds(Cell, text=plain, span=st.sampled_from(Span))
rows = st.builds(Row, cells=st.lists(cells, max_size=4).map(tuple), place=places)
tables = st.builds(Table, rows=st.lists(rows, max_size=3).map(tuple))
words = st.builds(Word, left=points, right=points, top=points, page=st.integers(1, 1000), text=plain)
doubts = st.builds(Doubt, field=plain, template=st.just("{count} of {name}"), args=st.fixed_dictionaries(
    {"count": st.integers(), "name": plain}))  # fmt: skip
documents = st.builds(
    ParsedFile,
    kind=st.sampled_from(FileKind),
    blocks=st.lists(paragraphs | tables, max_size=4).map(tuple),
    words=st.lists(words, max_size=3).map(tuple),
    text=plain,
    left_out=st.lists(doubts, max_size=2).map(tuple),
)
unhurried = settings(deadline=None)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "{}", "{a.b}", "docx"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["a", "kind", "blocks"]), inner),
    max_leaves=12,
)


@unhurried
@given(documents)
def test_a_document_comes_back_as_it_was(document: ParsedFile) -> None:
    """Through JSON, with nothing lost or added."""
    assert document_from(json.loads(json.dumps(written(document)))) == document


def spots(found: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The way to every value in `found`."""
    yield path
    for key, value in found.items() if isinstance(found, dict) else enumerate(found if isinstance(found, list) else ()):
        yield from spots(value, (*path, key))


@unhurried
@given(documents, st.data(), values)
def test_what_is_no_document_is_refused(document: ParsedFile, data: st.DataObject, other: object) -> None:
    """With any value in it replaced by any other, it is a document of the right types still, or ValueError."""
    found = json.loads(json.dumps({"whole": written(document)}))
    *above, last = data.draw(st.sampled_from([path for path in spots(found) if path]))
    holder = found
    for key in above:
        holder = holder[key]
    holder[last] = other
    try:
        again = document_from(found["whole"])
    except ValueError:
        return
    assert document_from(json.loads(json.dumps(written(again)))) == again


@unhurried
@given(st.text(max_size=20), values)
def test_a_reason_has_plain_fields(template: str, fields: object) -> None:
    """A sentence reaches into nothing: it names fields that are there, or is refused."""
    try:
        refused = refusal_from([template, fields])
    except ValueError:
        return
    assert refusal_from(written_refusal(refused)).template == template


def test_a_merged_cell_crosses_once() -> None:
    """A long text in a cell over 63 columns is written once."""
    wide = hostile.repacked(
        make_docx(annex()[:3], merged=True),
        {hostile.BODY: lambda xml: xml.replace(b'<w:gridSpan w:val="3"', b'<w:gridSpan w:val="63"')},
    )
    document = read_isolated(wide)
    assert max(len(row.cells) for table in document.tables for row in table.rows) == 63
    assert len(json.dumps(written(document))) < 20_000
