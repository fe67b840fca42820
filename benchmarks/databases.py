"""Databases for the benchmarks of memory and nudges: filled alike, copied, and with the driver alone."""

import asyncio
import json
import random
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import aiosqlite
import psycopg
from sqlalchemy import event

from adapters.storage import migrate
from adapters.storage.sql import SqlStore, open_sql_store
from adapters.storage.tables import EPOCH, MICROSECOND
from adapters.storage.vault import Vault, new_secret, seal
from bot.weekly import week_name
from bot.zones import TZDATA_VERSION, zone_info
from knowledge.cards import Stage
from knowledge.library import Library
from tests.doubles import postgres

SERVER = {
    "fsync": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "autovacuum": "on",
    "wal_level": "replica",
}
"""Unlike in the tests, a commit waits for the disk, and the rest is as PostgreSQL ships it."""

WORKSPACES = 50
ZONES = (
    "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "Europe/London", "Europe/Berlin",
    "Europe/Kyiv", "Africa/Lagos", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney",
)  # fmt: skip
WEEK = timedelta(weeks=1)
REFLECTION = 'I tried "one step further" with the build times, and wrote down what came of it. ' * 7
"""Six hundred characters, some of them escaped in JSON."""

SCHEDULE = (
    "workspace member channel platform weekday minute zone standing unanswered sent_at last_week "
    "trouble tzdata"
)

Row = tuple[object, ...]
Values = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True)
class Statement:
    """What a driver was given once: parameters of one row, or those of several."""

    text: str
    values: Values | Sequence[Values]
    many: bool


Transaction = list[Statement]


class Databases(Protocol):
    """Where databases of one kind come from."""

    name: str

    def copied(self, url: str) -> str:
        """A database like the one at *url*, to which nobody is connected."""

    def fill(self, url: str, table: str, columns: str, rows: Iterable[Row]) -> None:
        """Put *rows* into a table."""

    def raw(self, url: str) -> AbstractAsyncContextManager["Raw"]:
        """The driver alone, set up as the store sets it up."""


class Raw(Protocol):
    """A driver without anything above it."""

    async def play(self, transaction: Transaction) -> None:
        """Run what was recorded, and fetch what it gives."""


@dataclass
class Sqlite:
    """Files in a folder."""

    folder: Path
    name: str = "SQLite"
    count: int = 0

    def made(self) -> str:
        """The URL of a new database with its tables."""
        url = self._next()
        migrate.prepare(url)
        return url

    def copied(self, url: str) -> str:
        """See `Databases`."""
        copy = self._next()
        with sqlite3.connect(_file(url)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(_file(url), _file(copy))
        return copy

    def fill(self, url: str, table: str, columns: str, rows: Iterable[Row]) -> None:
        """See `Databases`."""
        places = ", ".join("?" * len(columns.split()))
        with sqlite3.connect(_file(url)) as connection:
            statement = f"INSERT INTO {table} ({', '.join(columns.split())}) VALUES ({places})"
            connection.executemany(statement, rows)
        connection.close()

    @asynccontextmanager
    async def raw(self, url: str) -> AsyncIterator[Raw]:
        """See `Databases`."""
        async with aiosqlite.connect(_file(url), isolation_level=None) as connection:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                await connection.execute(f"PRAGMA {pragma}")
            yield RawSqlite(connection)

    def _next(self) -> str:
        self.count += 1
        return f"sqlite:///{self.folder}/{self.count}.db"


@dataclass
class Postgresql:
    """Databases of one server, on loopback."""

    server: postgres.Postgres
    name: str = "PostgreSQL"

    def made(self) -> str:
        """The URL of a new database with its tables."""
        url = self.server.create_database()
        migrate.upgrade(url)
        return url

    def copied(self, url: str) -> str:
        """See `Databases`."""
        return self.server.create_database(url.rpartition("/")[2])

    def fill(self, url: str, table: str, columns: str, rows: Iterable[Row]) -> None:
        """See `Databases`."""
        statement = f"COPY {table} ({', '.join(columns.split())}) FROM STDIN"
        with psycopg.connect(url) as connection, connection.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"VACUUM ANALYZE {table}")

    @asynccontextmanager
    async def raw(self, url: str) -> AsyncIterator[Raw]:
        """See `Databases`."""
        # Ten, as the store has them.
        connections = [await psycopg.AsyncConnection.connect(url, prepare_threshold=None) for _ in range(10)]
        try:
            yield RawPostgresql(connections)
        finally:
            for connection in connections:
                await connection.close()


@dataclass
class RawSqlite:
    """One aiosqlite connection, whose transactions come one after another."""

    connection: aiosqlite.Connection
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def play(self, transaction: Transaction) -> None:
        """See `Raw`."""
        async with self.turn:
            await self.connection.execute("BEGIN IMMEDIATE")
            for statement in transaction:
                if statement.many:
                    await self.connection.executemany(statement.text, statement.values)
                else:
                    await self.connection.execute_fetchall(statement.text, statement.values)
            await self.connection.commit()


@dataclass
class RawPostgresql:
    """A few psycopg connections; who finds none free waits for one."""

    connections: list[psycopg.AsyncConnection]
    free: asyncio.Queue[psycopg.AsyncConnection] = field(init=False)

    def __post_init__(self) -> None:
        """All are free."""
        self.free = asyncio.Queue()
        for connection in self.connections:
            self.free.put_nowait(connection)

    async def play(self, transaction: Transaction) -> None:
        """See `Raw`."""
        connection = await self.free.get()
        try:
            async with connection.cursor() as cursor:
                for statement in transaction:
                    if statement.many:
                        await cursor.executemany(statement.text, statement.values)
                        continue
                    await cursor.execute(statement.text, statement.values)
                    if cursor.description:
                        await cursor.fetchall()
            await connection.commit()
        finally:
            self.free.put_nowait(connection)


@contextmanager
def databases() -> Iterator[tuple[Sqlite, Postgresql]]:
    """Both kinds, gone in the end."""
    postgres.OPTIONS.update(SERVER)
    del postgres.OPTIONS["max_wal_senders"]
    with TemporaryDirectory(prefix="memory-") as folder, postgres.Postgres() as server:
        yield Sqlite(Path(folder)), Postgresql(server)


@asynccontextmanager
async def opened(url: str, vault: Vault) -> AsyncIterator[SqlStore]:
    """The store at *url*, closed in the end."""
    store = open_sql_store(url, vault)
    try:
        yield store
    finally:
        await store.close()


@contextmanager
def recorded(store: SqlStore) -> Iterator[list[Transaction]]:
    """The statements that *store* gives to its driver, by the transactions they were in."""
    transactions: list[Transaction] = []
    # Nothing else sees what a driver is given.
    engine = store.database._engines.writers.sync_engine  # noqa: SLF001

    def begun(_: object) -> None:
        transactions.append([])

    def executed(_: object, __: object, text: str, values: Any, ___: object, many: bool) -> None:  # noqa: ANN401, FBT001
        if not text.startswith(("BEGIN", "PRAGMA")):
            transactions[-1].append(Statement(text, values, many))

    event.listen(engine, "begin", begun)
    event.listen(engine, "before_cursor_execute", executed)
    yield transactions
    event.remove(engine, "before_cursor_execute", executed)
    event.remove(engine, "begin", begun)


# Members


@dataclass(frozen=True)
class Crowd:
    """Members who have been here for a month, and whose next nudge is due just before *now*."""

    members: int
    library: Library
    now: datetime
    vault: Vault = field(default_factory=lambda: Vault([new_secret()]))

    def fill(self, kind: Databases, url: str) -> None:
        """Put them all into a database."""
        keys, reflections = self._journals()
        for table, columns, rows in (
            ("members", "workspace member stage stage_asked zone used_at notice", self._members()),
            ("marks", "workspace member card seen_at saved_at reflected_at helpful", self._marks()),
            ("member_keys", "workspace member wrapped", keys),
            ("reflections", "workspace member id sealed written_at card", reflections),
            (
                "schedules",
                SCHEDULE,
                self._schedules(),
            ),
            (
                "nudges",
                "workspace member channel platform week due_at round state card attempts sent_at note",
                self._nudges(),
            ),
        ):
            kind.fill(url, table, columns, rows)

    def who(self, number: int) -> tuple[str, str]:
        """The workspace and the id of one of them."""
        return f"slack:T{number % WORKSPACES}", f"U{number}"

    @property
    def _refs(self) -> list[str]:
        return [card.ref for card in self.library.cards]

    def _members(self) -> Iterator[Row]:
        chance = random.Random(1)
        stages = [None, None, *(stage.value for stage in Stage)]
        for number in range(self.members):
            used_at = _moment(self.now - timedelta(days=chance.randint(1, 10)))
            yield (*self.who(number), chance.choice(stages), True, ZONES[number % len(ZONES)], used_at, "")

    def _marks(self) -> Iterator[Row]:
        """Up to nine cards each; of those, every fifth saved, some written about or judged."""
        chance = random.Random(2)
        refs = self._refs
        for number in range(self.members):
            for ref in chance.sample(refs, chance.randint(0, 9)):
                at = _moment(self.now - timedelta(days=chance.randint(1, 40)))
                saved, reflected = (at if chance.random() < share else None for share in (0.2, 0.15))
                yield *self.who(number), ref, at, saved, reflected, chance.choice((None, None, True, False))

    def _journals(self) -> tuple[list[Row], list[Row]]:
        """Keys, and what was written four weeks ago, of every seventh."""
        keys: list[Row] = []
        reflections: list[Row] = []
        at = _moment(self.now - timedelta(days=28))
        text = json.dumps({"text": REFLECTION, "prompt": "What did you try?"})
        for number in range(0, self.members, 7):
            who = self.who(number)
            key, wrapped = self.vault.new_key()
            keys.append((*who, wrapped))
            reflections.append((*who, "2026-1", seal(key, text, *who, "2026-1"), at, None))
        return keys, reflections

    def _schedules(self) -> Iterator[Row]:
        for number in range(self.members):
            local = self._local(number)
            yield (
                *(*self.who(number), "", "slack", local.weekday(), local.hour * 60 + local.minute),
                *(ZONES[number % len(ZONES)], "on", 1, _moment(self._due(number) - WEEK)),
                *(week_name(local.date() - WEEK), "", TZDATA_VERSION),
            )

    def _nudges(self) -> Iterator[Row]:
        """Four that were sent, a week apart, and the one that is due."""
        chance = random.Random(3)
        refs = self._refs
        for number in range(self.members):
            due, day = self._due(number), self._local(number).date()
            for ago, ref in zip(range(4, 0, -1), chance.sample(refs, 4), strict=True):
                at = _moment(due - ago * WEEK)
                sent = (week_name(day - ago * WEEK), at, 1, "sent", ref, 1, at, "")
                yield *self.who(number), "", "slack", *sent
            yield (
                *self.who(number),
                "",
                "slack",
                week_name(day),
                _moment(due),
                1,
                "pending",
                None,
                0,
                None,
                "",
            )

    def _due(self, number: int) -> datetime:
        """Half an hour ago, and up to twenty minutes later: as nudges of many at one time are spread."""
        return self._chosen() + timedelta(seconds=number * 7919 % 1200)

    def _local(self, number: int) -> datetime:
        return self._chosen().astimezone(zone_info(ZONES[number % len(ZONES)]))

    def _chosen(self) -> datetime:
        return (self.now - timedelta(minutes=30)).replace(second=0, microsecond=0)


def _moment(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
