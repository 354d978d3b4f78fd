"""Write the golden explanations anew: `python -m tests.golden --write`. Without `--write`, say which would change."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.golden.stories import FOLDER, LANGUAGES, STORIES, prepared


def explanations() -> Iterator[tuple[Path, str]]:
    """Every file, and what it is to hold."""
    for name, story in STORIES.items():
        with TemporaryDirectory() as folder:
            line = prepared(Path(folder))
            story.play(line)
            for lang in LANGUAGES:
                yield FOLDER / f"{name}.{lang}.txt", story.explained(line, lang)


def main(arguments: list[str]) -> int:
    """Write them, or say which differ."""
    found = dict(explanations())
    stale = [path for path in FOLDER.glob("*.txt") if path not in found]
    changed = [path for path, text in found.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in (*changed, *stale):
        sys.stdout.write(f"{path.name}\n")
    if "--write" in arguments:
        for path in stale:
            path.unlink()
        for path in changed:
            path.write_text(found[path], encoding="utf-8")
        return 0
    return 1 if changed or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
