"""What databases complain about, said to the people who run the mentor."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.ports import StoreError

if TYPE_CHECKING:
    import psycopg

UPGRADE = "Run `career db upgrade`, then start again."

NO_ROOM = "the disk is full", "Make room, then try again."
LOCKED = "it is locked by another program", "Close whatever else has it open, then try again."
CLOSED = "it cannot be opened", "Check that its folder exists and that the mentor may write there."
REFUSED = "it does not let the mentor in", "Check the user and the password in its address."

SQLITE = {
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_FULL": NO_ROOM,
    # Also where a file may not grow any more (a quota, `ulimit -f`).
    "SQLITE_IOERR": ("the disk is full or broken", "Make room, then try again."),
    "SQLITE_READONLY": ("it is read-only", "Let the mentor write to its file and its folder."),
    "SQLITE_CANTOPEN": CLOSED,
    "SQLITE_PERM": CLOSED,
    "SQLITE_NOTADB": ("it is no database", "Name another file, or restore this one from a backup."),
    "SQLITE_CORRUPT": ("it is damaged", "Stop the mentor and restore it from a backup."),
}
"""What is wrong and what to do, by the beginning of SQLite's result code (sqlite.org/rescode.html)."""

POSTGRESQL = {
    "08": ("it does not answer", "Check that it runs and that its address is right, then try again."),
    "25006": ("it is read-only", "Give the address of the primary server."),
    "28": REFUSED,
    "3D": ("it does not exist on that server", "Create it, or correct its name in the address."),
    "40": ("two changes at once exclude each other", "Try again."),
    "42501": ("its user may not do that", "Grant them the rights to the tables."),
    "53100": NO_ROOM,
    "53300": ("it has no connection left", "Raise max_connections, or run fewer mentors."),
    "53": ("its server has run out of memory", "Try again, and look into the server's log."),
    "55P": ("it is busy with another change", "Try again."),
    "57014": ("this took too long and was stopped", "Try again."),
    "57P": ("it has ended the connection", "It is being stopped or restarted: try again in a moment."),
    "58": ("its server cannot read or write its files", "Look into the server's log."),
    "XX": ("it is damaged", "Look into the server's log, and restore it from a backup."),
}
"""The same by the beginning of the SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html)."""

NOT_CONNECTED = {
    r"authentication failed|no password supplied|no pg_hba\.conf entry|role \".*\" does not exist": "28000",
    r"database \".*\" does not exist": "3D000",
    r"permission denied": "42501",
    r"too many clients|connection slots": "53300",
}
"""The SQLSTATE of what a server says to a newcomer: libpq hands on the words without it."""

UNREACHABLE = ("08", "57P", "53300")
NO_TABLES = {"42P01", "42703", "3F000"}


class SchemaUnusable(StoreError):
    """The tables are missing, older, newer or another program's; the text says which and what to do."""


class StoreUnreachable(StoreError):
    """The database's server does not answer now, and may soon."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the store ends and *name* begins: a database by a name that shows no password."""

    name: str

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise what a driver raises as a `StoreError`, in words for people."""
        try:
            yield
        except sa.exc.TimeoutError as error:
            raise StoreError(f"{self.name} is busy: no connection came free. Try again.") from error
        except sa.exc.DBAPIError as error:
            raise self.said(error.orig) from error
        except _drivers() as error:
            raise self.said(error) from error

    def said(self, error: BaseException | None) -> StoreError:
        """The error that tells people of a driver's *error*."""
        import psycopg  # noqa: PLC0415  (as in `_drivers`)

        match error:
            case sqlite3.Error():
                return self._sqlite(error)
            case psycopg.Error():
                return self._postgresql(error)
            case _:
                return StoreError(f"{self.name} cannot be used: {error}.")

    def _sqlite(self, error: sqlite3.Error) -> StoreError:
        if re.match("no such (table|column)|table .* has no column", str(error)):
            return self._without_tables()
        why, remedy = why_sqlite(error)
        return StoreError(f"{self.name} cannot be used: {why}. {remedy}".rstrip())

    def _postgresql(self, error: "psycopg.Error") -> StoreError:
        state = _sqlstate(error)
        if state in NO_TABLES:
            return self._without_tables()
        for beginning, (why, remedy) in POSTGRESQL.items():
            if state.startswith(beginning):
                kind = StoreUnreachable if state.startswith(UNREACHABLE) else StoreError
                return kind(f"{self.name} cannot be used: {why}. {remedy}")
        # Not its words, which may quote a row.
        return StoreError(f"{self.name} refused a statement: {type(error).__name__} {state}.")

    def _without_tables(self) -> SchemaUnusable:
        return SchemaUnusable(f"{self.name} lacks tables or columns of this version. {UPGRADE}")


def why_sqlite(error: sqlite3.Error) -> tuple[str, str]:
    """What is wrong, to stand behind a colon, and a sentence on what to do if there is one."""
    code = getattr(error, "sqlite_errorname", None) or ""
    return next((said for start, said in SQLITE.items() if code.startswith(start)), (str(error), ""))


def _drivers() -> tuple[type[Exception], ...]:
    """What drivers raise; asked for only when something was raised."""
    import psycopg  # noqa: PLC0415  (a fifth of a second that who keeps a SQLite file need not wait for)

    return sqlite3.Error, psycopg.Error


def _sqlstate(error: "psycopg.Error") -> str:
    import psycopg  # noqa: PLC0415  (as in `_drivers`)

    if error.sqlstate or not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return error.sqlstate or ""
    return next((state for words, state in NOT_CONNECTED.items() if re.search(words, str(error))), "08000")
