"""A database without the store's pools and threads: for migrating, rotating keys and copying it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from adapters.storage.address import CONNECT_SECONDS, parse, sqlite_file

BUSY_SECONDS = 60.0
"""How long a maintenance job waits for others who write: a migration may take a while."""


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
            parse(url),
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"connect_timeout": CONNECT_SECONDS},
        )
    else:
        engine = sa.create_engine(
            "sqlite://",
            creator=lambda: _connect(file, BUSY_SECONDS),
            poolclass=NullPool,
            hide_parameters=True,
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
