"""The rendering program: templates on the first line of its input, then a page on each; a mail on each line of output.

`{"ready": true}` once it runs, then for each page `{"words": [subject, text, html]}` or `{"failed": "why"}`. Started by
`adapters.telling.letters.own.running` as `python -I`, with an empty environment. It has no secrets, no network and no
files; its memory and its time are bounded, and jinja2's sandbox keeps templates from what is Python's.
"""

import json
import sys
from typing import Any, BinaryIO

from adapters.process.confining import forbid, leave_network, limit_resources

MEMORY = 400 * 2**20
"""Bytes of address space."""

SECONDS = 600
"""Of the processor, for all letters of one dispatch."""

LONGEST = 2**20
"""Characters of one part of a mail."""

TOO_LONG, NO_MEMORY = "too long", "no memory"
"""Said where a limit was reached."""

_LONGEST_WHY = 200


def main() -> None:
    """Render page after page, until there are no more."""
    limit_resources(MEMORY, SECONDS)
    leave_network()
    answers, pages = sys.stdout.buffer, sys.stdin.buffer
    sys.stdout = sys.stderr
    _render_all(pages, answers)


def _render_all(pages: BinaryIO, answers: BinaryIO) -> None:
    from jinja2 import ChoiceLoader, DictLoader, PrefixLoader  # noqa: PLC0415 - within the limits
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    from adapters.telling.letters.rendering import OURS, options, prepared, sources  # noqa: PLC0415

    given, ours = json.loads(pages.readline()), DictLoader(sources())
    loader = ChoiceLoader([DictLoader(given), PrefixLoader({OURS: ours}), ours])
    environment = prepared(ImmutableSandboxedEnvironment(**options(loader)))
    forbid()
    _tell(answers, {"ready": True})
    for line in pages:
        _tell(answers, _answered(environment.get_template, json.loads(line)))


def _answered(template: Any, page: dict[str, Any]) -> dict[str, Any]:
    from adapters.telling.letters.rendering import PARTS  # noqa: PLC0415 - within the limits

    words = list[str]()
    for name in PARTS:
        try:
            words.append(str(template(name).render(page)))
        except MemoryError:
            return {"failed": NO_MEMORY}
        except Exception as error:  # noqa: BLE001 - whatever a template does is told, and another letter tried
            return {"failed": _told(error, name)}
    return {"failed": TOO_LONG} if max(map(len, words)) > LONGEST else {"words": words}


def _told(error: Exception, name: str) -> str:
    """The error in words, with the template and its line, as far as they are known."""
    name, line = getattr(error, "name", None) or name, getattr(error, "lineno", 0)
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":  # as jinja2 calls one that is no file
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{name}:{line or '?'}: {type(error).__name__}: {str(error)[:_LONGEST_WHY]}"


def _tell(answers: BinaryIO, found: dict[str, Any]) -> None:
    answers.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n")
    answers.flush()
