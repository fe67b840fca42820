"""One SQLite file under pressure: many writers, other programs, no room, and ends without a goodbye."""

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.storage.sql import open_sql_store
from bot.model import Member, Nudge, Progress, Reflection
from bot.ports import StoreError
from tests.adapters.storage.conftest import opened

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
ANN = Member("slack:T1", "U1")


@pytest.fixture
def kind():
    return "sqlite"


@pytest.fixture
def file(url):
    return Path(url.removeprefix("sqlite:///"))


def pragma(line):
    """Runs a PRAGMA where things are written, and gives what it says."""
    return lambda connection: connection.exec_driver_sql(f"PRAGMA {line}").scalar()


async def count_up(store):
    async with store.transaction() as records:
        progress = await records.progress(ANN)
        await asyncio.sleep(0)
        await records.keep(progress, replace(progress, notice=str(int(progress.notice or "0") + 1)))


async def test_no_update_of_many_writers_is_lost(store):
    async def writer():
        for _ in range(2):
            await count_up(store)

    await asyncio.gather(*(writer() for _ in range(32)))
    async with store.reading() as records:
        assert (await records.progress(ANN)).notice == "64"


async def test_readers_do_not_wait_for_a_writer(store):
    async with store.transaction() as records:
        await records.keep(Progress(ANN), Progress(ANN, notice="Hello."))
        async with asyncio.timeout(3):
            for _ in range(20):
                async with store.reading() as others:
                    assert await others.progress(ANN) == Progress(ANN)


async def test_what_reads_cannot_write(store):
    with pytest.raises(StoreError, match="read-only"):
        async with store.reading() as records:
            await records.keep(Progress(ANN), Progress(ANN, notice="Hello."))


COUNT_UP = """
import asyncio, sys
from dataclasses import replace
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.model import Member, Progress

ANN = Member("slack:T1", "U1")

async def main():
    store = open_sql_store(sys.argv[1], Vault([new_secret()]))
    print("ready", flush=True)
    for _ in range(50):
        async with store.transaction() as records:
            progress = await records.progress(ANN)
            await records.keep(progress, replace(progress, notice=str(int(progress.notice or "0") + 1)))
    await store.close()

asyncio.run(main())
"""


async def test_two_processes_share_a_file(store, url):
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", COUNT_UP, url, stdout=asyncio.subprocess.PIPE
    )
    assert await other.stdout.readline() == b"ready\n"
    for _ in range(50):
        await count_up(store)
    assert await other.wait() == 0
    async with store.reading() as records:
        assert (await records.progress(ANN)).notice == "100"


def is_locked(file):
    """Whether another program that wants to write has to wait."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
        return False


# From Python 3.13 on, a connection that was given up in mid-statement is reported when it is collected.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <sqlite3.Connection:pytest.PytestUnraisableExceptionWarning"
)
async def test_a_task_cancelled_at_any_moment_leaves_everything_or_nothing_and_no_lock(store, file):
    async def write(ref):
        async with store.transaction() as records:
            progress = await records.progress(ANN)
            await records.keep(progress, progress.with_seen(ref, NOW))
            await records.write(Reflection(ANN, ref, NOW, "Rain."))

    for step in range(60):
        task = asyncio.create_task(write(f"cancelled/{step}"))
        await asyncio.sleep(step * 0.0001)
        task.cancel()
        if step % 2:
            # A second time, while it cleans up.
            await asyncio.sleep(0)
            task.cancel()
        await asyncio.wait([task])
        async with asyncio.timeout(3):
            while is_locked(file):
                # Only a clean-up that was cut short may still be under way.
                assert step % 2
                await asyncio.sleep(0.001)
            await write(f"whole/{step}")
    async with store.reading() as records:
        seen = (await records.progress(ANN)).seen
        assert seen == {it.id for it in await records.reflections(ANN)}
    assert sum(ref.startswith("whole/") for ref in seen) == 60


NO_GOODBYE = """
import asyncio, sys
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.model import Member, Progress

ANN = Member("slack:T1", "U1")
store = open_sql_store(sys.argv[1], Vault([new_secret()]))

async def main():
    async with store.transaction() as records:
        await records.keep(Progress(ANN), Progress(ANN, notice="Hello."))
    async with store.reading() as records:
        print((await records.progress(ANN)).notice, flush=True)

asyncio.run(main())
"""


def test_a_process_ends_at_once_that_does_not_close_its_store(url):
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", NO_GOODBYE, url], capture_output=True, text=True, timeout=30, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, "Hello.\n")
    assert time.monotonic() - began < 20


async def test_the_file_is_for_its_owner_only(tmp_path, vault):
    folder = tmp_path / "new"
    async with opened(f"sqlite:///{folder / 'career.db'}", vault) as store:
        await store.prepare(lambda connection: connection.exec_driver_sql("CREATE TABLE t (x)"))
        files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert files == {"career.db": 0o600, "career.db-wal": 0o600, "career.db-shm": 0o600}


async def test_every_transaction_is_on_the_disk_when_it_ends(store):
    names = ("journal_mode", "synchronous")
    found = [await store.prepare(pragma(name)) for name in names]
    assert found == ["wal", 2]


async def test_another_program_that_keeps_the_file_locked_is_named(store, file):
    await count_up(store)
    await store.prepare(pragma("busy_timeout = 50"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another program"):
        await count_up(store)
    other.execute("ROLLBACK")
    other.close()
    await count_up(store)


async def test_a_file_that_is_no_database_is_called_that(tmp_path, vault):
    (tmp_path / "notes.txt").write_text("Buy milk. " * 1000)
    async with opened(f"sqlite:///{tmp_path / 'notes.txt'}", vault) as store:
        with pytest.raises(StoreError, match=r"notes\.txt cannot be used: it is no database"):
            await count_up(store)
    assert (tmp_path / "notes.txt").read_text() == "Buy milk. " * 1000


async def test_a_damaged_file_is_called_that(file, url, vault):
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    async with opened(url, vault) as store:
        with pytest.raises(StoreError, match="is damaged"):
            await count_up(store)


def test_a_place_where_no_file_can_be_is_told(tmp_path, vault):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be used: "):
        open_sql_store(f"sqlite:///{tmp_path / 'file' / 'career.db'}", vault)


@pytest.fixture
def nobodys_folder():
    """A folder that this process may not write to, even where it is root's."""
    folder = Path(tempfile.mkdtemp())
    me = os.geteuid()
    yield folder
    os.seteuid(me)
    shutil.rmtree(folder)


async def test_a_read_only_file_is_read_and_not_written(nobodys_folder, file_with_tables, vault):
    copy = nobodys_folder / "career.db"
    shutil.copy(file_with_tables, copy)
    copy.chmod(0o444)
    nobodys_folder.chmod(0o777)
    if os.geteuid() == 0:
        os.seteuid(65534)
    async with opened(f"sqlite:///{copy}", vault) as store:
        async with store.reading() as records:
            assert await records.progress(ANN) == Progress(ANN)
        with pytest.raises(StoreError, match="is read-only"):
            await count_up(store)


async def test_with_no_room_left_nothing_is_lost_and_nothing_half_kept(store):
    pages = await store.prepare(pragma("page_count"))
    await store.prepare(pragma(f"max_page_count = {pages + 10}"))
    kept = []
    with pytest.raises(StoreError, match="the disk is full"):
        await fill(store, kept)
    async with store.reading() as records:
        assert {it.id for it in await records.reflections(ANN)} == set(kept)
        assert all(it.text == "Rain. " * 100 for it in await records.reflections(ANN))
        assert {it.week for it in await records.nudges(ANN, 9999)} == set(kept)


async def fill(store, kept):
    """Write reflections and nudges, one of each in a transaction, and note which were kept."""
    for number in range(1000):
        async with store.transaction() as records:
            await records.plan([Nudge(ANN, f"{number}", NOW + timedelta(days=7 * number))])
            await records.write(Reflection(ANN, f"{number}", NOW, "Rain. " * 100))
        kept.append(f"{number}")


FILL = """
import asyncio, resource, signal, sys
from datetime import UTC, datetime
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.model import Member, Reflection
from bot.ports import StoreError

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)

async def main():
    store = open_sql_store(sys.argv[1], Vault([sys.argv[2]]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    for number in range(1000):
        try:
            async with store.transaction() as records:
                await records.write(Reflection(Member("slack:T1", "U1"), str(number), NOW, "Rain. " * 100))
        except StoreError as error:
            print(error, file=sys.stderr)
            break
        print(number, flush=True)
    await store.close()

asyncio.run(main())
"""


async def test_what_was_acknowledged_before_a_file_could_not_grow_is_there(url):
    pytest.importorskip("resource", reason="this system has no limit for the size of a file")
    from adapters.storage.vault import Vault, new_secret

    secret = new_secret()
    command = [sys.executable, "-c", FILL, url, secret]
    ended = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, timeout=60, check=False
    )
    kept = ended.stdout.split()
    assert "disk is full" in ended.stderr
    assert kept
    async with opened(url, Vault([secret])) as store, store.reading() as records:
        found = await records.reflections(ANN)
    assert {it.id for it in found} == set(kept)
    assert all(it.text for it in found)
