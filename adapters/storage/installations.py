"""Who installed the mentor from Slack: the stores of Slack's SDK in our database, with their tokens locked.

A token opens a workspace for whoever has it, and so no database, copy or log may show one.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import cast

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import (
    ColumnElement,
    Delete,
    Dialect,
    LargeBinary,
    MetaData,
    Table,
    TypeDecorator,
    and_,
    delete,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.clock import Clock, now
from adapters.storage.database import Database
from adapters.storage.sql import SqlStore
from adapters.storage.tables import leases, slack_oauth_states, slack_tables, slack_teams
from adapters.storage.vault import Sealed, Vault
from bot.ports import StoreError

STATE_SECONDS = 600
"""From "Add to Slack" to the answer of whoever was asked; as long as Bolt's cookie lasts for the same."""

TOKEN = ("bot_token", "bot_refresh_token", "bot_token_expires_at")
"""What is replaced when Slack gives a new token for the old one."""

KEY_LOST = (
    "The token of this workspace is locked with a secret key that is not at hand. Give the old key in "
    "CAREER_SECRET_KEY, behind the new one, or install the mentor there again."
)


class Register:
    """Workspaces that Slack lets the mentor into: their tokens and organizations, and whose turn it is.

    Whoever erases a workspace in the store deletes its installation, too, by `installations.async_delete_all`
    with the team's id, whatever its organization.
    """

    installations: AsyncInstallationStore
    states: AsyncOAuthStateStore

    def __init__(self, store: SqlStore, client_id: str, clock: Clock = now) -> None:
        self._database = store.database
        self._clock = clock
        engine = cast("AsyncEngine", _Engine(store.database))
        self._kept = _Installations(client_id, engine, store.vault)
        self.installations = self._kept
        self.states = _States(engine)

    async def installed(self) -> tuple[tuple[str | None, str | None], ...]:
        """The organization and the team of each token that is kept; no team where it is for all of them."""
        bots = self._kept.bots
        wanted = select(bots.c.enterprise_id, bots.c.team_id).where(bots.c.client_id == self._kept.client_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted)
            return tuple((row.enterprise_id, row.team_id) for row in rows)

    async def remember_team(self, workspace: str, enterprise_id: str | None) -> None:
        """Keep which organization a workspace like "slack:T1" belongs to, if any."""
        if await self.enterprise_of(workspace) == enterprise_id:
            return
        statement = self._database.insert(slack_teams)
        same = {"enterprise_id": statement.excluded.enterprise_id}
        row = {"workspace": workspace, "enterprise_id": enterprise_id}
        async with self._database.writing() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["workspace"], set_=same), row
            )

    async def enterprise_of(self, workspace: str) -> str | None:
        """The organization of a workspace, whose token opens it where it has none of its own."""
        wanted = slack_teams.select().where(slack_teams.c.workspace == workspace)
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).first()
        return row.enterprise_id if row else None

    async def teams_of(self, enterprise_id: str) -> tuple[str, ...]:
        """The workspaces of an organization that were ever heard of."""
        wanted = slack_teams.select().where(slack_teams.c.enterprise_id == enterprise_id)
        async with self._database.reading() as connection:
            return tuple(row.workspace for row in await connection.execute(wanted))

    async def acquire(self, name: str, seconds: float) -> str | None:
        """A token for having *name* alone, among all processes, for a time; None while another has it."""
        at, token = self._clock(), secrets.token_hex(8)
        row = {"name": name, "until": at + timedelta(seconds=seconds), "token": token}
        statement = self._database.insert(leases).values(row)
        taken = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={name: statement.excluded[name] for name in ("until", "token")},
            where=leases.c.until <= at,
        ).returning(leases.c.token)
        async with self._database.writing() as connection:
            mine: str | None = (await connection.execute(taken)).scalar()
        return mine

    async def release(self, name: str, token: str) -> None:
        """Let others have *name*, unless its time was over and one of them has it already."""
        async with self._database.writing() as connection:
            await connection.execute(delete(leases).where(leases.c.name == name, leases.c.token == token))


class Locked(TypeDecorator[str]):
    """Text that only the keys of a *vault* open."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self.vault = vault

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """The text, locked."""
        return None if value is None else self.vault.wrap(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text.

        Raises:
            StoreError: none of the keys opens it.
        """
        try:
            return None if value is None else self.vault.unwrap(value).decode()
        except Sealed as error:
            raise StoreError(KEY_LOST) from error


class _Engine:
    """What the SDK's stores take for an engine: they begin transactions on it, and connect to read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun = ContextVar[AsyncConnection | None]("begun", default=None)
        self.connect = database.reading

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction; one that is begun inside of it is a part of it."""
        if outer := self._begun.get():
            yield outer
            return
        async with self._database.writing() as connection:
            before = self._begun.set(connection)
            try:
                yield connection
            finally:
                self._begun.reset(before)


class _Installations(AsyncSQLAlchemyInstallationStore):
    """One row for each team or organization, the latest: the mentor asks nobody for a token of their own."""

    def __init__(self, client_id: str, engine: AsyncEngine, vault: Vault) -> None:
        super().__init__(client_id, engine)
        self.installations, self.bots = slack_tables(MetaData(), Locked(vault))

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation in the place of all earlier ones."""
        async with self.engine.begin() as connection:
            await super().async_save(installation)
            await connection.execute(self._earlier(self.installations, installation))

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot in the place of all earlier ones, and its token with the installation, too."""
        token = {name: bot.to_dict()[name] for name in TOKEN}
        async with self.engine.begin() as connection:
            await super().async_save_bot(bot)
            await connection.execute(self._earlier(self.bots, bot))
            same = self._of(self.installations, bot.enterprise_id, bot.team_id)
            await connection.execute(update(self.installations).where(same).values(token))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget a team's tokens, or without a team an organization's; of a person, what they installed."""
        if user_id is not None:
            await super().async_delete_installation(
                enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
            )
            return
        async with self.engine.begin() as connection:
            for table in (self.installations, self.bots):
                await connection.execute(delete(table).where(self._of(table, enterprise_id, team_id)))

    def _earlier(self, table: Table, of: Bot | Installation) -> Delete:
        same = self._of(table, of.enterprise_id, of.team_id)
        return delete(table).where(same, table.c.installed_at != of.to_dict()["installed_at"])

    def _of(self, table: Table, enterprise_id: str | None, team_id: str | None) -> ColumnElement[bool]:
        whose = table.c.team_id == team_id
        if team_id is None:
            whose = and_(whose, table.c.enterprise_id == enterprise_id)
        # A team may have joined an organization since: its id is its own everywhere.
        return and_(table.c.client_id == self.client_id, whose)


class _States(AsyncSQLAlchemyOAuthStateStore):
    """States that are good once, for a while, and do not pile up."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(STATE_SECONDS, engine)
        self.oauth_states = slack_oauth_states

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A fresh state; those whose time is over are forgotten."""
        over = self.oauth_states.c.expire_at <= now()
        async with self.engine.begin() as connection:
            await connection.execute(delete(self.oauth_states).where(over))
            return await super().async_issue(*args, **kwargs)

    async def async_consume(self, state: str) -> bool:
        """Whether a state was issued and not yet taken; taken now.

        The SDK's own looks before it takes, so that two at once may both be let in, and logs the state.
        """
        c = self.oauth_states.c
        taken = delete(self.oauth_states).where(c.state == state, c.expire_at > now()).returning(c.id)
        async with self.engine.begin() as connection:
            return (await connection.execute(taken)).first() is not None
