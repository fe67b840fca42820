"""Changing the secret key: members' keys and platforms' tokens are locked anew, and stay what they are."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from adapters.storage.address import edge_of, edge_of_file, is_filled
from adapters.storage.direct import open_engine, open_file
from adapters.storage.tables import LOCKED
from adapters.storage.vault import Sealed, Vault

BATCH = 500
"""Rows locked anew in one transaction: others who write wait some milliseconds for it."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many keys and tokens were locked anew, and how many were *current* before.

    The *lost* ones open with no secret key at hand, and are left as they are.
    """

    rewrapped: int = 0
    current: int = 0
    lost: int = 0

    def __add__(self, other: "Rotation") -> "Rotation":
        """What became of both."""
        return Rotation(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def rotate(url: str, vault: Vault) -> Rotation:
    """Lock all that is locked with the first key of *vault*, which still needs those before it to open it.

    Runs beside mentors that serve, as soon as all of them know the new key. Stopped halfway, it goes on when
    it is called again. Where nothing is lost, the first key alone is needed afterwards.

    Raises:
        StoreError: the database cannot be used; what was locked anew until then stays so.
    """
    total = Rotation()
    with edge_of(url).translated(), open_engine(url, begin="BEGIN IMMEDIATE") as engine:
        for locked in LOCKED:
            for found in _batches(engine, locked):
                total += _batch(engine, vault, locked, found)
    return total


def count_lost(url: str, vault: Vault) -> int:
    """How many keys and tokens none of the secret keys opens; nothing is changed."""
    with edge_of(url).translated(), open_engine(url) as engine:
        return sum(
            not vault.opens(row.wrapped)
            for locked in LOCKED
            for found in _batches(engine, locked)
            for row in found
        )


def holds_keys(file: Path) -> bool:
    """Whether a SQLite database has something locked in it, and so a secret key that belongs to it."""
    if not is_filled(file):
        return False
    with edge_of_file(file).translated(), open_file(file) as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        return any(
            connection.execute(str(sa.select(it).where(it.is_not(None)))).fetchone()
            for it in LOCKED
            if it.table.name in there
        )


def _batches(engine: sa.Engine, locked: sa.Column[bytes]) -> Iterator[Sequence[sa.Row[Any]]]:
    """The rows in which something is locked in that column, some at a time, each with its primary key."""
    key = tuple(locked.table.primary_key)
    rows: sa.Select[Any] = sa.select(*key, locked.label("wrapped")).where(locked.is_not(None))
    beyond: sa.ColumnElement[bool] = sa.true()
    while True:
        with engine.begin() as connection:
            found = connection.execute(rows.where(beyond).order_by(*key).limit(BATCH)).all()
        if not found:
            return
        yield found
        beyond = sa.tuple_(*key) > sa.tuple_(*map(sa.literal, found[-1][:-1]))


def _batch(
    engine: sa.Engine, vault: Vault, locked: sa.Column[bytes], found: Sequence[sa.Row[Any]]
) -> Rotation:
    changes, lost = [], 0
    for row in found:
        try:
            anew = vault.rewrap(row.wrapped)
        except Sealed:
            lost += 1
        else:
            if anew is not None:
                old = {f"old_{name}": value for name, value in row._asdict().items()}
                changes.append({**old, "new": anew})
    return Rotation(_replace(engine, locked, changes), len(found) - len(changes) - lost, lost)


def _replace(engine: sa.Engine, locked: sa.Column[bytes], changes: list[dict[str, Any]]) -> int:
    if not changes:
        return 0
    # Only where nothing has changed since it was read: a member may have been erased, and begun again.
    same = sa.and_(
        *(it == sa.bindparam(f"old_{it.name}") for it in locked.table.primary_key),
        locked == sa.bindparam("old_wrapped"),
    )
    statement = sa.update(locked.table).where(same).values({locked.name: sa.bindparam("new")})
    with engine.begin() as connection:
        return connection.execute(statement, changes).rowcount
