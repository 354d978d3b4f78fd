"""Bring the Vietnamese catalogue up to date: `python tests/tools/compile_catalogue.py [FRAGMENT.po ...]`.

Takes every template marked `N_("...")` in our packages, and `_("...")` in the templates of pages, its translation
from the catalogue or from the fragments (a later one wins), drops what is used no more, and writes `thoihan.po` and
`thoihan.mo`. Exits with 1, after writing, if a template has no translation. With `--check` nothing is written, and 1
says that something is missing or out of date.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
PACKAGES = ("rules", "events", "engine", "adapters")
PO = ROOT / "adapters" / "locale" / "vi" / "LC_MESSAGES" / "thoihan.po"
MO = PO.with_suffix(".mo")
PAGES = ROOT / "adapters" / "web" / "templates"
HEAD = """\
# Vietnamese translations for thoihan.
# Templates are the English originals; {named} fields stay as they are.
# Brought up to date with: python tests/tools/compile_catalogue.py
msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def main(arguments: Sequence[str]) -> int:
    """Merge and compile, or check; what is missing is printed."""
    fragments = [Path(argument) for argument in arguments if argument != "--check"]
    catalogue = merged(literals(), [PO, *fragments])
    missing = untranslated(catalogue)
    for template in missing:
        sys.stdout.write(f"no translation: {template}\n")
    if "--check" in arguments:
        stale = not PO.exists() or PO.read_bytes() != as_po(catalogue) or MO.read_bytes() != as_mo(catalogue)
        return 1 if missing or stale else 0
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_po(catalogue))
    MO.write_bytes(as_mo(catalogue))
    return 1 if missing else 0


def literals() -> set[str]:
    """Every marked template. Raises ValueError where the mark holds no literal."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    pages = [path for path in PAGES.rglob("*") if path.is_file()]
    return {
        template
        for find, group in ((marked, paths), (said_on_a_page, pages))
        for path in group
        for template in find(path.read_text(encoding="utf-8"), str(path))
    }


def marked(source: str, place: str) -> Iterator[str]:
    """The templates marked in one file's text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
            (argument,) = node.args
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                raise ValueError(f"{place}:{node.lineno}: N_ marks a literal text, nothing computed")
            yield argument.value


def said_on_a_page(source: str, place: str) -> Iterator[str]:
    """The templates of sentences in one page's template. Raises ValueError where `_` is given no literal."""
    for call in Environment(autoescape=True).parse(source, filename=place).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            (argument,) = call.args
            if not isinstance(argument, nodes.Const) or not isinstance(argument.value, str):
                raise ValueError(f"{place}:{call.lineno}: _ is given a literal text, nothing computed")
            yield argument.value


def merged(templates: Iterable[str], sources: Iterable[Path]) -> Catalog:
    """A catalogue of exactly `templates`, translated from `sources`; a later source wins."""
    known: dict[str, str] = {}
    for source in sources:
        if source.exists():
            known |= {str(m.id): str(m.string) for m in read(source) if m.id and m.string}
    catalogue = Catalog(locale="vi", domain="thoihan", charset="utf-8")
    for template in templates:
        catalogue.add(template, known.get(template, ""))
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """The templates without a translation."""
    return sorted(str(message.id) for message in catalogue if message.id and not message.string)


def read(path: Path) -> Catalog:
    """The catalogue in a .po file, or in a fragment of one."""
    with path.open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


def as_po(catalogue: Catalog) -> bytes:
    """The .po file; the same bytes whenever it is made."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, omit_header=True, sort_output=True)
    return HEAD.encode() + buffer.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The .mo file that gettext reads; the same bytes whenever it is made."""
    fixed = _Timeless(charset="utf-8")
    for message in catalogue:
        if message.id and message.string:
            fixed.add(message.id, message.string)
    buffer = BytesIO()
    write_mo(buffer, fixed)
    return buffer.getvalue()


class _Timeless(Catalog):
    """A catalogue whose head names neither the moment nor the program that made it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Language", "vi"), ("Content-Type", "text/plain; charset=utf-8")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
