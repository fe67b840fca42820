"""What only a store in a database has to get right: sealed journals, addresses, servers that come and go."""

import asyncio
import threading
import traceback
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from adapters.storage.direct import open_engine
from adapters.storage.errors import SchemaUnusable
from adapters.storage.installations import Register
from adapters.storage.keyring import KEEP_SECONDS, KEYS_MAX, Keyring
from adapters.storage.sql import open_sql_store
from adapters.storage.tables import metadata
from adapters.storage.vault import Sealed, Vault, new_secret
from bot.episodes import Contents, Deed, Event, Feed, Loaded, Origin, OwnCard
from bot.model import Gap, Member, Nudge, Progress, Reflection, Rules, Schedule
from bot.ports import StoreError
from bot.weekly import Weekly
from tests.adapters.storage.conftest import opened
from tests.doubles.postgres import Postgres

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
ANN, BEN = Member("slack:T1", "U1"), Member("slack:T1", "U2")

both = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
only_postgresql = pytest.mark.parametrize("kind", ["postgresql"])


class CountingVault(Vault):
    unwrapped = 0

    def unwrap(self, wrapped):
        self.unwrapped += 1
        return super().unwrap(wrapped)


async def run(store, statement):
    """Do something to the tables behind the store's back."""
    return await store.prepare(lambda connection: connection.execute(text(statement)))


async def write(store, member=ANN, id="r1", said="Rain."):
    async with store.transaction() as records:
        await records.write(Reflection(member, id, NOW, said, "How so?"))


async def journal(store, member=ANN):
    async with store.reading() as records:
        return await records.reflections(member)


# Sealed


@both
async def test_nothing_that_was_written_can_be_read_in_the_database(store):
    await write(store, said="Between us.")
    [[sealed]] = await store.prepare(lambda c: c.execute(text("SELECT sealed FROM reflections")).all())
    assert b"Between" not in bytes(sealed)
    assert b"How" not in bytes(sealed)


@both
async def test_a_reflection_that_was_moved_or_altered_comes_without_its_text(store):
    for id in ("altered", "moved", "whole"):
        await write(store, id=id)
    await write(store, BEN)
    await run(store, "UPDATE reflections SET id = 'elsewhere' WHERE id = 'moved'")
    await run(store, "UPDATE reflections SET sealed = substr(sealed, 1, 20) WHERE id = 'altered'")
    await run(
        store,
        "UPDATE reflections SET sealed = (SELECT r.sealed FROM reflections r WHERE r.id = 'whole') "
        "WHERE member = 'U2'",
    )
    assert {it.id: (it.text, it.prompt) for it in await journal(store)} == {
        "altered": (None, ""),
        "elsewhere": (None, ""),
        "whole": ("Rain.", "How so?"),
    }
    assert [it.text for it in await journal(store, BEN)] == [None]
    async with store.reading() as records:
        held = await records.holdings(ANN)
    assert [row["text"] for row in held.tables["reflections"]].count(None) == 2


@both
async def test_another_secret_key_reads_nothing_and_overwrites_nothing(store, url):
    await write(store)
    async with opened(url, Vault([new_secret()])) as stranger:
        assert [(it.text, it.written_at) for it in await journal(stranger)] == [(None, NOW)]
        with pytest.raises(StoreError, match="secret key that is not at hand"):
            await write(stranger, id="r2")
    assert [it.text for it in await journal(store)] == ["Rain."]


@both
async def test_what_another_process_erased_is_not_sealed_with_the_old_key(store, url, vault):
    await write(store)
    async with opened(url, vault) as other:
        async with other.transaction() as records:
            await records.erase(ANN)
        await write(other, said="Sun.")
        await write(store, id="r2", said="Wind.")
        for each in (store, other):
            assert {it.text for it in await journal(each)} == {"Sun.", "Wind."}


@both
async def test_an_erased_member_leaves_no_key(url):
    vault = CountingVault([new_secret()])
    async with opened(url, vault) as store:
        await write(store)
        [[wrapped]] = await store.prepare(lambda c: c.execute(text("SELECT wrapped FROM member_keys")).all())
        async with store.transaction() as records:
            await records.erase(ANN)
        await write(store)
        assert vault.unwrapped == 2
        rows = await store.prepare(lambda c: c.execute(text("SELECT wrapped FROM member_keys")).all())
    assert [bytes(row.wrapped) for row in rows] != [bytes(wrapped)]


@both
async def test_first_reflections_at_the_same_time_share_one_key(store, url, vault):
    async with opened(url, vault) as other:
        await asyncio.gather(*(write((store, other)[n % 2], id=f"r{n}") for n in range(12)))
    assert [it.text for it in await journal(store)] == ["Rain."] * 12


def of_workspace(connection, workspace):
    """How many rows of a workspace are in each table that has some of any."""
    owned = [it for it in metadata.tables.values() if "workspace" in it.c]
    counts = {it.name: select(func.count()).where(it.c.workspace == workspace) for it in owned}
    return {name: connection.scalar(count) for name, count in counts.items()}


@both
async def test_an_erased_workspace_leaves_no_row_in_any_table(store):
    register = Register(store, "12.34")
    for workspace in ("slack:T1", "slack:T2"):
        ann, monday = Member(workspace, "U1"), Weekly(0, time(9), "UTC")
        await write(store, ann)
        await register.remember_team(workspace, "E1")
        async with store.transaction() as records:
            await records.keep(Progress(ann), Progress(ann, notice="Hello.").with_seen("e/c", NOW))
            await records.keep_schedules([Schedule(ann, monday)])
            await records.plan([Nudge(ann, "2026-W49", NOW)])
            await records.keep_rules(Rules(workspace))
            await records.name_admin(ann, NOW)
            await records.note_gap(Gap(workspace, NOW.date(), "Why?"))
            await records.first_time(workspace, "Ev1", NOW)
            edition = Loaded(workspace, workspace, "e", 1, Origin.CURATED, "", "", "", 3, "U1", NOW)
            await records.add_edition(edition, Contents(b"", b""))
            await records.keep_own_card(OwnCard(workspace, "e/c", "Ask", "Just ask.", (), "U1", NOW))
            await records.hide(workspace, "e/d")
            await records.note_deed(Deed(workspace, NOW, "U1", "publish", "e"))
            feed = Feed(workspace, "u", "", trusted=True, by="U1", added_at=NOW, due_at=NOW)
            await records.keep_feed(replace(feed, seen=frozenset({"e"})))
            await records.count(Event.ANSWERED, ann, workspace, "2026-W49")
    before = await store.prepare(lambda connection: of_workspace(connection, "slack:T1"))
    assert set(before.values()) == {1}, f"nothing here fills all of {before}"

    async with store.transaction() as records:
        assert await records.erase_workspace("slack:T1") == len(before)

    assert set((await store.prepare(lambda it: of_workspace(it, "slack:T1"))).values()) == {0}
    assert await store.prepare(lambda connection: of_workspace(connection, "slack:T2")) == before


@both
async def test_an_erased_workspace_leaves_no_key_in_memory(url):
    vault = CountingVault([new_secret()])
    async with opened(url, vault) as store:
        await write(store)
        async with store.transaction() as records:
            await records.erase_workspace("slack:T1")
        await write(store)
        assert vault.unwrapped == 2


@both
async def test_the_database_itself_refuses_a_second_live_edition_of_a_name(store):
    editions = [
        Loaded(id, "slack:T1", id[0], int(id[1]), Origin.CURATED, "", "", "", 3, "U1", NOW)
        for id in ("a1", "a2", "b1")
    ]
    for edition in editions:
        async with store.transaction() as records:
            await records.add_edition(edition, Contents(b"", b""))
    for id in ("a1", "b1"):
        await run(store, f"UPDATE editions SET live = true WHERE id = '{id}'")
    with pytest.raises(StoreError):
        await run(store, "UPDATE editions SET live = true WHERE id = 'a2'")


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_key_is_held_for_a_while_and_no_longer():
    vault, clock = CountingVault([new_secret()]), Clock()
    keyring = Keyring(vault, clock)
    key, wrapped = vault.new_key()
    for clock.now, unwrapped in ((1, 1), (KEEP_SECONDS, 1), (KEEP_SECONDS + 1, 2)):
        assert (keyring.unwrap(wrapped), vault.unwrapped) == (key, unwrapped)
    keyring.forget(wrapped)
    keyring.unwrap(wrapped)
    assert vault.unwrapped == 3


def test_only_so_many_keys_are_held():
    vault = CountingVault([new_secret()])
    keyring = Keyring(vault, Clock())
    keys = [vault.new_key() for _ in range(KEYS_MAX + 1)]
    for _, wrapped in keys:
        keyring.unwrap(wrapped)
    assert len(keyring) == KEYS_MAX
    keyring.unwrap(keys[-1][1])
    assert vault.unwrapped == KEYS_MAX + 1
    keyring.unwrap(keys[0][1])
    assert vault.unwrapped == KEYS_MAX + 2


def test_what_no_key_opens_is_not_held():
    keyring = Keyring(Vault([new_secret()]))
    with pytest.raises(Sealed):
        keyring.unwrap(b"junk")
    assert len(keyring) == 0


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "",
        "career.db",
        "mysql://ann:secret-word@host/career",
        "postgresql://ann:secret-word@host:port/career",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_an_address_that_is_none_is_told_without_its_password(url, vault):
    with pytest.raises(StoreError, match="database's address") as told:
        open_sql_store(url, vault)
    assert "secret-word" not in str(told.value) + repr(told.value.__cause__)


def test_no_password_is_shown(vault):
    assert "secret-word" not in repr(open_sql_store("postgresql://ann:secret-word@host/career", vault))


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
async def test_addresses_of_files_can_be_written_in_two_ways(scheme, tmp_path, vault, file_with_tables):
    (tmp_path / "career.db").write_bytes(file_with_tables.read_bytes())
    async with opened(f"{scheme}:///{tmp_path / 'career.db'}", vault) as store:
        assert await journal(store) == ()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
@only_postgresql
async def test_addresses_of_servers_can_be_written_in_three_ways(scheme, url, vault):
    async with opened(url.replace("postgresql:", f"{scheme}:"), vault) as store:
        assert await journal(store) == ()


@both
async def test_a_closed_store_says_so(url, vault):
    async with opened(url, vault) as store:
        await journal(store)
    with pytest.raises(StoreError, match="closed"):
        await journal(store)


# Servers


BETWEEN_US = "Between us."


@both
async def test_a_database_without_tables_asks_for_an_upgrade_and_quotes_nobody(
    kind, tmp_path, request, vault
):
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    if kind == "postgresql":
        empty = request.getfixturevalue("postgres").create_database()
    async with opened(empty, vault) as store:
        with pytest.raises(SchemaUnusable, match="career db upgrade") as told:
            async with store.transaction() as records:
                await records.note_gap(Gap("slack:T1", NOW.date(), BETWEEN_US))
        assert BETWEEN_US not in "".join(traceback.format_exception(told.value))
        with pytest.raises(SchemaUnusable, match="career db upgrade"):
            await journal(store)


@both
def test_no_statement_of_a_maintenance_job_shows_its_values(url):
    with open_engine(url) as engine, engine.connect() as connection:
        with pytest.raises(DBAPIError) as told:
            connection.execute(text("SELECT :said FROM nowhere"), {"said": BETWEEN_US})
        assert BETWEEN_US not in str(told.value)


async def test_a_database_that_is_not_there_is_told_at_once(postgres, vault):
    async with opened(postgres.url("nowhere"), vault) as store, asyncio.timeout(3):
        with pytest.raises(StoreError, match="does not exist on that server"):
            await journal(store)


async def test_a_server_that_may_only_be_read_is_told(postgres, vault):
    url = postgres.create_database()
    async with opened(url + "?options=-c%20default_transaction_read_only%3Don", vault) as store:
        with pytest.raises(StoreError, match="read-only"):
            await store.prepare(lambda connection: connection.execute(text("CREATE TABLE t (x int)")))


@only_postgresql
async def test_more_tasks_than_connections_wait_for_their_turn(store):
    async def visit(number):
        member = Member("slack:T1", f"U{number}")
        async with store.transaction() as records:
            await records.keep(Progress(member), Progress(member, notice="Hello."))

    await asyncio.gather(*(visit(number) for number in range(60)))
    members = [Member("slack:T1", f"U{number}") for number in range(60)]
    async with store.reading() as records:
        assert all(it.notice for it in (await records.progresses(members)).values())


@only_postgresql
async def test_cancelled_at_any_moment_a_task_leaves_no_transaction_open(store, url):
    async def visit(again):
        async with store.transaction() as records:
            await records.keep(Progress(ANN), Progress(ANN, notice=again))
            await records.plan([Nudge(ANN, "2026-W49", NOW)])

    await visit("first")
    for step in range(40):
        task = asyncio.create_task(visit(str(step)))
        await asyncio.sleep(step * 0.0002)
        task.cancel()
        await asyncio.wait([task])
        async with asyncio.timeout(3):
            await visit("after")
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        states = connection.scalars(text(f"SELECT state {others}")).all()
        assert len(states) <= 10
        assert "idle in transaction" not in states
    engine.dispose()


async def test_a_server_that_starts_late_is_waited_for_and_one_that_comes_back_is_found(vault):
    with Postgres() as server:
        url = server.url()
        server.stop()
        start = threading.Timer(0.3, server.start)
        async with opened(url, vault) as store:
            start.start()
            assert await run(store, "SELECT 1")
            await asyncio.to_thread(start.join)
            await asyncio.to_thread(server.stop, "immediate")
            with pytest.raises(StoreError, match=r"ended the connection|does not answer"):
                await run(store, "SELECT 1")
            await asyncio.to_thread(server.start)
            assert await run(store, "SELECT 1")


async def test_a_server_that_is_nowhere_is_told(vault, monkeypatch):
    monkeypatch.setattr("adapters.storage.database.CONNECT_SECONDS", 0.3)
    async with opened("postgresql://ann:secret-word@127.0.0.1:1/career", vault) as store:
        with pytest.raises(StoreError, match=r"127\.0\.0\.1 cannot be used: it does not answer") as told:
            await journal(store)
    assert "secret-word" not in str(told.value) + str(told.value.__cause__)
