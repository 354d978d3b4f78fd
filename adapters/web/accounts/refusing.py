"""Why something about an account is refused, in words for whoever asked."""

from adapters.words.catalogue import Said


class AccountRefused(ValueError):  # noqa: N818 - named by what happened
    """It cannot be done; nothing was changed. `said` is what is wrong, and what to do."""

    def __init__(self, template: str, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(template)
