"""Messages of the YAML parser, in words for somebody who writes plans and not parsers."""

from rules.problems import N_

INDENT = N_("Indent with spaces, the same number for lines of one mapping or list.")
QUOTE = N_("Put the text in double quotes.")

SAYINGS = (
    ("'\\t'", N_("A tab stands where spaces belong."), N_("Indent with spaces only.")),
    ("that cannot start", N_("No text can begin with this character."), QUOTE),
    ("mapping values are not", N_("A colon stands where none is expected; perhaps it belongs to a text."), QUOTE),
    (
        "sequence entries are not",
        N_("A dash stands where none is expected."),
        N_("Begin the list on a line of its own."),
    ),
    ("unexpected end of stream", N_("The quotation mark opened here is never closed."), N_("Close it.")),
    ("could not find expected ':'", N_("A key without a colon."), N_("Write `key: value`.")),
    ("expected ',' or ']'", N_("The list in brackets is not closed before this."), N_("Close it with `]`.")),
    ("expected ',' or '}'", N_("The mapping in braces is not closed before this."), N_("Close it with `}}`.")),
    ("<block end>", N_("This line does not fit the lines above it."), INDENT),
    ("<document start>", N_("This line does not fit the lines above it."), INDENT),
    ("unknown escape", N_("After a backslash this character means nothing."), N_("Put the text in single quotes.")),
    ("undefined tag handle", N_("A tag stands here (`!…`); plan files have none."), N_("Remove it.")),
    ("expected alphabetic or numeric", N_("No text can begin with this character."), QUOTE),
)
"""A part of the parser's message, what is wrong, and what to do; the first that fits counts."""

OTHERWISE = (
    N_("From here on this is not YAML."),
    N_("Look for a missing quotation mark, a colon within a text, or wrong indentation."),
)


def in_plain_words(problem: str) -> tuple[str, str]:
    """The templates of what is wrong and of what to do, for what the parser calls `problem`."""
    return next(((wrong, remedy) for part, wrong, remedy in SAYINGS if part in problem), OTHERWISE)
