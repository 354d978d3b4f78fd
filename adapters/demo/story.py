"""The stories there are, read from their files."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from adapters import demo
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_NO_STORY = N_("There is no story “{name}”. There are: {known}.")


def names() -> list[str]:
    """The names of the stories."""
    return sorted(path.name.removesuffix(".yaml") for path in files(demo).iterdir() if path.name.endswith(".yaml"))


def story(name: str) -> Mapping[str, Any]:
    """The story of that name. Raises Refused."""
    if name not in names():
        raise Refused(_NO_STORY, name=one_line(name, 40), known=names())
    found: Mapping[str, Any] = YAML(typ="safe", pure=True).load(files(demo).joinpath(f"{name}.yaml").read_bytes())
    return found
