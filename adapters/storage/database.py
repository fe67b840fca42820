"""One database, SQLite or PostgreSQL: connections to read and to write with, and its errors in plain words.

What the two do differently is all in this module.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from bot.ports import StoreError

BUSY_SECONDS = 5
"""How long to wait while another program writes to the same SQLite file."""

READERS = 4
"""Connections that read an SQLite file. More only wait for each other: Python runs one at a time."""

CONNECTIONS, CONNECTIONS_MAX = 5, 10
"""To PostgreSQL from one process; a server takes 100 in all (max_connections)."""

CONNECT_SECONDS = 5
"""For one attempt to connect, and for trying again while a server starts or restarts."""

FIRST_PAUSE = 0.1

STATEMENTS_MAX = 500
"""Rows asked for in one statement: far below the 32766 values that SQLite takes."""

SCHEMES = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}

UPGRADE = "Its tables are missing or of another version: run `career db upgrade`."


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


class Database:
    """Connections to the database at *url*; none is made before it is needed."""

    def __init__(self, url: str) -> None:
        self._url = _read_url(url)
        self._closed = False
        file = Path(self._url.database or "") if self._url.drivername.startswith("sqlite") else None
        self.insert: Inserting = sqlite.insert if file else postgresql.insert
        self._engines = _sqlite(self._url, file) if file else _postgresql(self._url)
        self._words = _Words(f"The file {file}" if file else f"The database at {self._url.host}")

    def __repr__(self) -> str:
        """Without the password."""
        return f"Database({self._url.render_as_string()!r})"

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
        try:
            yield
        except DBAPIError as error:
            raise StoreError(self._words.of(error.orig)) from error
        except NoConnection as error:
            raise StoreError("The database is too busy: no connection became free. Try again.") from error


def _read_url(url: str) -> URL:
    try:
        read = make_url(url)
        read = read.set(drivername=SCHEMES[read.drivername])
    except (ArgumentError, KeyError, ValueError):
        # Nothing of the URL in the message, nor of the causes: it may hold a password.
        raise StoreError(
            "The address of the database is none of sqlite:///file and postgresql://user@host/database."
        ) from None
    if read.drivername.startswith("sqlite") and read.database in {None, "", ":memory:"}:
        raise StoreError("The address of the database names no file: sqlite:///file.")
    return read


@dataclass(frozen=True)
class _Engines:
    """Where connections come from: *turn* is waited for to write, *connected* before anything."""

    readers: AsyncEngine
    writers: AsyncEngine
    turn: Callable[[], AbstractAsyncContextManager[object]]
    connected: Callable[[], Any]


def _sqlite(url: URL, file: Path) -> _Engines:
    _touch(file)
    common: dict[str, Any] = {
        "max_overflow": 0,
        "connect_args": {"timeout": BUSY_SECONDS},
        # Statements are quoted in errors, and their values are what people wrote.
        "hide_parameters": True,
    }
    writers = create_async_engine(url, pool_size=1, **common)
    readers = create_async_engine(
        url, pool_size=READERS, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, **common
    )

    def connect_writer(connection: DBAPIConnection, _: object) -> None:
        # Python's own transactions begin at the first write: two that read before it lose one's update.
        connection.isolation_level = None
        _run(connection, "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")

    def connect_reader(connection: DBAPIConnection, _: object) -> None:
        _run(connection, "query_only = ON")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def give_up(connection: Any, _: object, __: object) -> None:  # noqa: ANN401  (the driver's)
        # A task was cancelled in the middle of a statement. Closing alone would not end its transaction:
        # SQLite keeps a connection, and its lock, until the last cursor is gone (sqlite3_close_v2).
        connection.rollback()

    event.listen(writers.sync_engine, "connect", connect_writer)
    event.listen(writers.sync_engine, "begin", begin)
    event.listen(writers.sync_engine, "invalidate", give_up)
    event.listen(readers.sync_engine, "connect", connect_reader)
    one = asyncio.Lock()

    async def connected() -> None:
        """A file is there or not."""

    # One writer: SQLite's own waiting is unfair, and lets some wait for a second among eight.
    return _Engines(readers, writers, lambda: one, connected)


def _touch(file: Path) -> None:
    """Make the file, for its owner only; what SQLite puts beside it gets the same rights."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise StoreError(f"The file {file} cannot be opened: {error.strerror or error}.") from error


def _run(connection: DBAPIConnection, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgresql(url: URL) -> _Engines:
    writers = create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS_MAX - CONNECTIONS,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        # Statements prepared on one connection are not there on the next behind a pooler like PgBouncer.
        connect_args={"connect_timeout": CONNECT_SECONDS, "prepare_threshold": None},
    )
    return _Engines(
        writers.execution_options(isolation_level="AUTOCOMMIT"),
        writers,
        nullcontext,
        _FirstConnection(writers).connected,
    )


class _FirstConnection:
    """Patience with a server that starts at the same time as we do."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._made = False

    async def connected(self) -> None:
        pause, loop = FIRST_PAUSE, asyncio.get_running_loop()
        until = loop.time() + CONNECT_SECONDS
        while not self._made:
            try:
                async with self._engine.connect():
                    self._made = True
            except DBAPIError as error:
                if not _is_away(error.orig) or loop.time() + pause > until:
                    raise
                await asyncio.sleep(pause)
                pause *= 2


def _is_away(error: BaseException | None) -> bool:
    """Whether a server is not there now and may be soon."""
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) or _is_denied(error):
        return False
    return error.sqlstate is None or error.sqlstate[:2] == "08" or error.sqlstate[:4] == "57P0"


class _Words:
    """What went wrong, for people, about *what*: a file or a server."""

    def __init__(self, what: str) -> None:
        self._what = what

    def of(self, error: BaseException | None) -> str:
        said = self._sqlite(error) if isinstance(error, sqlite3.Error) else self._postgresql(error)
        return f"{self._what} {said}" if said else f"{self._what} failed ({type(error).__name__})."

    def _sqlite(self, error: sqlite3.Error) -> str | None:
        # The low byte is the kind; the rest says more than people need.
        kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if kind == sqlite3.SQLITE_ERROR and str(error).startswith(("no such", "table ")):
            return f"cannot be used. {UPGRADE}"
        return _SQLITE.get(kind)

    def _postgresql(self, error: BaseException | None) -> str | None:
        if _is_away(error):
            return "cannot be reached, or broke off the connection. Check that it runs, then try again."
        if not isinstance(error, psycopg.Error):
            return None
        state = error.sqlstate or ("28" if _is_denied(error) else "")
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])


def _is_denied(error: psycopg.Error) -> bool:
    # libpq gives no code for what a server says to a newcomer.
    return any(said in str(error) for said in ("authentication failed", "does not exist", "no password"))


_LOCKED = "is locked by another program that writes to it. Close that program, or try again."
_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full. Nothing was changed. Make room, then try again.",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk is full or broken. Nothing was changed.",
    sqlite3.SQLITE_READONLY: "is read-only. Nothing was changed. Let this user write to it and its folder.",
    sqlite3.SQLITE_PERM: "may not be used by this user.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check that its folder is there and may be written to.",
    sqlite3.SQLITE_CORRUPT: "is damaged. Stop the mentor and restore the file from a backup.",
    sqlite3.SQLITE_NOTADB: "is no database, or is damaged. Check the address, or restore it from a backup.",
}

_POSTGRESQL = {
    "28": "refuses the user, the password or the database's name. Check its address.",
    "3D": "is not there: the server has no database of that name.",
    "42P01": f"cannot be used. {UPGRADE}",
    "42703": f"cannot be used. {UPGRADE}",
    "3F": f"cannot be used. {UPGRADE}",
    "42501": "does not allow this user to do that. Grant it the rights to its tables.",
    "25": "is read-only. Nothing was changed. Check that the address is the primary server's.",
    "40": "could not fit two changes together. Nothing was changed; try again.",
    "53100": "cannot grow: the disk is full. Nothing was changed. Make room, then try again.",
    "53300": "takes no more connections. Nothing was changed; try again.",
    "53": "has run out of memory or room. Nothing was changed.",
    "55": "is locked by another program. Nothing was changed; try again.",
    "57": "stopped this. Nothing was changed; try again.",
    "58": "cannot read or write its files. Nothing was changed. Look at the server's log.",
    "XX": "is damaged. Look at the server's log, and restore it from a backup.",
}
"""By a code of PostgreSQL's, or its class, the first two characters (PostgreSQL manual, appendix A)."""
