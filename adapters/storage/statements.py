"""How statements are built and run, whatever they are about."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Insert,
    Join,
    Row,
    Table,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.database import Inserting, json_item, json_items
from bot.model import PEOPLE, Member

OWNER = ("workspace", "member")
"""The columns that say whose something is."""

MOST = bindparam("most", type_=BigInteger)

COUNTED = {"preserve_rowcount": True}
"""Without it, SQLAlchemy does not tell how many rows an INSERT added."""

Value = dict[str, Any]


class Running:
    """Statements on one connection."""

    def __init__(self, connection: AsyncConnection, insert: Inserting) -> None:
        self._connection = connection
        self._insert = insert

    async def _rows(self, statement: Executable, **values: object) -> Sequence[Row[Any]]:
        return (await self._connection.execute(statement, values)).all()

    async def _rows_of(
        self, statement: Executable, keys: Sequence[tuple[str, ...]], **values: object
    ) -> Sequence[Row[Any]]:
        """The rows of many *keys*."""
        return await self._rows(statement, keys=json.dumps(keys), **values) if keys else ()

    async def _run(self, statement: Executable, **values: object) -> int:
        """How many rows it changed."""
        result = await self._connection.execute(statement, values, execution_options=COUNTED)
        return result.rowcount

    async def _run_each(self, statement: Executable, rows: list[Value]) -> None:
        if rows:
            await self._connection.execute(statement, rows if len(rows) > 1 else rows[0])


def of(member: Member) -> Value:
    """A member's two columns."""
    return {"workspace": member.workspace, "member": member.id}


def same(table: Table, *names: str) -> ColumnElement[bool]:
    """Rows that have the values of these names."""
    return and_(*(table.c[name] == bindparam(name) for name in names))


def theirs(table: Table) -> ColumnElement[bool]:
    """Rows of one `person`."""
    return and_(table.c.workspace == _home, table.c.member == _person)


def about(table: Table, who: str) -> ColumnElement[bool]:
    """Rows that name a `person` in a column; of those who are of a platform, in all of its workspaces."""
    inside = func.replace(_home, PEOPLE, "").concat(":")
    is_inside = func.substr(table.c.workspace, 1, func.length(inside)) == inside
    return and_(table.c[who] == _person, or_(table.c.workspace == _home, is_inside))


def person(member: Member) -> Value:
    """Who it is about, under names that are no columns', as an UPDATE wants for what it compares."""
    return {"home": member.workspace, "person": member.id}


_home, _person = bindparam("home", type_=Text), bindparam("person", type_=Text)


def among(table: Table, *names: str) -> Join:
    """The table's rows of those in *keys*, found by their index one after the other."""
    # One parameter however many there are; and SQLite searches a whole table for a list of pairs.
    parts = (json_item(_keys_given.c.value, literal_column(str(place))) for place in range(len(names)))
    return _keys_given.join(
        table, and_(*(table.c[name] == part for name, part in zip(names, parts, strict=True)))
    )


_keys_given = json_items(bindparam("keys", type_=Text)).table_valued(column("value", Text)).alias("given")


@cache
def replacing(insert: Inserting, table: Table) -> Executable:
    """Add rows, or put them in the place of those with the same primary key."""
    statement = insert(table)
    values = {it.name: statement.excluded[it.name] for it in table.c if not it.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)


@cache
def adding(insert: Inserting, table: Table) -> Insert:
    """Add rows whose primary key is not there yet."""
    return insert(table).on_conflict_do_nothing(index_elements=list(table.primary_key))
