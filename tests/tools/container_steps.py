"""Take the steps of the container file in a root folder, without an engine for containers, and use what comes of it.

    python tests/tools/container_steps.py ROOT WHEELS

Run by root. ROOT is a bare system with Python and pip, which stands for the image that the file begins with, for
example by `debootstrap --variant=minbase --include=python3,python3-pip bookworm ROOT`; WHEELS has all packages, as
`make bundle` gathers them, since there is no network in there. It tries the steps, and the program in its place; not
the image, nor an engine.
"""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
FILE = REPOSITORY / "docs" / "operating" / "Containerfile"
KNOWN = ("FROM", "COPY", "RUN", "USER", "WORKDIR", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD")
PACKAGES = "packages"
IN_THERE = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": f"/{PACKAGES}",
    "PIP_BREAK_SYSTEM_PACKAGES": "1",  # Debian keeps its Python from pip; that of the image belongs to nobody else
    "LANG": "C.UTF-8",
}


@dataclass
class Place:
    """The root folder, and what the steps so far said of who works where."""

    root: Path
    user: str = "root"
    folder: str = "/"
    entry: list[str] = field(default_factory=list)

    def run(self, argv: Sequence[str]) -> str:
        """Run something in there as that user, without a network; what it prints."""
        change = ("chroot", f"--userspec={self.user}", str(self.root), "env", "-i", f"--chdir={self.folder}")
        words = [*(f"{name}={value}" for name, value in IN_THERE.items()), *argv]
        done = subprocess.run(["unshare", "--net", *change, *words], stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """The instructions of a container file, each with what it is given. Raises ValueError for one that is not known."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    for line in filter(None, map(str.strip, kept.splitlines())):
        name, _, given = line.partition(" ")
        if name not in KNOWN:
            raise ValueError(f"{name}: no step that is known here")
        yield name, given.strip()


def take(place: Place, name: str, given: str, context: Path) -> None:
    """Take one step; files are copied from `context`."""
    match name:
        case "COPY":
            *patterns, target = shlex.split(given)
            for pattern in patterns:
                (file,) = context.glob(pattern)
                shutil.copy(file, place.root / target.lstrip("/"))
        case "RUN":
            place.run(["sh", "-c", given])
        case "USER":
            place.user = given
        case "WORKDIR":
            place.folder = given
        case "ENTRYPOINT":
            place.entry = shlex.split(given.strip("[]").replace(",", " "))
        case _:  # FROM is the root folder; volumes, signals and the default command are an engine's business
            pass


def main(root: Path, wheels: Path) -> None:
    """Take all steps, then let the program say its version, make a database, fill it and verify it."""
    place, (ours,) = Place(root), wheels.glob("thoihan-*.whl")
    shutil.copytree(wheels, root / PACKAGES, dirs_exist_ok=True)
    context = root / "context"
    for file, to in ((REPOSITORY / "requirements" / "base.txt", "requirements"), (ours, "dist")):
        (context / to).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, context / to)
    for name, given in instructions(FILE.read_text(encoding="utf-8")):
        sys.stdout.write(f"{name} {given}\n")
        take(place, name, given, context)
    for argv in (["--version"], ["init"], ["plan", "add", "376-kh-tu"], ["status"], ["verify"]):
        sys.stdout.write(f"> thoihan {' '.join(argv)}\n{place.run([*place.entry, *argv])}")
    sys.stdout.write(place.run(["ls", "-la", "."]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
