"""Which commands Discord knows of: telling it anew at each start would use up what it allows in a day."""

from sqlalchemy import select

from adapters.storage.sql import SqlStore
from adapters.storage.tables import discord_commands


class CommandRegister:
    """The digest of the commands that an application was given last."""

    def __init__(self, store: SqlStore) -> None:
        self._database = store.database

    async def digest(self, application: str) -> str | None:
        """What `keep` was told last; None before that."""
        wanted = select(discord_commands.c.digest).where(discord_commands.c.application == application)
        async with self._database.reading() as connection:
            kept: str | None = (await connection.execute(wanted)).scalar()
        return kept

    async def keep(self, application: str, digest: str) -> None:
        """Remember the commands that Discord has taken."""
        statement = self._database.insert(discord_commands)
        same = {"digest": statement.excluded.digest}
        row = {"application": application, "digest": digest}
        async with self._database.writing() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["application"], set_=same), row
            )
