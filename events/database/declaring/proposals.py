"""The tables of what is proposed for the log, and of what programs said of it again."""

from sqlalchemy import Index

from events.database.declaring.base import Kept, words


class ProposalTable(Kept, table=True):
    """What agencies propose for the log."""

    __tablename__ = "proposal"
    __table_args__ = (Index("proposal_by_state", "state"),)
    id: str = words(key=True)
    plan: str = words()
    unit: str = words()
    event: str = words()
    made_at: str = words()
    made_by: str = words()
    state: str = words()
    decided_at: str = words()
    decided_by: str = words()
    reason: str = words()
    recorded_as: str = words()


class SaidAgainTable(Kept, table=True):
    """Ids under which programs said what stood already."""

    __tablename__ = "said_again"
    id: str = words(key=True)
    event: str = words()
    content: str = words()
