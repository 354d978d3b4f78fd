"""The tables of who may sign in, and as what."""

from sqlalchemy import Index, text
from sqlmodel import Field

from events.database.declaring.base import WORDS, Kept, words


class AccountTable(Kept, table=True):
    """Accounts."""

    __tablename__ = "account"
    name: str = words(key=True)
    unit: str = words()
    role: str = words()
    person: str = words()
    password: str = words()
    totp: str = words()
    totp_step: int
    made_at: str = words()
    made_by: str = words()
    changed_at: str = words()
    ended_at: str = words()


class SignInTable(Kept, table=True):
    """With which browsers they signed in."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("sign_in_by_account", "account"),)
    hash: str = words(key=True)
    account: str = words()
    stage: str = words()
    device: str = words()
    made_at: str = words()
    seen_at: str = words()
    ended_at: str = words()
    code_secret: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": text("''")})


class TokenTable(Kept, table=True):
    """Programs that may ask."""

    __tablename__ = "token"
    hash: str = words(key=True)
    name: str = words()
    unit: str = words()
    role: str = words()
    made_at: str = words()
    made_by: str = words()
    used_on: str = words()
    revoked_at: str = words()


class InvitationTable(Kept, table=True):
    """Links by which somebody signs in once."""

    __tablename__ = "invitation"
    hash: str = words(key=True)
    account: str = words()
    made_at: str = words()
    made_by: str = words()
    ends_at: str = words()
    used_at: str = words()


class KeptListTable(Kept, table=True):
    """Lists of tasks that are kept under names."""

    __tablename__ = "kept_list"
    account: str = words(key=True)
    name: str = words(key=True)
    query: str = words()
    unit: str = words()
    made_at: str = words()
    ended_at: str = words()


class VisitTable(Kept, table=True):
    """How far in the log each has looked."""

    __tablename__ = "visit"
    account: str = words(key=True)
    position: int
    moment: str = words()


class AttemptTable(Kept, table=True):
    """Attempts to open a door, as far as they still count."""

    __tablename__ = "attempt"
    __table_args__ = (Index("attempt_by_who", "who", "moment"), Index("attempt_by_moment", "moment"))
    id: str = words(key=True)
    who: str = words(key=True)
    moment: str = words()
