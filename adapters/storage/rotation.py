"""Changing the secret key: the members' data keys are locked anew, and what they wrote stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from adapters.storage.address import edge_of, edge_of_file, is_filled
from adapters.storage.direct import open_engine, open_file
from adapters.storage.tables import member_keys
from adapters.storage.vault import Sealed, Vault

BATCH = 500
"""Keys locked anew in one transaction: others who write wait some milliseconds for it."""

WHOSE = (member_keys.c.workspace, member_keys.c.member)


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many members' keys were locked anew, and how many were *current* before.

    The *lost* ones open with no secret key at hand, and are left as they are.
    """

    rewrapped: int = 0
    current: int = 0
    lost: int = 0


def rotate(url: str, vault: Vault) -> Rotation:
    """Lock every member's key with the first key of *vault*, which still needs those before it to open them.

    Runs beside mentors that serve, as soon as all of them know the new key. Stopped halfway, it goes on when
    it is called again. Where nothing is lost, the first key alone is needed afterwards.

    Raises:
        StoreError: the database cannot be used; what was locked anew until then stays so.
    """
    total, last = Rotation(), ("", "")
    with edge_of(url).translated(), open_engine(url, begin="BEGIN IMMEDIATE") as engine:
        while found := _after(engine, last):
            last = found[-1].workspace, found[-1].member
            done = _batch(engine, vault, found)
            total = Rotation(
                total.rewrapped + done.rewrapped, total.current + done.current, total.lost + done.lost
            )
    return total


def count_lost(url: str, vault: Vault) -> int:
    """How many members' keys none of the secret keys opens; nothing is changed."""
    lost, last = 0, ("", "")
    with edge_of(url).translated(), open_engine(url) as engine:
        while found := _after(engine, last):
            last = found[-1].workspace, found[-1].member
            lost += sum(not vault.opens(row.wrapped) for row in found)
    return lost


def holds_keys(file: Path) -> bool:
    """Whether a SQLite database has members' keys in it, and so a secret key that they are locked with."""
    if not is_filled(file):
        return False
    with edge_of_file(file).translated(), open_file(file) as connection:
        tables = "SELECT count(*) FROM sqlite_master WHERE name = ?"
        if not connection.execute(tables, (member_keys.name,)).fetchone()[0]:
            return False
        return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM member_keys)").fetchone()[0])


def _after(engine: sa.Engine, last: tuple[str, str]) -> Sequence[sa.Row[Any]]:
    beyond = sa.tuple_(*WHOSE) > sa.tuple_(*map(sa.literal, last))
    with engine.begin() as connection:
        return connection.execute(sa.select(member_keys).where(beyond).order_by(*WHOSE).limit(BATCH)).all()


def _batch(engine: sa.Engine, vault: Vault, found: Sequence[sa.Row[Any]]) -> Rotation:
    changes, lost = [], 0
    for row in found:
        try:
            anew = vault.rewrap(row.wrapped)
        except Sealed:
            lost += 1
        else:
            if anew is not None:
                changes.append({"where": row.workspace, "whose": row.member, "old": row.wrapped, "new": anew})
    return Rotation(_replace(engine, changes), len(found) - len(changes) - lost, lost)


def _replace(engine: sa.Engine, changes: list[dict[str, Any]]) -> int:
    if not changes:
        return 0
    # Only where nothing has changed since it was read: a member may have been erased, and begun again.
    same = sa.and_(
        member_keys.c.workspace == sa.bindparam("where"),
        member_keys.c.member == sa.bindparam("whose"),
        member_keys.c.wrapped == sa.bindparam("old"),
    )
    statement = sa.update(member_keys).where(same).values(wrapped=sa.bindparam("new"))
    with engine.begin() as connection:
        return connection.execute(statement, changes).rowcount
