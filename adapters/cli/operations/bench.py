"""The command `bench`: measures, and prints one JSON object for each benchmark."""

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any

import typer

from adapters import benches
from adapters.cli.frame.failures import Exit
from adapters.cli.frame.invocation import invocation
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

ALL = "all"
SHARED = frozenset({"dispatchers", "during_amend", "shared"})
"""What benchmarks share, and no benchmark itself."""

_NO_BENCH = N_("There is no benchmark “{name}”. There are: {known}, all.")
_NOT_FOR_IT = N_("The benchmark {name} has no option {option}.")


def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Which one, or all."))],
    units: Annotated[int | None, typer.Option("--units", min=1, help=N_("fanout: how many communes."))] = None,
    rules: Annotated[int | None, typer.Option("--rules", min=1, help=N_("fanout: how many tasks for each."))] = None,
    database: Annotated[
        str | None,
        typer.Option(
            "--database", metavar="URL", help=N_("fanout: where; SQLite in a folder of its own if not given.")
        ),
    ] = None,
) -> int:
    """Measure; ends with 3 where a target is not reached."""
    known = sorted({module.name.rstrip("_") for module in pkgutil.iter_modules(benches.__path__)} - SHARED)
    if name not in (*known, ALL):
        raise Refused(_NO_BENCH, name=one_line(name, 40), known=known)
    here = invocation(context)
    options = {"units": units, "rules": rules, "database": database}
    given = {option: value for option, value in options.items() if value is not None}
    holds = True
    for each in known if name == ALL else [name]:
        found = _runner(each, given, strict=name != ALL)()
        here.terminal.json(found)
        holds = holds and found.get("holds", True) is not False
    return Exit.FINE if holds else Exit.FOUND


def _runner(name: str, given: dict[str, Any], *, strict: bool) -> Callable[[], dict[str, Any]]:
    module = f"{name}_" if iskeyword(name) else name  # no module can be called `import`
    run: Callable[..., dict[str, Any]] = import_module(f"adapters.benches.{module}").run
    takes = inspect.signature(run).parameters
    for option in given:
        if option not in takes and strict:
            raise Refused(_NOT_FOR_IT, name=name, option=f"--{option}")
    return lambda: run(**{option: value for option, value in given.items() if option in takes})
