"""A database's address: what it names, how that is called in front of people, and how its file is made."""

import os
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from adapters.storage.errors import Edge
from bot.ports import StoreError

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}

EXAMPLES = "It looks like sqlite:///career.db or postgresql://user:password@host/database."

CONNECT_SECONDS = 5
"""For one attempt to reach a server, and for trying again while one starts."""

OLDEST_SQLITE = (3, 35, 0)
"""The first that gives back the rows that an UPDATE changed (RETURNING), by which nudges are claimed."""


def parse(url: str) -> sa.URL:
    """The parts of a database's address, with the driver that the mentor uses.

    Raises:
        StoreError: it is none, or of a database that the mentor has no tables for.
    """
    try:
        parts = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        # Not chained: the address, and with it a password, is in the text of the cause.
        raise StoreError(f"The database's address cannot be read. {EXAMPLES}") from None
    backend = parts.get_backend_name()
    if backend not in DRIVERS:
        raise StoreError(
            f"The database's address is one of {backend}, where the mentor keeps nothing. {EXAMPLES}"
        )
    if backend == "sqlite" and parts.database in {None, "", ":memory:"}:
        raise StoreError(f"The database's address names no file. {EXAMPLES}")
    return parts.set(drivername=DRIVERS[backend])


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


def make_file(file: Path) -> None:
    """Make a SQLite file where none is, for its owner only; what SQLite puts beside it gets the same rights.

    Raises:
        StoreError: it cannot be made or opened, or this system's SQLite is too old for it.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(
            f"The mentor needs SQLite {needed} or newer, and Python has {sqlite3.sqlite_version} here. "
            "Install a newer Python or SQLite, or use PostgreSQL."
        )
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise StoreError(f"{edge_of_file(file).name} cannot be used: {error.strerror or error}.") from error


def is_filled(file: Path) -> bool:
    """Whether a SQLite file is there, with something in it."""
    try:
        return file.stat().st_size > 0
    except OSError:
        # Where it is not that there is none, opening it says why.
        return False
