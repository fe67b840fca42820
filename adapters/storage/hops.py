"""SQLite's driver under SQLAlchemy with one change of threads for a statement, where its own makes four.

A statement takes SQLite some 20 microseconds, and handing it to the driver's thread and back twice as long:
SQLAlchemy does that for making a cursor, executing, fetching and closing it.
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util.concurrency import await_, in_greenlet

# SQLAlchemy and aiosqlite offer no other way in than what they mark as their own.
# ruff: noqa: SLF001


def hop_once(engine: AsyncEngine) -> None:
    """Have the connections of *engine* execute statements in one hop each."""
    event.listen(engine.sync_engine, "do_connect", _connect)


def begin_with_next(connection: Connection) -> None:
    """Begin a transaction that may write, in the same hop as its first statement."""
    adapted: Any = connection.connection.dbapi_connection
    adapted.begins = True


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a cursor is asked for once its statement is done."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def close(self) -> None:
        """It is closed: nothing of it is left in SQLite."""


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ()

    _awaitable_cursor_close = False

    def _make_new_cursor(self, _: Any) -> Any:  # noqa: ANN401
        return _Outcome()

    def _aenter_cursor(self, cursor: Any) -> Any:  # noqa: ANN401
        return cursor

    async def _execute_async(self, operation: str, parameters: Any) -> None:  # noqa: ANN401
        await self._hop(_execute, operation, () if parameters is None else parameters)

    async def _executemany_async(self, operation: str, seq_of_parameters: Any) -> None:  # noqa: ANN401
        await self._hop(_execute_many, operation, seq_of_parameters)

    async def _hop(self, how: Any, operation: str, parameters: Any) -> None:  # noqa: ANN401
        adapted: Any = self._adapt_connection
        async with adapted._execute_mutex:
            driver = adapted._connection
            begins, adapted.begins = adapted.begins, False
            outcome, rows = await driver._execute(how, driver._conn, operation, parameters, begins)
            self._cursor, self._rows = outcome, deque(rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("begins",)

    _cursor_cls = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:  # noqa: ANN401
        super().__init__(dbapi, connection)
        self.begins = False

    def commit(self) -> None:
        self.begins = False
        super().commit()

    def rollback(self) -> None:
        self.begins = False
        super().rollback()

    def terminate(self) -> None:
        # Behind what the thread is at, and with its transaction. SQLAlchemy's own way closes first, and stops
        # the thread as well if whoever was cancelled is cancelled again; the one of the two that comes second
        # then waits for a thread that is gone, for ever.
        stopped = self._connection.stop()
        if in_greenlet():
            await_(stopped)


def _connect(
    dialect: Dialect, _: object, arguments: tuple[Any, ...], named: dict[str, Any]
) -> DBAPIConnection:
    made: Any = dialect.loaded_dbapi.connect(*arguments, **named)
    connection: Any = _Connection(made.dbapi, made._connection)
    return connection  # type: ignore[no-any-return]


# In the driver's thread


def _execute(
    connection: sqlite3.Connection,
    operation: str,
    parameters: Any,  # noqa: ANN401
    begins: bool,  # noqa: FBT001
) -> tuple[_Outcome, Sequence[Any]]:
    if begins:
        connection.execute("BEGIN IMMEDIATE")
    cursor = connection.execute(operation, parameters)
    rows = cursor.fetchall() if cursor.description else ()
    return _closed(cursor), rows


def _execute_many(
    connection: sqlite3.Connection,
    operation: str,
    parameters: Any,  # noqa: ANN401
    begins: bool,  # noqa: FBT001
) -> tuple[_Outcome, Sequence[Any]]:
    if begins:
        connection.execute("BEGIN IMMEDIATE")
    return _closed(connection.executemany(operation, parameters)), ()


def _closed(cursor: sqlite3.Cursor) -> _Outcome:
    outcome = _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid)
    cursor.close()
    return outcome
