"""A new secret key: every member's key is locked anew, once, and nothing else changes."""

import pytest
import sqlalchemy as sa

from adapters.storage.direct import open_engine
from adapters.storage.rotation import BATCH, Rotation, rotate
from adapters.storage.tables import member_keys
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
