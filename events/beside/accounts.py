"""The rows of who may sign in, and as what: the log does not have them. Whatever opens a door is kept as a hash."""

from typing import NamedTuple


class AccountRow(NamedTuple):
    """Somebody who may sign in."""

    name: str  # by which one signs in: in small letters
    unit: str  # the role holds there, and at all units below
    role: str  # one of `adapters.web.rights.roles.Role`
    person: str  # as the log names whoever it is; "": by `name`
    password: str  # argon2id, with its salt and cost; "": there is none yet
    totp: str  # what one-time codes are made from, sealed with a key of the settings; "": there are none
    totp_step: int  # the last half minute whose code was taken: a code is taken once
    made_at: str
    made_by: str
    changed_at: str  # when the password last was
    ended_at: str  # "" while he may sign in


class SignInRow(NamedTuple):
    """Somebody signed in with one browser. Who has the cookie is him, so the table has its hash alone."""

    hash: str  # SHA-256 of what the cookie says, 64 hex digits
    account: str
    stage: str  # "open", or "code" while the one-time code is still to be given
    device: str  # in words that he knows it by: "Edge, Windows"
    made_at: str
    seen_at: str  # to some minutes
    ended_at: str  # "" while it holds
    code_secret: str = ""  # what his telephone is to make codes from, sealed, until it has shown a right one


class TokenRow(NamedTuple):
    """A program that may ask, by a token that it shows."""

    hash: str  # SHA-256 of the token
    name: str  # what it is for
    unit: str
    role: str
    made_at: str
    made_by: str
    used_on: str  # the last day on which it was shown; "": never
    revoked_at: str  # "" while it holds


class InvitationRow(NamedTuple):
    """A link by which somebody signs in once, and gives himself a password."""

    hash: str  # SHA-256 of what the link says
    account: str
    made_at: str
    made_by: str
    ends_at: str
    used_at: str  # or taken back; "" while it holds


class KeptListRow(NamedTuple):
    """A list of tasks that somebody kept under a name: its address holds all of it."""

    account: str
    name: str
    query: str  # of its address
    unit: str  # that it is shared with, and those below it; "": with nobody
    made_at: str
    ended_at: str  # "" while it is kept


class VisitRow(NamedTuple):
    """How far in the log somebody has looked: what is after that is new to him."""

    account: str
    position: int
    moment: str


class AttemptRow(NamedTuple):
    """Somebody tried to open a door: a right one is taken out again, and so is what is long past."""

    id: str  # of one attempt, which counts under several names
    who: str  # SHA-256 of an account's name, or of an address
    moment: str
