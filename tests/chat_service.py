"""A module that stands for apprise: it keeps what it is to send."""

from dataclasses import dataclass, field
from types import ModuleType
from typing import Any


class FakeService(ModuleType):
    """In the place of the module: its `Apprise` answers as told."""

    def __init__(self) -> None:
        super().__init__("apprise")
        self.said: list[str] = []
        self.services: list[str] = []
        self.went: Any = True
        self.knows = True
        self.Apprise = lambda: _Apprise(self)


@dataclass
class _Apprise:
    of: FakeService
    added: list[str] = field(default_factory=list)

    def add(self, service: str) -> bool:
        self.of.services.append(service)
        return self.of.knows

    def notify(self, *, body: str) -> Any:
        if isinstance(self.of.went, Exception):
            raise self.of.went
        self.of.said.append(body)
        return self.of.went
