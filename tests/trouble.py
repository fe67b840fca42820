"""What can go wrong with the mentor's database, and how somebody is told."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def error_id(seen: str) -> str:
    """The id that somebody is told of an error."""
    found = re.search(r"\(error ([0-9a-f]{6})\)", seen)
    assert found, seen
    return found[1]


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Write to the mentor's database without an end, so that it has to wait."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def without_table(database: Path, name: str) -> Iterator[None]:
    """Let the mentor's database fail, as one does that somebody is repairing."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute(f"ALTER TABLE {name} RENAME TO away")
        try:
            yield
        finally:
            other.execute(f"ALTER TABLE away RENAME TO {name}")
