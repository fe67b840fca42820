"""Tasks that are cancelled in the middle of a transaction, at any moment of it."""

import asyncio
import contextlib
import sqlite3
from datetime import UTC, datetime

import pytest

from adapters.storage import migrate
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.model import Member, Progress, Reflection

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANA = Member("slack:T1", "U1")

MOMENTS = 80
STEP = 0.0002
"""Seconds between two moments at which a task is cancelled; a transaction takes a few milliseconds."""


@pytest.fixture
async def cancelled(tmp_path):
    """A file in which many tasks wrote a mark and a reflection each, and were cancelled at a moment of it."""
    file = tmp_path / "career.db"
    url = f"sqlite:///{file}"
    migrate.prepare(url)
    store = open_sql_store(url, Vault([new_secret()]))

    async def write(number):
        async with store.transaction() as records:
            progress = Progress(ANA)
            await records.keep(progress, progress.with_seen(f"episode/{number}", NOW))
            await records.write(Reflection(ANA, f"episode/{number}", NOW, "text"))
            await asyncio.sleep(STEP)

    locked = 0
    for number in range(MOMENTS):
        task = asyncio.create_task(write(number))
        await asyncio.sleep(number * STEP)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        locked += is_locked(file)
    yield store, locked
    await store.close()


def is_locked(file):
    """Whether another program that wants to write has to wait."""
    with contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
        return False


async def test_a_cancelled_task_leaves_no_transaction_open(cancelled):
    _, locked = cancelled
    assert locked == 0


async def test_a_cancelled_task_leaves_everything_or_nothing(cancelled):
    store, _ = cancelled
    async with store.reading() as records:
        seen = (await records.progress(ANA)).seen
        written = {reflection.id for reflection in await records.reflections(ANA)}
    assert seen == written
