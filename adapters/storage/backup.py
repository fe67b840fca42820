"""Copies of the SQLite database: taken while the mentor serves, and put back while it does not."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from adapters.storage.address import sqlite_file
from adapters.storage.direct import open_file
from adapters.storage.errors import why_sqlite
from adapters.storage.migrate import VERSION_TABLE, State, state
from adapters.storage.vault import Vault, flush_folder
from bot.ports import StoreError

Progress = Callable[[int, int], None]
"""Told how many bytes are written, of about how many."""


def silent(done: int, of: int) -> None:
    """Report no progress."""


STEPS = 100_000
"""Steps of SQLite's machine between two reports of progress: some hundredths of a second."""

BUSY_SECONDS = 5.0

OURS = frozenset({VERSION_TABLE, "member_keys"})
"""Tables that every version of the mentor's database has."""

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database that is in use or was left in the middle of something."""


class BackupError(StoreError):
    """A copy was not taken or not put back; the text says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: where the database that was there before is kept, and how its *keys* are.

    *keys* counts the members' keys in the copy, *sealed* those that the secret key at hand does not open.
    """

    aside: Path | None
    keys: int
    sealed: int

    @property
    def warning(self) -> str:
        """What to do about reflections that cannot be read; empty if they all can."""
        if not self.sealed:
            return ""
        return (
            f"The secret key at hand opens {self.keys - self.sealed} of {self.keys} members' keys: what the "
            "others wrote cannot be read. Put back the key file that was saved together with this copy, or "
            "add its key to CAREER_SECRET_KEY."
        )


def database_file(address: str) -> Path:
    """The file of the SQLite database at a database URL.

    Raises:
        StoreError: there is no such file, since it is no address or one of PostgreSQL, which has better ways.
    """
    if file := sqlite_file(address):
        return file
    raise BackupError(
        "PostgreSQL makes its own copies: `pg_dump --format=custom --file=career.dump` takes one while the "
        "mentor serves, `pg_restore --clean --if-exists` puts it back. Save CAREER_SECRET_KEY as well."
    )


def backup(database: Path, to: Path, progress: Progress = silent, *, overwrite: bool = False) -> None:
    """Copy *database* into the file *to*, whole and as of one moment, while others read and write it.

    The copy is readable for its owner only. It does not hold the secret key: without the key file, or the
    value of CAREER_SECRET_KEY, nobody can read the reflections in it.

    Raises:
        BackupError: *to* is there already and not to be overwritten, or the copy could not be made.
    """
    if not database.is_file():
        raise BackupError(f"There is no database {database}.")
    if to.exists() and (not overwrite or to.samefile(database)):
        raise BackupError(f"{to} is there already. Name another file, or say --overwrite.")
    with _beside(to) as copy:
        with _told(f"{database} cannot be copied to {to}"):
            _vacuum(database, copy, progress)
        _check(copy, f"The copy of {database}")
        with _told(f"{to} cannot be written"):
            _place(copy, to, overwrite=overwrite)


def restore(source: Path, database: Path, vault: Vault | None = None) -> Restored:
    """Put the copy *source* in the place of *database*, which is kept beside under a name with the time.

    *vault* has the secret keys at hand, if there are any: it is only asked what it opens. The mentor must not
    run; it brings the tables of an older copy up to date when it starts.

    Raises:
        BackupError: *source* is not a whole copy of a mentor's database that this version can use, or
            *database* is in use.
    """
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    if (wal := _named(source, "-wal")).exists() and wal.stat().st_size:
        raise BackupError(f"{source} is a database in use, and no copy: take one with `career db backup`.")
    with _beside(database) as copy:
        with _told(f"{source} cannot be copied to {database.parent}"):
            shutil.copyfile(source, copy)
        _check(copy, str(source))
        keys, sealed = _look_into(copy, source, vault)
        with _told(f"{database} cannot be replaced"), _alone(database):
            aside = _kept_aside(database)
            if aside:
                _give_to_owner_of(aside, copy)
            _place(copy, database, overwrite=aside is not None)
    return Restored(aside, keys, sealed)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty file in the folder of *target*, for its owner only; gone in the end, with all beside it."""
    try:
        descriptor, name = tempfile.mkstemp(".partial", f".{target.name}.", target.parent)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}.") from error
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for suffix in ("", *BESIDE):
            Path(name + suffix).unlink(missing_ok=True)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Raise what the system and SQLite complain about as one sentence that begins with *what*."""
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{what}: {why_sqlite(error)[0]}.") from error
    except OSError as error:
        raise BackupError(f"{what}: {error.strerror or error}.") from error


def _vacuum(database: Path, copy: Path, progress: Progress) -> None:
    # Not by SQLite's backup API in steps: it begins again whenever somebody writes, and never ends.
    with open_file(database, wait=BUSY_SECONDS) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()

        def report() -> int:
            progress(min(copy.stat().st_size, pages * size), pages * size)
            return 0

        connection.set_progress_handler(report, STEPS)
        connection.execute("VACUUM INTO ?", (str(copy),))
    progress(pages * size, pages * size)


@contextmanager
def _untouched(copy: Path) -> Iterator[sqlite3.Connection]:
    """Reads *copy*, which nobody else has: without a lock, and without files beside it."""
    address = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def _check(copy: Path, name: str) -> None:
    """Read all of *copy*."""
    with _told(f"{name} cannot be used"), _untouched(copy) as connection:
        # An empty file is a database without anything in it, to SQLite.
        faults = connection.execute("PRAGMA integrity_check").fetchall() if copy.stat().st_size else ["empty"]
    if faults != [("ok",)]:
        raise BackupError(f"{name} cannot be used: it is damaged.")


def _look_into(copy: Path, source: Path, vault: Vault | None) -> tuple[int, int]:
    with _told(f"{source} cannot be used"), _untouched(copy) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables >= OURS:
            raise BackupError(f"{source} is not a database of the mentor.")
        wrapped = [key for (key,) in connection.execute("SELECT wrapped FROM member_keys")]
    if state(sa.URL.create("sqlite", database=str(copy)).render_as_string()) is State.NEWER:
        raise BackupError(
            f"{source} was made by a newer version of the mentor. Install that one, then put it back."
        )
    return len(wrapped), sum(not (vault and vault.opens(key)) for key in wrapped)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Keep everybody else out of *database*, with all that was written to it in its one file."""
    if not database.exists():
        yield
        return
    with open_file(database, wait=BUSY_SECONDS) as connection:
        try:
            # A lock alone proves nothing: with a write-ahead log, it is granted beside others who only wait.
            # To leave that mode SQLite must be alone, and it moves the log into the file on the way.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            code = error.sqlite_errorname or ""
            if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise BackupError(f"{database} is in use. Stop the mentor, then try again.") from error
            # A damaged database is what copies are put back for; it is kept with all that stands beside it.
            if not code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
                raise
        yield


def _kept_aside(database: Path) -> Path | None:
    """The second name that *database* got, if it is there; its own is never without a file."""
    aside = _named(database, f".before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    for suffix in BESIDE:
        with suppress(FileNotFoundError):
            _named(database, suffix).rename(_named(aside, suffix))
    try:
        os.link(database, aside)
    except FileNotFoundError:
        return None
    return aside


def _named(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _give_to_owner_of(other: Path, copy: Path) -> None:
    # Whoever restores as root would lock out the mentor, which runs as somebody else.
    if os.name == "posix" and os.geteuid() == 0:
        whose = other.stat()
        os.chown(copy, whose.st_uid, whose.st_gid)


def _place(copy: Path, target: Path, *, overwrite: bool) -> None:
    """Give *copy* the name *target* at once, and for good."""
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    if overwrite:
        copy.replace(target)
    else:
        os.link(copy, target)
    flush_folder(target.parent)
