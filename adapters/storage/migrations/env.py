"""What Alembic runs its steps in: the transaction that `adapters.storage.migrate` has opened and locked."""

from alembic import context

from adapters.storage.migrate import OPTIONS
from adapters.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
