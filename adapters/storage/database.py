"""One database, SQLite or PostgreSQL: connections to read and to write with, and its errors in plain words.

What the two do differently is all in this module.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from adapters.storage.address import CONNECT_SECONDS, edge_of, make_file, parse, sqlite_file
from adapters.storage.errors import Edge, StoreUnreachable
from adapters.storage.hops import begin_with_next, hop_once
from bot.ports import StoreError

BUSY_SECONDS = 5
"""How long to wait while another program writes to the same SQLite file."""

READERS = 4
"""Connections that read a SQLite file. More only wait for each other: Python runs one at a time."""

CONNECTIONS, CONNECTIONS_MAX = 5, 10
"""To PostgreSQL from one process; a server takes 100 in all (max_connections)."""

FIRST_PAUSE = 0.1

STATEMENTS_MAX = 500
"""Rows asked for in one statement: far below the 32766 values that SQLite takes."""

# At DEBUG, it writes out the values of each statement: what people asked, among them.
logging.getLogger("aiosqlite").addFilter(lambda record: record.levelno > logging.DEBUG)

Inserting = Callable[[Table], sqlite.Insert | postgresql.Insert]
"""A dialect's INSERT that says what happens to a row which is there already."""


class json_items(GenericFunction[str]):  # noqa: N801  (named like what it becomes in SQL)
    """The items of a JSON array, one a row, in a column "value"."""

    inherit_cache = True


@compiles(json_items, "sqlite")
def _json_each(items: json_items, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    return f"json_each({compiler.process(items.clauses, **how)})"


@compiles(json_items, "postgresql")
def _json_array_elements(items: json_items, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    return f"json_array_elements(CAST({compiler.process(items.clauses, **how)} AS json))"


class json_item(GenericFunction[str]):  # noqa: N801  (named like what it becomes in SQL)
    """The text in a place of a JSON array, counted from 0."""

    inherit_cache = True


@compiles(json_item, "sqlite")
def _json_extract(item: json_item, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    array, place = (compiler.process(it, **how) for it in item.clauses)
    return f"json_extract({array}, '$[{place}]')"  # SQLite has ->> only since 3.38


@compiles(json_item, "postgresql")
def _json_arrow(item: json_item, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    array, place = (compiler.process(it, **how) for it in item.clauses)
    return f"({array} ->> {place})"


class Database:
    """Connections to the database at *url*; none is made before it is needed."""

    def __init__(self, url: str) -> None:
        file = sqlite_file(url)
        self._closed = False
        self._edge = edge_of(url)
        self.insert: Inserting = sqlite.insert if file else postgresql.insert
        self._engines = _sqlite(file) if file else _postgresql(parse(url), self._edge)

    def __repr__(self) -> str:
        """Without the password."""
        return f"Database({self._edge.name!r})"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which every statement is its own, and sees all that was kept before it."""
        with self._told():
            await self._engines.connected()
            async with self._engines.readers.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction, which ends with the block."""
        with self._told():
            async with self._engines.turn():
                await self._engines.connected()
                async with self._engines.writers.begin() as connection:
                    yield connection

    async def close(self) -> None:
        """End all connections that are not in use, and refuse new ones."""
        self._closed = True
        await self._engines.writers.dispose()
        await self._engines.readers.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        if self._closed:
            raise StoreError("The store has been closed.")
        with self._edge.translated():
            yield


@dataclass(frozen=True)
class _Engines:
    """Where connections come from: *turn* is waited for to write, *connected* before anything."""

    readers: AsyncEngine
    writers: AsyncEngine
    turn: Callable[[], AbstractAsyncContextManager[object]]
    connected: Callable[[], Any]


def _sqlite(file: Path) -> _Engines:
    make_file(file)
    url = URL.create("sqlite+aiosqlite", database=str(file))
    common: dict[str, Any] = {
        "max_overflow": 0,
        "connect_args": {"timeout": BUSY_SECONDS},
        # Statements are quoted in errors, and their values are what people wrote.
        "hide_parameters": True,
        # A transaction has ended when its connection comes back, or the connection has.
        "pool_reset_on_return": None,
    }
    writers = create_async_engine(url, pool_size=1, **common)
    readers = create_async_engine(url, pool_size=READERS, isolation_level="AUTOCOMMIT", **common)
    hop_once(writers)
    hop_once(readers)

    def connect_writer(connection: DBAPIConnection, _: object) -> None:
        # Python's own transactions begin at the first write: two that read before it lose one's update.
        connection.isolation_level = None
        _run(connection, "journal_mode = WAL", "synchronous = FULL")
        # Deleted is overwritten, not only forgotten: not every build of SQLite does that by itself.
        _run(connection, "secure_delete = ON")

    def connect_reader(connection: DBAPIConnection, _: object) -> None:
        _run(connection, "query_only = ON")

    def begin(connection: Connection) -> None:
        begin_with_next(connection)

    event.listen(writers.sync_engine, "connect", connect_writer)
    event.listen(writers.sync_engine, "begin", begin)
    event.listen(readers.sync_engine, "connect", connect_reader)
    one = asyncio.Lock()

    async def connected() -> None:
        """A file is there or not."""

    # One writer: SQLite's own waiting is unfair, and lets some wait for a second among eight.
    return _Engines(readers, writers, lambda: one, connected)


def _run(connection: DBAPIConnection, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgresql(url: URL, edge: Edge) -> _Engines:
    from adapters.storage.binary import BinaryCursor  # noqa: PLC0415  (its first lines say why)

    writers = create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS_MAX - CONNECTIONS,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        # Statements prepared on one connection are not there on the next behind a pooler like PgBouncer.
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "prepare_threshold": None,
            "cursor_factory": BinaryCursor,
        },
    )
    return _Engines(
        writers.execution_options(isolation_level="AUTOCOMMIT"),
        writers,
        nullcontext,
        _FirstConnection(writers, edge).connected,
    )


class _FirstConnection:
    """Patience with a server that starts at the same time as we do."""

    def __init__(self, engine: AsyncEngine, edge: Edge) -> None:
        self._engine = engine
        self._edge = edge
        self._made = False

    async def connected(self) -> None:
        pause, loop = FIRST_PAUSE, asyncio.get_running_loop()
        until = loop.time() + CONNECT_SECONDS
        while not self._made:
            try:
                async with self._engine.connect():
                    self._made = True
            except DBAPIError as error:
                away = isinstance(self._edge.said(error.orig), StoreUnreachable)
                if not away or loop.time() + pause > until:
                    raise
                await asyncio.sleep(pause)
                pause *= 2
