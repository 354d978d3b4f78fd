"""A password as it is typed: at a terminal twice and unseen, from a program as one line of standard input."""

from getpass import getpass

from adapters.cli.frame.invocation import Invocation
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_ASK, _AGAIN = N_("Password"), N_("The same once more")
_OTHER = N_("The two are not the same. Nothing was changed; type it again.")
_NONE = N_("There is no password on standard input: type it there, or give its file with <. Nothing was changed.")


def typed_password(here: Invocation) -> str:
    """The password. Raises Refused."""
    if not here.stdin.isatty():
        said = here.stdin.readline().rstrip("\r\n")
        if not said:
            raise Refused(_NONE)
        return said
    first, again = (getpass(f"{here.terminal.label(words)}: ") for words in (_ASK, _AGAIN))
    if first != again:
        raise Refused(_OTHER)
    return first
