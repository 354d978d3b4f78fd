"""The one error of reading documents, in whatever room: a document is refused.

ValueError
└── DocumentRefused    says what is wrong with the file, and what its sender or reader can do
"""

from rules.drafting.source import Translate
from rules.problems import Args


class DocumentRefused(ValueError):  # noqa: N818 - named by what happened to the document
    """A file is not read. `template` and `fields` carry the reason to where it is translated."""

    def __init__(self, template: str, args: Args | None = None) -> None:
        self.template = template
        self.fields: Args = args or {}
        super().__init__(template.format(**self.fields))

    def text(self, translate: Translate = str) -> str:
        """The reason, in the language of `translate`."""
        return translate(self.template).format(**self.fields)
