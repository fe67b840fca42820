"""What databases complain about, said to the people who run the mentor."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa

from bot.ports import StoreError

UPGRADE = "Run `career db upgrade`, then start again."

SQLITE = {
    "SQLITE_BUSY": "is locked by another program. Close whatever else has it open, then try again.",
    "SQLITE_LOCKED": "is locked by another program. Close whatever else has it open, then try again.",
    "SQLITE_FULL": "cannot grow: the disk is full. Make room, then try again.",
    "SQLITE_IOERR": "cannot be read or written: the disk is full or broken. Make room, then try again.",
    "SQLITE_READONLY": "cannot be written: its file or folder is read-only. Let the mentor write there.",
    "SQLITE_CANTOPEN": "cannot be opened. Check that its folder exists and that the mentor may write there.",
    "SQLITE_PERM": "cannot be opened. Check that its folder exists and that the mentor may write there.",
    "SQLITE_NOTADB": "is not a database. Name another file, or restore this one from a backup.",
    "SQLITE_CORRUPT": "is damaged. Restore it from a backup.",
}
"""By the name of SQLite's result code (sqlite.org/rescode.html), whose extended ones begin with it."""

POSTGRESQL = {
    "08": "cannot be reached. Check that it runs and that its address is right, then try again.",
    "57P": "has ended the connection. It is being stopped or restarted; try again in a moment.",
    "28": "does not let the mentor in. Check the user and the password in CAREER_DATABASE_URL.",
    "3D": "does not exist on that server. Create it, or correct its name in CAREER_DATABASE_URL.",
    "53100": "cannot grow: its disk is full. Make room, then try again.",
    "53300": "has no connection left. Raise max_connections, or run fewer mentors.",
    "25006": "cannot be written: it is a read-only standby. Name the primary in CAREER_DATABASE_URL.",
    "42501": "does not let the mentor read or write there. Grant its user the rights to the tables.",
    "40": "had two changes at once that exclude each other. Try again.",
    "55P": "is busy with another change. Try again.",
    "57014": "took too long and was stopped. Try again.",
    "XX": "is damaged. Look into the server's log.",
}
"""By the beginning of the SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html)."""

UNREACHABLE = ("08", "57P", "53300")


class SchemaUnusable(StoreError):
    """The tables are missing, older or newer than this program; the text says which and what to do."""


class StoreUnreachable(StoreError):
    """The database's server does not answer, now."""


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
        except (sqlite3.Error, psycopg.Error, OSError) as error:
            raise self.said(error) from error

    def said(self, error: BaseException | None) -> StoreError:
        """The error that tells people of a driver's *error*."""
        match error:
            case sqlite3.Error():
                return self._sqlite(error)
            case psycopg.Error():
                return self._postgresql(error)
            case _:
                return StoreError(f"{self.name} cannot be used: {error}.")

    def _sqlite(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorname", "") or ""
        if code == "SQLITE_ERROR" and _of_schema(str(error)):
            return SchemaUnusable(f"{self.name} lacks tables or columns of this version. {UPGRADE}")
        for beginning, words in SQLITE.items():
            if code.startswith(beginning):
                return StoreError(f"{self.name} {words}")
        return StoreError(f"{self.name} refused a statement: {type(error).__name__}: {error}.")

    def _postgresql(self, error: psycopg.Error) -> StoreError:
        # psycopg knows no SQLSTATE of a connection that it did not get or has lost.
        lost = isinstance(error, psycopg.OperationalError) and not error.sqlstate
        state = "08000" if lost else error.sqlstate or ""
        # Only the connection's own error comes without: the password is in no part of it.
        if lost and "password authentication failed" in str(error):
            state = "28P01"
        if lost and "does not exist" in str(error):
            state = "28000" if "role" in str(error) else "3D000"
        if state in {"42P01", "42703", "3F000"}:
            return SchemaUnusable(f"{self.name} lacks tables or columns of this version. {UPGRADE}")
        for beginning, words in POSTGRESQL.items():
            if state.startswith(beginning):
                kind = StoreUnreachable if state.startswith(UNREACHABLE) else StoreError
                return kind(f"{self.name} {words}")
        return StoreError(f"{self.name} refused a statement: {type(error).__name__} {state}.")


def _of_schema(text: str) -> bool:
    return "no such table" in text or "no such column" in text or "has no column named" in text
