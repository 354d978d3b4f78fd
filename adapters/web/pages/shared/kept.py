"""Pages of figures, worked out once for all who see the same, as long as nothing was recorded.

Whoever has the same role at the same unit sees the same rows. What he is shown holds until the log goes on, dates are
counted again, or the day ends: all of that is in the key, so that nothing old is shown. It is worked out by one at a
time; the others wait for him rather than to do it too.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

from adapters.answers.noting import Looked
from adapters.web.pages.shared.reading import Reading
from events.rows import TallyRow

Found = TypeVar("Found")
_Key = tuple[object, ...]

MOST = 200
_kept: dict[_Key, tuple[Any, Sequence[Looked]]] = {}
_turns: dict[_Key, Lock] = {}


def kept(seen: Reading, name: str, work: Callable[[], Found], *, for_all: bool = False) -> Found:
    """What `work` comes to for whoever asks (`for_all`: it is the same for everybody).

    The secret rows that are looked at in it are noted each time.

    Not to be called by one of several readers side by side: while it waited for its turn, none of them would go on.
    """
    who, session = seen.asker, seen.session
    of = ("", "", "", seen.today) if for_all else (who.role, who.unit, seen.speech.lang, seen.today)
    store = seen.office.store
    key = name, store.url_label, id(store), *of, session.head(), tuple(session.recounts()), len(session.plans())
    with _turns.setdefault(key, Lock()):
        there = _kept.get(key)
        if there is None:
            before = len(seen.looked)
            found = work()
            _make_room()
            _kept[key] = found, tuple(seen.looked[before:])
            return found
    seen.saw(there[1])
    return there[0]  # type: ignore[no-any-return]  # what was kept under a name is what its work gives


def tally_of_all(seen: Reading) -> Sequence[TallyRow]:
    """The tally of all tasks."""
    return kept(seen, "tally", seen.session.tally, for_all=True)


def _make_room() -> None:
    if len(_kept) >= MOST:
        _kept.clear()
        _turns.clear()
