"""The database's tables, brought to what this version of the program works with, and never back."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from adapters.storage.address import edge_of, is_filled, make_file, sqlite_file
from adapters.storage.direct import BUSY_SECONDS, open_engine, open_file
from adapters.storage.errors import UPGRADE, SchemaUnusable
from adapters.storage.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).with_name("migrations")

HEAD = "0004"
"""The last step. Named here too, since a start that finds it taken need not wait for Alembic to load."""

VERSION_TABLE = "career_version"
"""Where the last step taken is kept. Not Alembic's own name for it: on PostgreSQL, tables of another program
may stand beside ours."""

LOCK = 0x63_61_72_65_65_72
"""PostgreSQL's advisory lock for migrating: "career". Any number serves that nobody else takes."""


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic is to compare what has this name: other programs' tables are their business."""
    return kind != "table" or name in metadata.tables


OPTIONS: dict[str, Any] = {
    "version_table": VERSION_TABLE,
    "include_name": ours,
    "compare_type": True,
    "compare_server_default": True,
    "render_as_batch": True,
}


class State(Enum):
    """How a database stands to this version of the program."""

    MISSING = "missing"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"
    """Another program's file. On a server, others' tables may stand beside ours."""


def state(url: str) -> State:
    """How the database stands; nothing is made or changed, not even a file."""
    file = sqlite_file(url)
    if file and not is_filled(file):
        return State.MISSING
    with edge_of(url).translated(), open_engine(url) as engine, engine.connect() as connection:
        return _state(connection)


def upgrade(url: str) -> State:
    """Take all steps that the database lacks, in one transaction; how it stood before. SQLite's file is made.

    Of processes that do this at once, one takes them and the others wait for it.

    Raises:
        SchemaUnusable: a newer version of the program made it, or another program.
        StoreError: the database cannot be reached or changed; it is as it was.
    """
    with edge_of(url).translated():
        if file := sqlite_file(url):
            make_file(file)
            _refuse(url, state(url))
            _log_ahead(file)
        with _locked(url) as connection:
            before = _state(connection)
            _refuse(url, before)
            if before is not State.CURRENT:
                _take_steps(connection)
    return before


def check(url: str) -> None:
    """Make sure that the database is whole, with exactly the tables that this version works with.

    Raises:
        SchemaUnusable: it has not; the text says what to do, or which tables differ.
    """
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    found = state(url)
    if found is not State.CURRENT:
        raise _unusable(url, found)
    edge = edge_of(url)
    with edge.translated(), open_engine(url) as engine, engine.connect() as connection:
        if sqlite_file(url) and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise SchemaUnusable(f"{edge.name} is damaged. Restore it from a backup.")
        differences = compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), metadata)
    if differences:
        tables = ", ".join(sorted(set(map(_table_of, differences))))
        raise SchemaUnusable(
            f"{edge.name} was changed by something else than this program: {tables} is not as it should be. "
            "Restore it from a backup."
        )


def prepare(url: str) -> None:
    """Have a database to open: SQLite's is made and upgraded here, PostgreSQL's by whoever runs the server.

    Raises:
        SchemaUnusable: the text says how it stands, and the command that helps.
    """
    found = state(url)
    if found is State.CURRENT:
        return
    if sqlite_file(url) is None:
        raise _unusable(url, found)
    upgrade(url)


@contextmanager
def _locked(url: str) -> Iterator[sa.Connection]:
    with open_engine(url, begin="BEGIN EXCLUSIVE") as engine, engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS * 1000:.0f}ms'"))
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


def _log_ahead(file: Path) -> None:
    # Where several processes do this at once, SQLite does not wait for all of its timeout: of six that made a
    # database together, one in a dozen times one was told at once that it is locked.
    deadline = time.monotonic() + BUSY_SECONDS
    with open_file(file) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


def _refuse(url: str, found: State) -> None:
    if found in {State.NEWER, State.FOREIGN}:
        raise _unusable(url, found)


def _state(connection: sa.Connection) -> State:
    inspector = sa.inspect(connection)
    if not inspector.has_table(VERSION_TABLE):
        there = set(inspector.get_table_names())
        foreign = connection.dialect.name == "sqlite" and there and there.isdisjoint(metadata.tables)
        return State.FOREIGN if foreign else State.MISSING
    step = sa.table(VERSION_TABLE, sa.column("version_num"))
    match connection.scalars(sa.select(step.c.version_num)).all():
        case []:
            return State.MISSING
        case [revision] if revision == HEAD:
            return State.CURRENT
        case revisions:
            return State.BEHIND if _known().issuperset(revisions) else State.NEWER


def _known() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _take_steps(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _unusable(url: str, found: State) -> SchemaUnusable:
    what = {
        State.MISSING: f"has no tables of the mentor's yet. {UPGRADE}",
        State.BEHIND: f"was made by an earlier version. {UPGRADE}",
        State.NEWER: "was made by a newer version of this program, which knows more than this one. "
        "Start that version, or restore a backup from before it.",
        State.FOREIGN: "is another program's: it has tables, and none of the mentor's. Name another file.",
    }
    return SchemaUnusable(f"{edge_of(url).name} {what[found]}")


def _table_of(difference: Any) -> str:  # noqa: ANN401  (Alembic's tuples have a form for each kind of change)
    """The table that Alembic finds different: its own tuples name it in different places."""
    match difference:
        case [inner, *_] if not isinstance(inner, str):
            return _table_of(inner)
        case [kind, table, *_] if kind.endswith("_table"):
            return str(table.name)
        case [_, None, str(table), *_]:
            return table
        case [_, item, *_]:
            return str(item.table.name)
    return str(difference)
