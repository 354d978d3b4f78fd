"""What all tables are declared by."""

from typing import Any

from sqlalchemy import MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

WORDS = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by code point; SQLite compares bytes by itself."""


def words(*, key: bool = False, unique: bool = False) -> Any:
    """A column of text."""
    return Field(sa_type=WORDS, primary_key=key, unique=unique)


class Kept(SQLModel, registry=registry(metadata=MetaData())):
    """The base of all tables, with a register of their own, apart from other programs' models."""
