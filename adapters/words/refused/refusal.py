"""Refusals of what was typed or sent: of input that can be seen to be wrong before anything else is asked."""

from adapters.words.catalogue import Said


class Refused(Exception):  # noqa: N818 - named by what happened
    """The input cannot be taken; nothing was changed. `said` is what is wrong, and what to do."""

    def __init__(self, template: str, /, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(template)

    def __str__(self) -> str:
        return str(self.said)


class Misused(Refused):
    """The command itself is not written as it should be."""
