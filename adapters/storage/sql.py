"""The store in SQLite or PostgreSQL, on SQLAlchemy Core.

Statements are built once and looked up by the dialect's way to insert, so that compiling them is done once
as well. What a member wrote is sealed with a key of theirs before it comes near a statement.
"""

import json
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    Row,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage import tables
from adapters.storage.database import STATEMENTS_MAX, Database, Inserting
from adapters.storage.keyring import Keyring
from adapters.storage.rows import MARK, MEMBER, RULES, TEXT_MISSING, TEXTS, changes, time_of, without_texts
from adapters.storage.shelves import SqlShelves
from adapters.storage.statements import (
    MOST,
    OWNER,
    Value,
    about,
    adding,
    among,
    of,
    person,
    replacing,
    same,
    theirs,
)
from adapters.storage.tables import ON, PENDING
from adapters.storage.vault import Sealed, Vault, seal, unseal
from bot import model
from bot.model import (
    UNMARKED,
    Channel,
    Gap,
    Holdings,
    Mark,
    Member,
    Nudge,
    Progress,
    Recipient,
    Reflection,
    Rules,
    Schedule,
    Standing,
    State,
    platform_of,
)
from bot.ports import StoreError
from bot.weekly import Weekly
from knowledge.cards import Stage

ALL = 2**62
"""A limit that limits nothing."""

KEY_LOST = (
    "What this member wrote is locked with a secret key that is not at hand. Give the old key in "
    "CAREER_SECRET_KEY, behind the new one. Nothing was changed."
)

_T = TypeVar("_T")


def open_sql_store(url: str, vault: Vault) -> "SqlStore":
    """The store at *url*, like "sqlite:///career.db" or "postgresql://user@host/database".

    A SQLite file is made if there is none; tables are not.

    Raises:
        StoreError: the URL names no database, or the file cannot be opened.
    """
    return SqlStore(Database(url), vault)


class SqlStore:
    """A `Store` in a database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self.vault = vault
        self._keyring = Keyring(vault)

    def __repr__(self) -> str:
        """Without the password."""
        return f"SqlStore({self.database!r})"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["SqlRecords"]:
        """See `Store`."""
        async with self.database.reading() as connection:
            yield SqlRecords(connection, self.database.insert, self._keyring)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["SqlRecords"]:
        """See `Store`."""
        records = None
        try:
            async with self.database.writing() as connection:
                records = SqlRecords(connection, self.database.insert, self._keyring)
                yield records
        finally:
            # Not before the end: until then, others still find the key in the database.
            for wrapped in records.erased_keys if records else ():
                self._keyring.forget(wrapped)

    async def prepare(self, prepared: Callable[[Connection], _T]) -> _T:
        """What *prepared* gives for a connection in a transaction: how tables are made and migrated."""
        async with self.database.writing() as connection:
            return await connection.run_sync(prepared)

    async def close(self) -> None:
        """See `Store`."""
        await self.database.close()


class SqlRecords(SqlShelves):
    """What is remembered, on one connection."""

    def __init__(self, connection: AsyncConnection, insert: Inserting, keyring: Keyring) -> None:
        super().__init__(connection, insert)
        self._keyring = keyring
        self.erased_keys: list[bytes] = []

    # Members

    async def progress(self, member: Member) -> Progress:
        """See `Records`."""
        rows = await self._rows(_PROGRESS, **of(member))
        return _progress(member, rows) if rows else Progress(member)

    async def progresses(self, members: Collection[Member]) -> Mapping[Member, Progress]:
        """See `Records`."""
        found: dict[Member, list[Row[Any]]] = {}
        for row in await self._rows_of(_PROGRESSES, [_key(it)[:2] for it in members]):
            found.setdefault(Member(row.workspace, row.member), []).append(row)
        return {it: _progress(it, found[it]) if it in found else Progress(it) for it in members}

    async def keep(self, before: Progress, after: Progress) -> None:
        """See `Records`."""
        if before == after:
            return
        who = of(after.member)
        changed = changes(before, after, MEMBER)
        await self._run_each(_keep_member(self._insert, tuple(changed)), [{**who, **changed}])
        marks = [
            {**who, "card": ref, **changes(before.mark(ref), after.mark(ref), MARK)}
            # In one order, so that two who keep the same ones wait for each other instead of both.
            for ref in sorted(before.marks.keys() | after.marks.keys())
            if before.mark(ref) != after.mark(ref)
        ]
        for columns, rows in groupby(sorted(marks, key=_columns), key=_columns):
            await self._run_each(_keep_marks(self._insert, columns), list(rows))
        if any(value is None for row in marks for value in row.values()):
            await self._connection.execute(_DROP_UNMARKED, who)

    # Journal

    async def written(self, member: Member) -> tuple[datetime, ...]:
        """See `Records`."""
        return tuple(row.written_at for row in await self._rows(_WRITTEN, **of(member)))

    async def reflections(
        self, member: Member, *, skip: int = 0, limit: int | None = None
    ) -> tuple[Reflection, ...]:
        """See `Records`."""
        most = ALL if limit is None else limit
        rows = await self._rows(_JOURNAL, **of(member), skip=skip, most=most)
        return tuple(self._read(row) for row in rows)

    async def recalled(
        self, members: Collection[Member], since: datetime, until: datetime
    ) -> Mapping[Member, Reflection]:
        """See `Records`."""
        rows = await self._rows_of(_RECALLED, [_key(it)[:2] for it in members], since=since, until=until)
        return {it.member: it for it in map(self._read, rows)}

    async def reflection(self, member: Member, id: str) -> Reflection | None:
        """See `Records`."""
        rows = await self._rows(_REFLECTION, **of(member), id=id)
        return self._read(rows[0]) if rows else None

    async def write(self, reflection: Reflection) -> None:
        """See `Records`."""
        if reflection.text is None:
            raise ValueError(TEXT_MISSING)
        member = reflection.member
        key = await self._key_to_write(member)
        text = json.dumps({"text": reflection.text, "prompt": reflection.prompt})
        row = {
            **of(member),
            "id": reflection.id,
            "sealed": seal(key, text, member.workspace, member.id, reflection.id),
            "written_at": reflection.written_at,
            "edited_at": reflection.edited_at,
            "card": reflection.card,
            "week": reflection.week,
        }
        await self._run_each(replacing(self._insert, tables.reflections), [row])

    async def tear_out(self, member: Member, id: str) -> bool:
        """See `Records`."""
        torn = await self._connection.execute(_TEAR_OUT, {**of(member), "id": id})
        return torn.rowcount > 0

    async def _key_to_write(self, member: Member) -> bytes:
        rows = await self._rows(_KEY, **of(member))
        if not rows:
            # Another may make one at the same time: there is one key in the end, and both get that.
            _, wrapped = self._keyring.vault.new_key()
            rows = await self._rows(_first_key(self._insert), **of(member), wrapped=wrapped)
        try:
            return self._keyring.unwrap(rows[0].wrapped)
        except Sealed as error:
            raise StoreError(KEY_LOST) from error

    def _read(self, row: Row[Any]) -> Reflection:
        text, prompt = self._opened(row)
        return Reflection(
            Member(row.workspace, row.member),
            row.id,
            row.written_at,
            text,
            prompt,
            row.card,
            row.week,
            row.edited_at,
        )

    def _opened(self, row: Row[Any]) -> tuple[str | None, str]:
        try:
            key = self._keyring.unwrap(row.wrapped or b"")
            whole = json.loads(unseal(key, row.sealed, row.workspace, row.member, row.id))
        except Sealed:
            return None, ""
        return whole["text"], whole["prompt"]

    # Schedules

    async def schedule(self, recipient: Recipient) -> Schedule | None:
        """See `Records`."""
        rows = await self._rows(_SCHEDULE, **_to(recipient))
        return _schedule(rows[0]) if rows else None

    async def schedules(
        self, recipients: Collection[Recipient], *, to_change: bool = False
    ) -> Mapping[Recipient, Schedule]:
        """See `Records`."""
        statement = _SCHEDULES_TO_CHANGE if to_change else _SCHEDULES
        found = map(_schedule, await self._rows_of(statement, sorted(map(_key, recipients))))
        return {it.recipient: it for it in found}

    async def rituals(self, workspace: str) -> tuple[Schedule, ...]:
        """See `Records`."""
        rows = await self._rows(_RITUALS, workspace=workspace)
        # Sorted here, because databases have their own ideas of an alphabet.
        return tuple(_schedule(row) for row in sorted(rows, key=lambda row: row.channel))

    async def sharing(self, schedule: Schedule) -> int:
        """See `Records`."""
        platform = platform_of(schedule.recipient.workspace)
        return int((await self._rows(_SHARING, platform=platform, **time_of(schedule.weekly)))[0][0])

    async def outdated(self, tzdata: str, limit: int) -> tuple[Schedule, ...]:
        """See `Records`."""
        rows = list(await self._rows(_OTHER_TZDATA, tzdata=tzdata, most=limit))
        # Only then, since it looks at everybody's.
        if len(rows) < limit:
            rows += await self._rows(_WITHOUT_NUDGE, tzdata=tzdata, most=limit - len(rows))
        return tuple(map(_schedule, rows))

    async def keep_schedules(self, schedules: Collection[Schedule]) -> None:
        """See `Records`."""
        rows = [_schedule_row(it) for it in schedules]
        await self._run_each(replacing(self._insert, tables.schedules), sorted(rows, key=_to_key))

    # Nudges

    async def nudges(self, recipient: Recipient, limit: int) -> tuple[Nudge, ...]:
        """See `Records`."""
        rows = await self._rows(_NUDGES, **_to(recipient), most=limit)
        return tuple(map(_nudge, rows))

    async def prompted(self, recipients: Collection[Recipient]) -> Mapping[Recipient, frozenset[str]]:
        """See `Records`."""
        found: dict[Recipient, set[str]] = {it: set() for it in recipients}
        for row in await self._rows_of(_PROMPTED, [_key(it) for it in recipients]):
            if row.card and row.sent_at:
                found[_recipient(row)].add(row.card)
        return {it: frozenset(cards) for it, cards in found.items()}

    async def plan(self, nudges: Collection[Nudge]) -> None:
        """See `Records`."""
        rows = sorted((_nudge_row(it) for it in nudges), key=_to_key)
        await self._run_each(_plan(self._insert), rows)

    async def unplan(self, recipients: Collection[Recipient]) -> None:
        """See `Records`."""
        await self._run_each(_UNPLAN, sorted(map(_to, recipients), key=_to_key))

    async def rewrite(self, nudge: Nudge) -> None:
        """See `Records`."""
        await self._run_each(_REWRITE, [_prefixed(_nudge_row(nudge) | {"id": nudge.id})])

    async def claim(
        self, platforms: Collection[str], now: datetime, *, limit: int, lease: timedelta
    ) -> tuple[Nudge, ...]:
        """See `Records`."""
        rows = await self._rows(
            _CLAIM,
            platforms=sorted(platforms),
            now=now,
            most=limit,
            until=now + lease,
            nonce=secrets.token_hex(8) + "-",
        )
        return tuple(map(_nudge, sorted(rows, key=lambda row: (row.due_at, row.id))))

    async def assign(self, nudges: Collection[Nudge]) -> None:
        """See `Records`."""
        rows = [{"id": it.id, "lease_token": it.token, "card": it.card, "note": it.note} for it in nudges]
        await self._run_each(_ASSIGN, [_prefixed(row) for row in rows])

    async def finish(self, nudges: Collection[Nudge]) -> frozenset[int]:
        """See `Records`."""
        tokens = {it.id: it.token for it in nudges if it.id is not None and it.token}
        ids = sorted(tokens)
        mine = set()
        for start in range(0, len(ids), STATEMENTS_MAX):
            for row in await self._rows(_HELD, ids=ids[start : start + STATEMENTS_MAX]):
                if row.lease_token == tokens[row.id]:
                    mine.add(row.id)
        ended = {it.id: it for it in nudges if it.id in mine}
        await self._run_each(_FINISH, [_prefixed(_ending(ended[id])) for id in sorted(mine)])
        return frozenset(mine)

    async def overdue(self, platforms: Collection[str], now: datetime) -> tuple[int, datetime | None]:
        """See `Records`."""
        rows = await self._rows(_OVERDUE, platforms=sorted(platforms), now=now)
        return rows[0].due, rows[0].oldest

    # Workspaces

    async def rules(self, workspace: str) -> Rules:
        """See `Records`."""
        rows = await self._rows(_RULES, workspace=workspace)
        return _rules(rows[0]) if rows else Rules(workspace)

    async def all_rules(self) -> tuple[Rules, ...]:
        """See `Records`."""
        return tuple(map(_rules, await self._rows(_ALL_RULES)))

    async def keep_rules(self, rules: Rules) -> None:
        """See `Records`."""
        row = {name: getattr(rules, name) for name in RULES}
        await self._run_each(replacing(self._insert, tables.workspaces), [row])

    async def admins(self, workspace: str) -> frozenset[str]:
        """See `Records`."""
        return frozenset(row.member for row in await self._rows(_ADMINS, workspace=workspace))

    async def name_admin(self, member: Member, at: datetime) -> None:
        """See `Records`."""
        await self._run_each(adding(self._insert, tables.admins), [{**of(member), "named_at": at}])

    async def dismiss_admin(self, member: Member) -> bool:
        """See `Records`."""
        return (await self._connection.execute(_DISMISS_ADMIN, of(member))).rowcount > 0

    async def note_gap(self, gap: Gap) -> None:
        """See `Records`."""
        row = {"workspace": gap.workspace, "asked_on": gap.asked_on, "question": gap.question}
        await self._run_each(_NOTE_GAP, [row])

    async def gaps(self, workspace: str, since: date) -> tuple[Gap, ...]:
        """See `Records`."""
        return tuple(
            Gap(workspace, it.asked_on, it.question)
            for it in await self._rows(_GAPS, workspace=workspace, since=since)
        )

    async def forget_gaps(self, workspace: str, before: date) -> int:
        """See `Records`."""
        values = {"workspace": workspace, "before": before}
        return (await self._connection.execute(_FORGET_GAPS, values)).rowcount

    async def forget_questions(self, workspace: str, questions: Collection[str]) -> int:
        """See `Records`."""
        rows = await self._rows(_GAPS, workspace=workspace, since=date.min)
        ids = [{"gap": it.id} for it in rows if it.question in questions]
        await self._run_each(_FORGET_GAP, ids)
        return len(ids)

    async def known_workspaces(self, platform: str) -> frozenset[str]:
        """See `Records`."""
        known = {row.workspace for row in await self._rows(_KNOWN_WORKSPACES)}
        return frozenset(it for it in known if platform_of(it) == platform)

    # What reached the mentor

    async def first_time(self, workspace: str, key: str, at: datetime) -> bool:
        """See `Records`."""
        return bool(await self._rows(_first_delivery(self._insert), workspace=workspace, key=key, at=at))

    async def forget_delivery(self, workspace: str, key: str) -> None:
        """See `Records`."""
        await self._connection.execute(_FORGET_DELIVERY, {"workspace": workspace, "key": key})

    async def forget_deliveries(self, before: datetime) -> int:
        """See `Records`."""
        return (await self._connection.execute(_FORGET_DELIVERIES, {"before": before})).rowcount

    # Everything about one member

    async def holdings(self, member: Member) -> Holdings:
        """See `Records`."""
        held = {
            table.name: tuple(map(_held_row, await self._rows(statement, **person(member))))
            for table, statement in _HOLDINGS.items()
        }
        held |= await self._signed(member)
        journal = await self._rows(_JOURNAL, **of(member), skip=0, most=ALL)
        held[tables.reflections.name] = tuple(
            {**_held_row(row), **dict(zip(TEXTS, self._opened(row), strict=True))} for row in journal
        )
        return Holdings(held)

    async def erase(self, member: Member) -> Holdings:
        """See `Records`."""
        held = await self.holdings(member)
        self.erased_keys += (row.wrapped for row in await self._rows(_KEY, **of(member)))
        for statement in _ERASE:
            await self._run(statement, **person(member))
        await self._unsign(member)
        return without_texts(held)

    # Everything of one workspace

    async def erase_workspace(self, workspace: str) -> int:
        """See `Records`."""
        keys = await self._rows(_KEYS_OF_WORKSPACE, workspace=workspace)
        self.erased_keys += (row.wrapped for row in keys)
        await self._outgrow(workspace)
        return sum([await self._run(statement, workspace=workspace) for statement in _ERASE_WORKSPACE])


# Values to rows and back

MACHINERY = {"wrapped", "sealed", "channel", "platform", "lease_until", "lease_token"}
"""Columns that say nothing about a member: keys, leases, and what is in another column already."""


def _key(recipient: Recipient) -> tuple[str, str, str]:
    if isinstance(recipient, Member):
        return recipient.workspace, recipient.id, ""
    return recipient.workspace, "", recipient.id


def _to(recipient: Recipient) -> Value:
    return dict(zip(("workspace", "member", "channel"), _key(recipient), strict=True))


def _to_key(row: Value) -> tuple[str, ...]:
    return row["workspace"], row["member"], row["channel"], row.get("week", "")


def _recipient(row: Row[Any]) -> Recipient:
    return Member(row.workspace, row.member) if row.member else Channel(row.workspace, row.channel)


def _columns(row: Value) -> tuple[str, ...]:
    return tuple(row)


def _progress(member: Member, rows: Sequence[Row[Any]]) -> Progress:
    first = rows[0]
    return Progress(
        member,
        Stage(first.stage) if first.stage else None,
        first.stage_asked,
        first.zone,
        first.used_at,
        first.notice,
        MappingProxyType({ref: mark for ref, mark in map(_mark, rows) if ref and mark != UNMARKED}),
    )


def _mark(row: Row[Any]) -> tuple[str | None, Mark]:
    return row.card, Mark(row.seen_at, row.saved_at, row.reflected_at, row.helpful)


def _schedule_row(schedule: Schedule) -> Value:
    return {
        **_to(schedule.recipient),
        "platform": platform_of(schedule.recipient.workspace),
        **time_of(schedule.weekly),
        "standing": schedule.standing.value,
        "paused_until": schedule.paused_until,
        "unanswered": schedule.unanswered,
        "sent_at": schedule.sent_at,
        "last_week": schedule.last_week,
        "trouble": schedule.trouble,
        "tzdata": schedule.tzdata,
    }


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(
        _recipient(row),
        Weekly(row.weekday, time(*divmod(row.minute, 60)), row.zone),
        Standing(row.standing),
        row.paused_until,
        row.unanswered,
        row.sent_at,
        row.last_week,
        row.trouble,
        row.tzdata,
    )


def _nudge_row(nudge: Nudge) -> Value:
    return {
        **_to(nudge.recipient),
        "platform": platform_of(nudge.recipient.workspace),
        "week": nudge.week,
        "due_at": nudge.due_at,
        "round": nudge.round,
        "state": nudge.state.value,
        "card": nudge.card,
        "lease_until": nudge.retry_at,
        "attempts": nudge.attempts,
        "sent_at": nudge.sent_at,
        "answered_at": nudge.answered_at,
        "remote_id": nudge.remote_id,
        "note": nudge.note,
    }


def _nudge(row: Row[Any]) -> Nudge:
    return Nudge(
        _recipient(row),
        row.week,
        row.due_at,
        row.id,
        State(row.state),
        row.round,
        row.card,
        row.attempts,
        row.sent_at,
        row.answered_at,
        row.remote_id,
        row.note,
        row.lease_token,
        # Without a worker, it is a time to wait for.
        None if row.lease_token else row.lease_until,
    )


def _rules(row: Row[Any]) -> Rules:
    return Rules(*(getattr(row, name) for name in RULES))


def _ending(nudge: Nudge) -> Value:
    return {
        "id": nudge.id,
        "state": nudge.state.value,
        "card": nudge.card,
        "sent_at": nudge.sent_at,
        "remote_id": nudge.remote_id,
        "note": nudge.note,
        "lease_until": nudge.retry_at if nudge.state is State.PENDING else None,
    }


def _prefixed(row: Value) -> Value:
    """Under names that are no columns', as an UPDATE wants for what it compares."""
    return {f"new_{name}": value for name, value in row.items()}


def _held_row(row: Row[Any]) -> model.Row:
    return {name: value for name, value in row._asdict().items() if name not in MACHINERY}


# Statements


_RECIPIENT = ("workspace", "member", "channel")

_m, _k = tables.members, tables.marks
_marks_of = and_(_m.c.workspace == _k.c.workspace, _m.c.member == _k.c.member)
_progress_columns = (
    *(_m.c[name] for name in (*OWNER, *MEMBER)),
    *(_k.c[name] for name in ("card", *MARK)),
)
_PROGRESS = select(*_progress_columns).select_from(_m.outerjoin(_k, _marks_of)).where(same(_m, *OWNER))
_PROGRESSES = select(*_progress_columns).select_from(among(_m, *OWNER).outerjoin(_k, _marks_of))
_DROP_UNMARKED = delete(_k).where(same(_k, *OWNER), *(_k.c[name].is_(None) for name in MARK))


@cache
def _keep_member(insert: Inserting, changed: tuple[str, ...]) -> Executable:
    """Add a member, or change these columns; of two times at which they were here, the later one stays."""
    statement = insert(_m)
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=OWNER)
    new = statement.excluded
    values: dict[str, ColumnElement[Any]] = {name: new[name] for name in changed}
    if "used_at" in values:
        values["used_at"] = case((_m.c.used_at > new.used_at, _m.c.used_at), else_=new.used_at)
    return statement.on_conflict_do_update(index_elements=OWNER, set_=values)


@cache
def _keep_marks(insert: Inserting, columns: tuple[str, ...]) -> Executable:
    """Add marks, or change these columns; of two times at which something was first done, the first stays."""
    statement = insert(_k)
    new = statement.excluded
    values = {
        name: new[name] if name == "helpful" else case((_k.c[name] < new[name], _k.c[name]), else_=new[name])
        for name in columns
        if name in MARK
    }
    return statement.on_conflict_do_update(index_elements=(*OWNER, "card"), set_=values)


_r, _keys = tables.reflections, tables.member_keys
_sealed = select(_r, _keys.c.wrapped).select_from(
    _r.outerjoin(_keys, and_(_r.c.workspace == _keys.c.workspace, _r.c.member == _keys.c.member))
)
_newest = (_r.c.written_at.desc(), _r.c.id.desc())
_WRITTEN = select(_r.c.written_at).where(same(_r, *OWNER)).order_by(_r.c.written_at)
_JOURNAL = (
    _sealed.where(same(_r, *OWNER)).order_by(*_newest).limit(MOST).offset(bindparam("skip", type_=BigInteger))
)
_REFLECTION = _sealed.where(same(_r, *OWNER, "id"))
_TEAR_OUT = delete(_r).where(same(_r, *OWNER, "id"))
_placed = (
    select(
        *_r.primary_key,
        func.row_number().over(partition_by=(_r.c.workspace, _r.c.member), order_by=_newest).label("place"),
    )
    .select_from(among(_r, *OWNER))
    .where(_r.c.written_at >= bindparam("since"), _r.c.written_at < bindparam("until"))
    .subquery()
)
_RECALLED = _sealed.join(
    _placed, and_(*(_r.c[it.name] == _placed.c[it.name] for it in _r.primary_key))
).where(_placed.c.place == 1)

# Held until the end: whoever erases the member waits, and nothing is sealed with a key that is gone.
_KEY = select(_keys.c.wrapped).where(same(_keys, *OWNER)).with_for_update(read=True, key_share=True)


@cache
def _first_key(insert: Inserting) -> Executable:
    """Add a key, and give the one that is there: this, or another's that came first."""
    statement = insert(_keys)
    # Doing nothing would give nothing.
    same = {"wrapped": _keys.c.wrapped}
    return statement.on_conflict_do_update(index_elements=OWNER, set_=same).returning(_keys.c.wrapped)


_s, _n = tables.schedules, tables.nudges
# Held until the end: a change that was made from what another has changed meanwhile would undo that.
_SCHEDULE = select(_s).where(same(_s, *_RECIPIENT)).with_for_update()
_SCHEDULES = select(_s).select_from(among(_s, *_RECIPIENT))
_SCHEDULES_TO_CHANGE = _SCHEDULES.order_by(*(_s.c[name] for name in _RECIPIENT)).with_for_update(of=_s)
_RITUALS = select(_s).where(same(_s, "workspace"), _s.c.channel != "")
_SHARING = (
    select(func.count())
    .select_from(_s)
    .where(same(_s, "platform", "weekday", "minute", "zone"), _s.c.standing == ON)
)
_tzdata = bindparam("tzdata", type_=Text)
# In two ranges, which an index has, where it has no inequality.
_OTHER_TZDATA = (
    select(_s)
    .where(_s.c.standing == ON, or_(_s.c.tzdata < _tzdata, _s.c.tzdata > _tzdata))
    .limit(MOST)
    .with_for_update(skip_locked=True)
)
_planned = (
    select(_n.c.id)
    .where(*(_n.c[name] == _s.c[name] for name in _RECIPIENT), _n.c.state == PENDING)
    .correlate(_s)
)
_WITHOUT_NUDGE = (
    select(_s)
    .where(_s.c.standing == ON, _s.c.tzdata == _tzdata, ~_planned.exists())
    .limit(MOST)
    .with_for_update(skip_locked=True, of=_s)
)

# Weeks are of one shape, which every server's alphabet sorts alike.
_NUDGES = select(_n).where(same(_n, *_RECIPIENT)).order_by(_n.c.week.desc()).limit(MOST)
# What was sent is picked out later: PostgreSQL takes a rare condition for a reason to read the whole table.
_PROMPTED = select(_n.c.workspace, _n.c.member, _n.c.channel, _n.c.card, _n.c.sent_at).select_from(
    among(_n, *_RECIPIENT)
)
_UNPLAN = delete(_n).where(same(_n, *_RECIPIENT), _n.c.state == PENDING, _n.c.attempts == 0, _n.c.round == 1)


@cache
def _plan(insert: Inserting) -> Executable:
    """Add nudges whose occasions nobody has yet."""
    return insert(_n).on_conflict_do_nothing(index_elements=(*_RECIPIENT, "week"))


def _new(*names: str) -> dict[str, Any]:
    return {name: bindparam(f"new_{name}", type_=_n.c[name].type) for name in names}


def _is_new(*names: str) -> ColumnElement[bool]:
    return and_(*(_n.c[name] == value for name, value in _new(*names).items()))


_written = tuple(it.name for it in _n.c if it.name not in {"id", "lease_token", *_RECIPIENT})
_REWRITE = update(_n).where(_is_new("id", *_RECIPIENT)).values(**_new(*_written), lease_token=None)

_due = and_(
    _n.c.platform.in_(bindparam("platforms", expanding=True)),
    _n.c.state == PENDING,
    _n.c.due_at <= bindparam("now"),
)
_now = bindparam("now", type_=tables.Moment)
# Materialized, since PostgreSQL may look up what is below an IN more than once, and take more than the limit.
_free = (
    select(_n.c.id)
    .where(_due, or_(_n.c.lease_until.is_(None), _n.c.lease_until <= _now))
    .order_by(_n.c.due_at, _n.c.id)
    .limit(MOST)
    .with_for_update(skip_locked=True)
    .cte("free")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_CLAIM = (
    update(_n)
    .where(_n.c.id.in_(select(_free.c.id)))
    .values(
        attempts=_n.c.attempts + 1,
        lease_until=bindparam("until", type_=tables.Moment),
        lease_token=bindparam("nonce", type_=Text).concat(cast(_n.c.id, Text)),
    )
    .returning(*_n.c)
)
_ASSIGN = update(_n).where(_is_new("id", "lease_token")).values(**_new("card", "note"))
# In one order, so that two who finish the same ones wait for each other instead of both.
_HELD = (
    select(_n.c.id, _n.c.lease_token)
    .where(_n.c.id.in_(bindparam("ids", expanding=True)), _n.c.state == PENDING)
    .order_by(_n.c.id)
    .with_for_update()
)
_FINISH = (
    update(_n)
    .where(_is_new("id"))
    .values(**_new("state", "card", "sent_at", "remote_id", "note", "lease_until"), lease_token=None)
)
_OVERDUE = select(func.count().label("due"), func.min(_n.c.due_at).label("oldest")).where(_due)

_w, _g, _a, _d = tables.workspaces, tables.gaps, tables.admins, tables.deliveries
_RULES = select(_w).where(same(_w, "workspace"))
_ALL_RULES = select(_w)
_NOTE_GAP = insert(_g)
_GAPS = (
    select(_g.c.id, _g.c.asked_on, _g.c.question)
    .where(same(_g, "workspace"), _g.c.asked_on >= bindparam("since"))
    .order_by(_g.c.asked_on, _g.c.id)
)
_FORGET_GAP = delete(_g).where(_g.c.id == bindparam("gap"))
_FORGET_GAPS = delete(_g).where(same(_g, "workspace"), _g.c.asked_on < bindparam("before"))

# Looks at all that there are, and is asked once, at a start.
_KNOWN_WORKSPACES = union(
    select(_w.c.workspace),
    select(_g.c.workspace),
    select(_a.c.workspace),
    select(_s.c.workspace).where(_s.c.channel != ""),
    *(select(it.c.workspace) for it in (tables.editions, tables.own_cards, tables.feeds)),
)

_ADMINS = select(_a.c.member).where(same(_a, "workspace"))
_DISMISS_ADMIN = delete(_a).where(same(_a, *OWNER))
_FORGET_DELIVERY = delete(_d).where(same(_d, "workspace", "key"))
_FORGET_DELIVERIES = delete(_d).where(_d.c.at < bindparam("before"))


@cache
def _first_delivery(insert: Inserting) -> Executable:
    """Add a delivery, and give it back where it is not there yet."""
    return adding(insert, _d).returning(_d.c.key)


_theirs = {
    it: about(it, "member") if it is _a else theirs(it)
    for it in tables.metadata.tables.values()
    if "member" in it.c
}
_HOLDINGS = {it: select(it).where(whose).order_by(*it.primary_key) for it, whose in _theirs.items()}
_ERASE = tuple(delete(it).where(whose) for it, whose in _theirs.items())

_KEYS_OF_WORKSPACE = select(_keys.c.wrapped).where(same(_keys, "workspace"))
_ERASE_WORKSPACE = (
    *(
        delete(it).where(same(it, "workspace"))
        for it in tables.metadata.tables.values()
        if "workspace" in it.c
    ),
    # What others did there.
    delete(tables.counts).where(tables.counts.c.place == bindparam("workspace")),
)
