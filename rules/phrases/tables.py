"""Runs the tables that lark makes of the grammar, over pieces that have been cut before.

Lark's own loop looks each rule up by its content, which takes as long as all the rest; here that is done once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lark import Lark
from lark.parsers.lalr_analysis import Shift

from rules.phrases.items import UnreadError
from rules.phrases.pieces import Piece

END = "$END"
Reduction = tuple[int, str, Callable[[list[Any]], Any]]
"""So many values are made into one of this sort, by this."""


class Tables:
    """What to do in each state of the parser with each type of piece: a next state, or a reduction."""

    def __init__(self, grammar: Lark) -> None:
        """`grammar` must be LALR, with its transformer, and begin with `start`."""
        made: Any = grammar.parser.parser
        table, makers = made.parser.parse_table, made.parser.callbacks
        self._first, self._last = table.start_states["start"], table.end_states["start"]
        self._states: Mapping[int, Mapping[str, int | Reduction]] = {
            state: {str(name): _move(action, argument, makers) for name, (action, argument) in moves.items()}
            for state, moves in table.states.items()
        }

    def parse(self, pieces: Sequence[Piece]) -> Any:
        """What the grammar makes of all the pieces. Raises UnreadError."""
        states, values = [self._first], list[Any]()
        for piece in pieces:
            self._take(piece.type, states, values)
            values.append(piece)
        self._take(END, states, values)
        return values[-1]

    def _take(self, name: str, states: list[int], values: list[Any]) -> None:
        """Reduce until a piece of this type can be taken, and go on to the state behind it."""
        while True:
            move = self._states[states[-1]].get(name)
            if isinstance(move, int):
                states.append(move)
                return
            if move is None:
                raise UnreadError
            size, sort, make = move
            children = values[-size:] if size else []
            if size:
                del states[-size:]
                del values[-size:]
            values.append(make(children))
            states.append(self._states[states[-1]][sort])  # type: ignore[arg-type]  # behind a reduction is a state
            if name == END and states[-1] == self._last:
                return


def _move(action: object, argument: Any, makers: Mapping[Any, Any]) -> int | Reduction:
    if action is Shift:
        return int(argument)
    return len(argument.expansion), str(argument.origin.name), makers[argument]
