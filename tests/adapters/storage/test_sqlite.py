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
from random import Random

import pytest

from adapters.storage.backup import backup, restore, silent
from adapters.storage.migrate import check
from adapters.storage.sql import open_sql_store
from bot.episodes import Contents, Loaded, Origin
from bot.model import Member, Nudge, Progress, Reflection
from bot.ports import StoreError
from tests.adapters.storage.conftest import opened

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
ANN = Member("slack:T1", "U1")
EDITION = Loaded("a/1", "slack:T1", "a", 1, Origin.TRANSCRIPT, "", "", "", 3, "U1", NOW)


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


ENDINGS = """
import asyncio, sys
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.model import Member, Progress

ANN = Member("slack:T1", "U1")

async def write(store):
    async with store.transaction() as records:
        before = await records.progress(ANN)
        await records.keep(before, Progress(ANN, notice="Hello."))

async def main(step):
    writing = asyncio.create_task(write(open_sql_store(sys.argv[1], Vault([new_secret()]))))
    await asyncio.sleep(step * 0.0001)
    writing.cancel()
    for _ in range(step % 8):
        await asyncio.sleep(0)
    # At its end, run() cancels all that is under way once more, and waits for it.

for step in range(96):
    asyncio.run(main(step))
print("over")
"""


def test_a_program_ends_though_it_was_told_to_in_the_middle_of_writing(url):
    ended = subprocess.run(
        [sys.executable, "-c", ENDINGS, url], capture_output=True, text=True, timeout=30, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, "over\n")


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


PUBLISH_AND_DIE = """
import asyncio, os, random, signal, sys, time
from datetime import UTC, datetime
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.episodes import Contents, Loaded, Origin

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
url, kills, chance = sys.argv[1], int(sys.argv[2]), random.Random(6)

def contents(id):
    bytes = random.Random(id)
    return Contents(bytes.randbytes(20_000), bytes.randbytes(20_000))

async def load_and_publish(store, name, tell):
    async with store.transaction() as records:
        number = len(await records.editions(["slack:T1"], name)) + 1
        id = f"{name}/{number}"
        it = Loaded(id, "slack:T1", name, number, Origin.TRANSCRIPT, "", "", "", 3, "U1", NOW)
        await records.add_edition(it, contents(id))
    async with store.transaction() as records:
        await records.go_live(it, NOW)
    os.write(tell, f"{id}\\n".encode())

async def until_killed(tell):
    store = open_sql_store(url, Vault([new_secret()]))
    while True:
        for name in "abc":
            await load_and_publish(store, name, tell)

for _ in range(kills):
    hear, tell = os.pipe()
    child = os.fork()
    if not child:
        asyncio.run(until_killed(tell))
    os.close(tell)
    with open(hear) as told:
        print(told.readline(), end="")
        time.sleep(chance.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        print(told.read(), end="")
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system starts each process from nothing")
async def test_who_is_killed_while_they_publish_leaves_a_whole_edition_of_each_name(store, url):
    kills = 25
    command = [sys.executable, "-c", PUBLISH_AND_DIE, url, str(kills)]
    ended = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    published = ended.stdout.split()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(published) >= kills

    check(url)
    async with store.reading() as records:
        editions = await records.editions(["slack:T1"])
        live = await records.live_editions("slack:T1")
        contents = await records.contents([it.id for it in editions])
        revisions = await records.revisions()

    assert len(live) == len({it.name for it in live}) == 3
    for it in editions:
        chance = Random(it.id)
        assert contents.pop(it.id) == Contents(chance.randbytes(20_000), chance.randbytes(20_000))
    assert set(published) <= {it.id for it in editions}
    # One may be published and not yet told, each time.
    assert len(published) <= revisions["slack:T1"] <= len(published) + kills
    last = {it.name: max(int(id[2:]) for id in published if id[0] == it.name) for it in live}
    assert all(last[it.name] <= it.number <= last[it.name] + kills for it in live)


async def test_whoever_lists_editions_reads_nothing_of_what_is_in_them(store, file):
    async with store.transaction() as records:
        await records.add_edition(EDITION, Contents(b"original", b"packed"))
        await records.go_live(EDITION, NOW)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE contents")
    async with store.reading() as records:
        assert len(await records.editions(["slack:T1"])) == len(await records.live_editions("slack:T1")) == 1
        assert (await records.edition("slack:T1", "a/1")).live
        assert len((await records.holdings(ANN)).tables["editions"]) == 1


async def test_a_file_is_kept_compressed(store, file):
    async with store.transaction() as records:
        await records.add_edition(EDITION, Contents(b"Mel: Hello. " * 50_000, b""))
    assert sum(it.stat().st_size for it in file.parent.iterdir()) < 500_000


async def test_a_copy_that_is_put_back_has_every_edition_whole(store, file, tmp_path, vault):
    whole = Contents(os.urandom(50_000), os.urandom(50_000))
    async with store.transaction() as records:
        await records.add_edition(EDITION, whole)
        await records.go_live(EDITION, NOW)
    backup(file, tmp_path / "monday.db", silent)
    restore(tmp_path / "monday.db", tmp_path / "again.db")
    check(f"sqlite:///{tmp_path / 'again.db'}")
    async with opened(f"sqlite:///{tmp_path / 'again.db'}", vault) as again, again.reading() as records:
        assert [it.id for it in await records.live_editions("slack:T1")] == ["a/1"]
        assert await records.contents(["a/1"]) == {"a/1": whole}
        assert await records.revisions() == {"slack:T1": 1}
