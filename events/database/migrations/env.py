"""Alembic runs this: the steps, on the connection and in the transaction that `events.database.migrating` began."""

from alembic import context

from events.database.migrating import VERSION_TABLE
from events.database.models import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
context.run_migrations()
