"""A new secret key: every member's key and every token is locked anew, once, and nothing else changes."""

import pytest
import sqlalchemy as sa

from adapters.storage.address import sqlite_file
from adapters.storage.direct import open_engine
from adapters.storage.rotation import BATCH, Rotation, count_lost, holds_keys, rotate
from adapters.storage.tables import EPOCH, LOCKED, contents, member_keys, metadata, reflections
from adapters.storage.vault import Vault, new_secret

OLD, NEW = new_secret(), new_secret()
MANY = 2 * BATCH + 1


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request):
    return request.param


@pytest.fixture
def engine(url):
    with open_engine(url) as engine:
        yield engine


def fill(engine, secret, members, workspace="slack:T1"):
    """Give each of *members* a key; what they are."""
    vault = Vault([secret])
    keys = {member: vault.new_key() for member in members}
    rows = [
        {"workspace": workspace, "member": member, "wrapped": wrapped}
        for member, (_, wrapped) in keys.items()
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(member_keys), rows)
    return {(workspace, member): key for member, (key, _) in keys.items()}


def stored(engine):
    with engine.connect() as connection:
        return {
            (row.workspace, row.member): row.wrapped for row in connection.execute(sa.select(member_keys))
        }


def unwrapped(secret, wrapped):
    vault = Vault([secret])
    return {whose: vault.unwrap(each) for whose, each in wrapped.items()}


def test_every_key_opens_with_the_new_secret_alone(url, engine):
    keys = fill(engine, OLD, [f"U{number}" for number in range(MANY)])
    keys |= fill(engine, OLD, ["U1", "U2"], "discord:9")
    assert Rotation(MANY + 2) == rotate(url, Vault([NEW, OLD]))
    assert keys == unwrapped(NEW, stored(engine))


def test_what_is_under_the_new_secret_already_stays_as_it_is(url, engine):
    fill(engine, OLD, ["U1"])
    rotate(url, Vault([NEW, OLD]))
    before = stored(engine)
    fill(engine, OLD, ["U2"])
    assert Rotation(1, current=1) == rotate(url, Vault([NEW, OLD]))
    assert before["slack:T1", "U1"] == (stored(engine))["slack:T1", "U1"]


def test_a_key_that_opens_with_none_is_counted_and_kept(url, engine):
    fill(engine, new_secret(), ["U1"])
    lost = stored(engine)
    fill(engine, OLD, ["U2"])
    assert Rotation(1, lost=1) == rotate(url, Vault([NEW, OLD]))
    assert lost["slack:T1", "U1"] == (stored(engine))["slack:T1", "U1"]


@pytest.mark.usefixtures("engine")
def test_nothing_is_rotated_without_members(url):
    assert Rotation() == rotate(url, Vault([NEW, OLD]))


class Stopping(Vault):
    """Stops in the middle, as a process does that is killed."""

    left = BATCH + BATCH // 2

    def rewrap(self, wrapped):
        self.left -= 1
        if self.left < 0:
            raise KeyError("stopped")
        return super().rewrap(wrapped)


def test_a_rotation_that_was_stopped_goes_on_where_it_was(url, engine):
    keys = fill(engine, OLD, [f"U{number}" for number in range(MANY)])
    with pytest.raises(KeyError):
        rotate(url, Stopping([NEW, OLD]))
    assert Rotation(MANY - BATCH, current=BATCH) == rotate(url, Vault([NEW, OLD]))
    assert keys == unwrapped(NEW, stored(engine))


class Meanwhile(Vault):
    """Lets something happen to the database between reading a key and writing it."""

    def __init__(self, keys, happen):
        super().__init__(keys)
        self._happen = happen

    def rewrap(self, wrapped):
        self._happen()
        return super().rewrap(wrapped)


@pytest.mark.parametrize(
    "change",
    [sa.delete(member_keys), sa.update(member_keys).values(wrapped=b"tea")],
    ids=["erased", "begun again"],
)
def test_a_member_who_changed_meanwhile_is_left_alone(url, engine, change):
    fill(engine, OLD, ["U1"])

    def happen():
        with engine.begin() as connection:
            connection.execute(change)

    assert Rotation() == rotate(url, Meanwhile([NEW, OLD], happen))
    assert set(stored(engine).values()) <= {b"tea"}


# Tokens

TOKENS = [it for it in LOCKED if it.table is not member_keys]
INSTALLED = {
    "client_id": "1", "app_id": "A1", "user_id": "U1", "is_enterprise_install": False, "installed_at": EPOCH,
}  # fmt: skip


def install(engine, secret, teams=("T1",)):
    """Put something locked into every column for it, a row for each of *teams*."""
    vault = Vault([secret])
    with engine.begin() as connection:
        for table in {it.table for it in TOKENS}:
            for team in teams:
                row = {name: value for name, value in INSTALLED.items() if name in table.c}
                row |= {it.name: vault.wrap(f"{team} {it}".encode()) for it in TOKENS if it.table is table}
                connection.execute(sa.insert(table), row | {"team_id": team})


def tokens(engine, secret):
    """All that the tokens say, by the column that they are in."""
    vault = Vault([secret])
    with engine.connect() as connection:
        return {
            str(it): sorted(vault.unwrap(wrapped).decode() for wrapped in connection.scalars(sa.select(it)))
            for it in TOKENS
        }


def test_every_token_opens_with_the_new_secret_alone(url, engine):
    teams = [f"T{number}" for number in range(BATCH + 1)]
    install(engine, OLD, teams)
    before = tokens(engine, OLD)
    assert rotate(url, Vault([NEW, OLD])) == Rotation(len(TOKENS) * len(teams))
    assert tokens(engine, NEW) == before
    assert rotate(url, Vault([NEW, OLD])) == Rotation(current=len(TOKENS) * len(teams))


def test_a_team_without_a_token_of_some_kind_is_left_alone(url, engine):
    install(engine, OLD)
    first, *rest = TOKENS
    with engine.begin() as connection:
        for it in rest:
            connection.execute(sa.update(it.table).values({it.name: None}))
    assert rotate(url, Vault([NEW, OLD])) == Rotation(1)
    with engine.connect() as connection:
        assert [connection.scalar(sa.select(it)) for it in rest] == [None] * len(rest)
        assert Vault([NEW]).unwrap(connection.scalar(sa.select(first)))


def test_keys_and_tokens_that_no_secret_opens_are_counted(url, engine):
    assert count_lost(url, Vault([NEW])) == 0
    fill(engine, OLD, ["U1", "U2"])
    fill(engine, NEW, ["U3"])
    install(engine, OLD)
    assert count_lost(url, Vault([NEW])) == 2 + len(TOKENS)
    assert count_lost(url, Vault([NEW, OLD])) == 0


def test_whatever_is_locked_with_the_secret_keys_is_locked_anew():
    # A column of bytes that this test does not know would be one that no rotation reaches.
    binary = {
        it for table in metadata.tables.values() for it in table.c if isinstance(it.type, sa.LargeBinary)
    }
    # Episodes are published, and locked with nothing.
    open_ones = {contents.c.deflated, contents.c.packed}
    assert binary - open_ones - {reflections.c.sealed} == set(LOCKED)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("filled", [fill, install], ids=["a journal", "a token"])
def test_a_file_with_something_locked_in_it_has_a_key_somewhere(url, engine, filled):
    file = sqlite_file(url)
    assert not holds_keys(file)
    filled(engine, OLD, ["X1"])
    assert holds_keys(file)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_of_the_first_version_is_asked_for_keys_too(url, engine):
    fill(engine, OLD, ["U1"])
    with engine.begin() as connection:
        for table in {it.table for it in TOKENS}:
            connection.execute(sa.schema.DropTable(table))
    assert holds_keys(sqlite_file(url))
