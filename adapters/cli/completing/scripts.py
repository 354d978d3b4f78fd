"""The scripts by which shells ask what can be typed next, and where each shell looks for its own."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from adapters.cli.completing.candidates import FILES, Offered, candidates
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.output_files import unwritable
from adapters.cli.frame.streams import put
from adapters.names.matching import LONGEST
from adapters.words.plain_text import harmless, one_line
from adapters.words.refused.refusal import Misused
from rules.phrases.normalising import folded
from rules.problems import N_

INSTALL, SHOW, COMPLETE = "--install-completion", "--show-completion", "--complete"
"""The second prints the script; the third answers it, and is for scripts alone."""

BY_NAME = "--complete-names"
"""The same for a shell that offers only what has the typed letters in it: what is found by its name, by that name."""

_INSTALLED = N_("Completion for {shell} is installed ({path}). Open a new terminal, and press Tab behind `thoihan `.")
_NO_SHELL = N_("There is no completion for “{shell}”. There are: {known}. Write it behind: `thoihan {option} bash`.")

_BASH = """\
# thoihan: completion for bash
_thoihan() {
    local IFS=$'\\n' found
    found=$(thoihan --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)
    if [ "$found" = ":files" ]; then
        COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
        compopt -o filenames 2>/dev/null
    else
        COMPREPLY=($found)
        [[ ${#COMPREPLY[@]} = 1 && ${COMPREPLY[0]} = */ ]] && compopt -o nospace 2>/dev/null
    fi
}
complete -F _thoihan thoihan
"""
_ZSH = """\
#compdef thoihan
_thoihan() {
    local -a found shown
    local word means
    while IFS=$'\\t' read -r word means; do
        if [[ $word = ":files" ]]; then _files; return; fi
        found+=("$word")
        shown+=("$word${means:+  -- $means}")
    done < <(thoihan --complete "${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)
    compadd -U -l -V thoihan -d shown -a found
}
compdef _thoihan thoihan
"""
_FISH = """\
# thoihan: completion for fish
function __thoihan
    set -l words (commandline -opc) (commandline -ct)
    set -l found (thoihan --complete-names $words[2..-1] 2>/dev/null)
    if test "$found" = ":files"
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $found
    end
end
complete -c thoihan -f -a '(__thoihan)'
"""


class Shell(NamedTuple):
    """A shell: its script, where that goes, and the file it reads at its start with the line that is needed there."""

    script: str
    path: str  # below the home folder
    starts: str = ""
    line: str = ""


SHELLS: Mapping[str, Shell] = {
    "bash": Shell(_BASH, ".bash_completions/thoihan.sh", ".bashrc", 'source "$HOME/.bash_completions/thoihan.sh"'),
    "zsh": Shell(
        _ZSH,
        ".zfunc/_thoihan",
        ".zshrc",
        'autoload -Uz compinit && compinit && source "$HOME/.zfunc/_thoihan"',
    ),
    "fish": Shell(_FISH, ".config/fish/completions/thoihan.fish"),
}


def asked(here: Invocation, words: Sequence[str]) -> bool:
    """Do what `words` ask for, if it is about completion; False: it is not."""
    if not words or words[0] not in (INSTALL, SHOW, COMPLETE, BY_NAME):
        return False
    option, *rest = words
    if option in (COMPLETE, BY_NAME):
        _complete(here, [unquoted(word) for word in rest], by_name=option == BY_NAME)
        return True
    name = rest[0] if rest else Path(here.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise Misused(_NO_SHELL, shell=one_line(name, 40) or "–", known=list(SHELLS), option=option)
    if option == SHOW:
        put(here.terminal.out, SHELLS[name].script)
    else:
        here.terminal.line(_INSTALLED, shell=name, path=str(_installed(here, SHELLS[name])))
    return True


def _complete(here: Invocation, words: Sequence[str], *, by_name: bool) -> None:
    """One candidate a line, behind a tab what it means; nothing where nothing can be said."""
    try:
        found = list(candidates(here, words))
    except Exception:  # noqa: BLE001 - somebody is typing: no error belongs there
        return
    for one in found:
        word, means = _named(one, words[-1]) if by_name else one
        put(here.terminal.out, harmless(FILES if word == FILES else f"{word}\t{one_line(means, 80)}") + "\n")


def _named(one: Offered, typed: str) -> Offered:
    """A candidate that begins otherwise than is typed by its name, written with marks where those were typed."""
    if one.word.startswith(typed) or not one.means:
        return one
    return Offered(one_line(folded(one.means) if typed.isascii() else one.means, LONGEST), one.word)


def unquoted(word: str) -> str:
    """A word as it is meant: without the quotes around it, of which one may not be typed yet, and without `\\`."""
    mark = word[:1]
    if mark in ("'", '"'):
        word = word[1:].removesuffix(mark)
    return word if mark == "'" else re.sub(r"\\(.)", r"\1", word)


def _installed(here: Invocation, shell: Shell) -> Path:
    """Write the script, and the line into the file that the shell reads at its start, once. Raises Refused."""
    home = Path(here.environ.get("HOME") or Path.home())
    path = home / shell.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shell.script, encoding="utf-8")
        if shell.starts:
            starts = home / shell.starts
            text = starts.read_text(encoding="utf-8") if starts.exists() else ""
            if shell.line not in text:
                starts.write_text(f"{text.rstrip()}\n{shell.line}\n".lstrip(), encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise unwritable(path, error) from None
    return path
