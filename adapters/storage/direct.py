"""A database without the store's pools and threads: for migrating, rotating keys and copying it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from adapters.storage.errors import Edge
from bot.ports import StoreError

BUSY_SECONDS = 60.0
"""How long a maintenance job waits for others who write: a migration may take a while."""

CONNECT_SECONDS = 10


def parse(url: str) -> sa.URL:
    """The parts of a database's address.

    Raises:
        StoreError: it is none, or of a database that the mentor has no tables for.
    """
    try:
        parts = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        # Not chained: the address, and with it a password, is in the text of the cause.
        raise StoreError("The database's address cannot be read. " + EXAMPLES) from None
    backend = parts.get_backend_name()
    if backend not in {"sqlite", "postgresql", "postgres"}:
        raise StoreError(f"The mentor keeps nothing in {backend}. " + EXAMPLES)
    if backend == "sqlite" and parts.database in {None, "", ":memory:"}:
        raise StoreError("The database's address names no file. " + EXAMPLES)
    return parts


EXAMPLES = "It looks like sqlite:///career.db or postgresql://user:password@host/database."


def sqlite_file(url: str) -> Path | None:
    """The file that a SQLite address names; None if it is PostgreSQL's."""
    parts = parse(url)
    return Path(parts.database or "") if parts.get_backend_name() == "sqlite" else None


def edge_of(url: str) -> Edge:
    """The database by the name that people get to read."""
    parts = parse(url)
    if file := sqlite_file(url):
        return edge_of_file(file)
    name = parts.database or parts.username or ""
    return Edge(f"The database {name} on {parts.host or 'this machine'}")


def edge_of_file(file: Path) -> Edge:
    """A SQLite database by the name that people get to read."""
    return Edge(f"The database {file}")


@contextmanager
def open_file(file: Path, *, wait: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
    """A connection to a SQLite file that exists, closed at the end; statements commit themselves."""
    connection = _connect(file, wait)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def open_engine(url: str, *, begin: str = "BEGIN") -> Iterator[sa.Engine]:
    """An engine that keeps no connection, gone at the end. SQLite's transactions start with *begin*."""
    file = sqlite_file(url)
    if file is None:
        engine = sa.create_engine(
            parse(url).set(drivername="postgresql+psycopg"),
            poolclass=NullPool,
            connect_args={"connect_timeout": CONNECT_SECONDS},
        )
    else:
        engine = sa.create_engine(
            "sqlite://", creator=lambda: _connect(file, BUSY_SECONDS), poolclass=NullPool
        )
        # Python's own transactions begin late and leave DDL out; SQLite's do neither.
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    try:
        yield engine
    finally:
        engine.dispose()


def _connect(file: Path, wait: float) -> sqlite3.Connection:
    # "rw" is without the "c" of making a file where there is none.
    address = f"{file.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None)
