"""Make the offline bundle: all wheels with their hashes and licences, and an installer that needs no network.

    python tests/tools/bundle.py [FOLDER]

It is for the Python and the kind of machine that it is made with; the archive's name says which.
"""

import hashlib
import shutil
import stat
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

REPOSITORY = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")

COMPATIBLE = ("apache", "mit", "bsd", "isc", "psf", "python software foundation", "mpl", "lgpl", "zlib", "unlicense")
"""What may be shipped beside a program under Apache-2.0: permissive licences, and weak copyleft of separate files."""
INCOMPATIBLE = ("agpl", "affero", "proprietary", "commercial")
GENERAL = ("gpl", "gnu general public")
"""The GPL itself, which must not be taken for the LGPL."""

INSTALL = """\
#!/bin/sh
# Install thoihan without a network, into the folder $1 (default /opt/thoihan). Needs Python {python} with venv.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${{1:-/opt/thoihan}}
python=${{PYTHON:-python{python}}}
(cd "$here" && sha256sum --check --quiet SHA256SUMS) || {{ echo "The bundle is damaged: fetch it anew." >&2; exit 1; }}
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != ({comma}))' || {{
    echo "This bundle is for Python {python}. Set PYTHON=... to one, or make the bundle with yours (make bundle)." >&2
    exit 1
}}
"$python" -m venv "$folder"
"$folder/bin/python" -m pip --disable-pip-version-check --quiet install --no-index --find-links "$here/wheels" \\
    --require-hashes --no-deps --requirement "$here/requirements.txt"
"$folder/bin/thoihan" --version
echo "Installed: $folder/bin/thoihan"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """A wheel in the bundle, and the words of its own metadata."""

    file: Path
    name: str
    version: str
    licence: str

    @property
    def compatible(self) -> bool:
        """True if it may be shipped with this program; what says nothing may not."""
        said = self.licence.lower()
        strong = any(word in said.replace("lgpl", "").replace("lesser general", "") for word in GENERAL)
        return (
            any(word in said for word in COMPATIBLE) and not strong and not any(word in said for word in INCOMPATIBLE)
        )


def main(out: Path) -> Path:
    """Write the bundle into `out`; its path."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        wheels = Path(work) / "wheels"
        _fetch(wheels)
        shipped = [_shipped(file) for file in sorted(wheels.glob("*.whl"))]
        refused = [f"{one.name}: {one.licence or 'says nothing'}" for one in shipped if not one.compatible]
        if refused:
            raise SystemExit("These licences are not known to be compatible:\n" + "\n".join(refused))
        _write(Path(work), shipped)
        return _pack(Path(work), out, next(one.version for one in shipped if one.name == "thoihan"))


def _fetch(wheels: Path) -> None:
    """Our wheel and those that are pinned; that of durable-rules is built, where it can be."""
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(REPOSITORY))
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    pinned = ("--require-hashes", "--no-deps", "--requirement")
    base, durable = (str(REPOSITORY / "requirements" / f"{name}.txt") for name in ("base", "durable"))
    subprocess.run([*PIP, "download", "--only-binary", ":all:", "--dest", str(wheels), *pinned, base], check=True)
    if subprocess.run([*PIP, "wheel", "--wheel-dir", str(wheels), *pinned, durable], check=False).returncode:
        sys.stderr.write("durable-rules could not be built here; the bundle has the plain matcher alone.\n")


def _shipped(file: Path) -> Shipped:
    with zipfile.ZipFile(file) as wheel:
        (path,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
        said = HeaderParser().parsestr(wheel.read(path).decode())
    classified = [each.split("::")[-1].strip() for each in said.get_all("Classifier", []) if each.startswith("License")]
    named = said.get("License-Expression") or " and ".join(classified) or (said.get("License") or "").split("\n")[0]
    return Shipped(file=file, name=said["Name"].lower(), version=said["Version"], licence=named)


def _write(work: Path, shipped: Sequence[Shipped]) -> None:
    """All that stands beside the wheels."""
    major, minor = sys.version_info[:2]
    pins = [f"{one.name}=={one.version} --hash=sha256:{_digest(one.file)}" for one in shipped]
    (work / "requirements.txt").write_text("\n".join(pins) + "\n")
    lines = [f"| {one.name} | {one.version} | {one.licence} |" for one in shipped]
    head = [
        "# What is in this bundle, and under which licences",
        "",
        "| package | version | licence |",
        "|---|---|---|",
    ]
    (work / "LICENCES.md").write_text("\n".join([*head, *lines, "", "Their texts are in licences/.", ""]))
    shutil.copytree(REPOSITORY / "docs" / "operating", work / "docs" / "operating")
    for page in ("operating.md", "operating.vi.md"):
        shutil.copy(REPOSITORY / "docs" / page, work / "docs" / page)
    for one in shipped:
        _licence_texts(one, work / "licences" / one.name)
    install = work / "install.sh"
    install.write_text(INSTALL.format(python=f"{major}.{minor}", comma=f"{major}, {minor}"))
    install.chmod(install.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    sums = [f"{_digest(file)}  {file.relative_to(work)}" for file in _files(work)]
    (work / "SHA256SUMS").write_text("\n".join(sums) + "\n")


def _licence_texts(one: Shipped, folder: Path) -> None:
    with zipfile.ZipFile(one.file) as wheel:
        for name in wheel.namelist():
            path = PurePosixPath(name)
            word = path.name.lower()
            named = any(part in word for part in ("licen", "copying", "notice", "authors"))
            if ".dist-info/licenses/" in name or (".dist-info/" in name and named):
                folder.mkdir(parents=True, exist_ok=True)
                (folder / path.name).write_bytes(wheel.read(name))


def _pack(work: Path, out: Path, version: str) -> Path:
    """One archive: the same files give the same names and times."""
    major, minor = sys.version_info[:2]
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    name = f"thoihan-{version}-cp{major}{minor}-{platform}"
    with tarfile.open(out / f"{name}.tar.gz", "w:gz") as archive:
        for file in _files(work):
            archive.add(file, f"{name}/{file.relative_to(work)}", filter=_anonymous)
    return out / f"{name}.tar.gz"


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / 'dist')}\n")
