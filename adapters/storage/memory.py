"""A store that forgets when the process ends: for trying the mentor, and for tests."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from adapters.storage.memory_shelves import MemoryShelves, Shelves
from adapters.storage.rows import MARK, MEMBER, TEXT_MISSING, changes, is_theirs, time_of, without_texts
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
    Row,
    Rules,
    Schedule,
    Standing,
    State,
    platform_of,
)

REFLECTION = ("id", "written_at", "edited_at", "card", "week", "text", "prompt")
SCHEDULE = ("standing", "paused_until", "unanswered", "sent_at", "last_week", "trouble", "tzdata")
NUDGE = (
    "id", "week", "due_at", "round", "state", "card", "attempts", "sent_at", "answered_at", "remote_id",
    "note",
)  # fmt: skip


@dataclass
class _Kept:
    """All that is kept, as frozen values: a copy of the dictionaries is a copy of everything."""

    progress: dict[Member, Progress] = field(default_factory=dict)
    keys: dict[Member, None] = field(default_factory=dict)
    reflections: dict[tuple[Member, str], Reflection] = field(default_factory=dict)
    schedules: dict[Recipient, Schedule] = field(default_factory=dict)
    nudges: dict[int, Nudge] = field(default_factory=dict)
    leases: dict[int, datetime] = field(default_factory=dict)
    last_id: int = 0
    rules: dict[str, Rules] = field(default_factory=dict)
    admins: dict[Member, datetime] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    deliveries: dict[tuple[str, str], datetime] = field(default_factory=dict)
    shelves: Shelves = field(default_factory=Shelves)

    def copy(self) -> "_Kept":
        return replace(
            self,
            progress=dict(self.progress),
            keys=dict(self.keys),
            reflections=dict(self.reflections),
            schedules=dict(self.schedules),
            nudges=dict(self.nudges),
            leases=dict(self.leases),
            rules=dict(self.rules),
            admins=dict(self.admins),
            deliveries=dict(self.deliveries),
            shelves=self.shelves.copy(),
        )


class MemoryStore:
    """A `Store` in dictionaries, with one transaction at a time."""

    def __init__(self) -> None:
        self._kept = _Kept()
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["MemoryRecords"]:
        """What the last transaction left."""
        yield MemoryRecords(self._kept.copy())

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["MemoryRecords"]:
        """A copy, which is what is kept from the end of the block on."""
        async with self._one_writer:
            draft = self._kept.copy()
            yield MemoryRecords(draft)
            self._kept = draft

    async def close(self) -> None:
        """Forget everything."""
        self._kept = _Kept()


class MemoryRecords(MemoryShelves):
    """What is remembered, for the time of one block."""

    def __init__(self, kept: _Kept) -> None:
        super().__init__(kept.shelves, kept.rules)
        self._kept = kept

    # Members

    async def progress(self, member: Member) -> Progress:
        """See `Records`."""
        return self._kept.progress.get(member, Progress(member))

    async def progresses(self, members: Collection[Member]) -> Mapping[Member, Progress]:
        """See `Records`."""
        return {member: await self.progress(member) for member in members}

    async def keep(self, before: Progress, after: Progress) -> None:
        """See `Records`."""
        if before != after:
            now = self._kept.progress.get(after.member, Progress(after.member))
            self._kept.progress[after.member] = _merged(now, before, after)

    # Journal

    async def written(self, member: Member) -> tuple[datetime, ...]:
        """See `Records`."""
        return tuple(sorted(it.written_at for it in self._journal(member)))

    async def reflections(
        self, member: Member, *, skip: int = 0, limit: int | None = None
    ) -> tuple[Reflection, ...]:
        """See `Records`."""
        newest = sorted(self._journal(member), key=lambda it: (it.written_at, it.id), reverse=True)
        return tuple(newest[skip:] if limit is None else newest[skip : skip + limit])

    async def recalled(
        self, members: Collection[Member], since: datetime, until: datetime
    ) -> Mapping[Member, Reflection]:
        """See `Records`."""
        latest = {}
        for member in members:
            for it in await self.reflections(member):
                if since <= it.written_at < until:
                    latest[member] = it
                    break
        return latest

    async def reflection(self, member: Member, id: str) -> Reflection | None:
        """See `Records`."""
        return self._kept.reflections.get((member, id))

    async def write(self, reflection: Reflection) -> None:
        """See `Records`."""
        if reflection.text is None:
            raise ValueError(TEXT_MISSING)
        self._kept.keys[reflection.member] = None
        self._kept.reflections[reflection.member, reflection.id] = reflection

    async def tear_out(self, member: Member, id: str) -> bool:
        """See `Records`."""
        return self._kept.reflections.pop((member, id), None) is not None

    def _journal(self, member: Member) -> Iterable[Reflection]:
        return (it for it in self._kept.reflections.values() if it.member == member)

    # Schedules

    async def schedule(self, recipient: Recipient) -> Schedule | None:
        """See `Records`."""
        return self._kept.schedules.get(recipient)

    async def schedules(
        self,
        recipients: Collection[Recipient],
        *,
        to_change: bool = False,  # noqa: ARG002  (there is one transaction at a time)
    ) -> Mapping[Recipient, Schedule]:
        """See `Records`."""
        return {it: self._kept.schedules[it] for it in recipients if it in self._kept.schedules}

    async def rituals(self, workspace: str) -> tuple[Schedule, ...]:
        """See `Records`."""
        channels = [
            (it.recipient.id, it)
            for it in self._kept.schedules.values()
            if isinstance(it.recipient, Channel) and it.recipient.workspace == workspace
        ]
        return tuple(it for _, it in sorted(channels, key=lambda pair: pair[0]))

    async def sharing(self, schedule: Schedule) -> int:
        """See `Records`."""
        slot = (platform_of(schedule.recipient.workspace), schedule.weekly)
        return sum((platform_of(it.recipient.workspace), it.weekly) == slot for it in self._on())

    async def outdated(self, tzdata: str, limit: int) -> tuple[Schedule, ...]:
        """See `Records`."""
        planned = {it.recipient for it in self._kept.nudges.values() if it.state is State.PENDING}
        outdated = [it for it in self._on() if it.tzdata != tzdata or it.recipient not in planned]
        return tuple(outdated[:limit])

    async def keep_schedules(self, schedules: Collection[Schedule]) -> None:
        """See `Records`."""
        self._kept.schedules |= {it.recipient: it for it in schedules}

    def _on(self) -> Iterable[Schedule]:
        return (it for it in self._kept.schedules.values() if it.standing is Standing.ON)

    # Nudges

    async def nudges(self, recipient: Recipient, limit: int) -> tuple[Nudge, ...]:
        """See `Records`."""
        mine = (it for it in self._kept.nudges.values() if it.recipient == recipient)
        return tuple(sorted(mine, key=lambda it: it.week, reverse=True)[:limit])

    async def prompted(self, recipients: Collection[Recipient]) -> Mapping[Recipient, frozenset[str]]:
        """See `Records`."""
        sent = [(it.recipient, it.card) for it in self._kept.nudges.values() if it.sent_at and it.card]
        return {one: frozenset(card for to, card in sent if to == one) for one in recipients}

    async def plan(self, nudges: Collection[Nudge]) -> None:
        """See `Records`."""
        taken = {(it.recipient, it.week) for it in self._kept.nudges.values()}
        for nudge in nudges:
            if (nudge.recipient, nudge.week) not in taken:
                taken.add((nudge.recipient, nudge.week))
                self._kept.last_id += 1
                self._put(replace(nudge, id=self._kept.last_id, token=None), nudge.retry_at)

    async def unplan(self, recipients: Collection[Recipient]) -> None:
        """See `Records`."""
        for nudge in tuple(self._kept.nudges.values()):
            if nudge.recipient in recipients and nudge.only_planned:
                self._drop(nudge)

    async def rewrite(self, nudge: Nudge) -> None:
        """See `Records`."""
        if nudge.id in self._kept.nudges:
            self._put(replace(nudge, token=None), nudge.retry_at)

    async def claim(
        self, platforms: Collection[str], now: datetime, *, limit: int, lease: timedelta
    ) -> tuple[Nudge, ...]:
        """See `Records`."""
        free = (
            it for it in self._due(platforms, now) if it.id is not None and self._free_at(it.id, now) <= now
        )
        claimed = []
        for nudge in sorted(free, key=lambda it: (it.due_at, it.id))[:limit]:
            mine = replace(nudge, token=secrets.token_hex(8), attempts=nudge.attempts + 1, retry_at=None)
            self._put(mine, now + lease)
            claimed.append(mine)
        return tuple(claimed)

    async def assign(self, nudges: Collection[Nudge]) -> None:
        """See `Records`."""
        for nudge in nudges:
            if held := self._held(nudge):
                self._kept.nudges[held.id or 0] = replace(held, card=nudge.card, note=nudge.note)

    async def finish(self, nudges: Collection[Nudge]) -> frozenset[int]:
        """See `Records`."""
        mine = set()
        for nudge in nudges:
            if (held := self._held(nudge)) and held.id is not None:
                pending = nudge.state is State.PENDING
                ended = replace(
                    held,
                    state=nudge.state,
                    card=nudge.card,
                    sent_at=nudge.sent_at,
                    remote_id=nudge.remote_id,
                    note=nudge.note,
                    token=None,
                    retry_at=nudge.retry_at if pending else None,
                )
                self._put(ended, ended.retry_at)
                mine.add(held.id)
        return frozenset(mine)

    async def overdue(self, platforms: Collection[str], now: datetime) -> tuple[int, datetime | None]:
        """See `Records`."""
        due = [it.due_at for it in self._due(platforms, now)]
        return len(due), min(due, default=None)

    def _due(self, platforms: Collection[str], now: datetime) -> Iterable[Nudge]:
        return (
            it
            for it in self._kept.nudges.values()
            if it.state is State.PENDING
            and it.due_at <= now
            and platform_of(it.recipient.workspace) in platforms
        )

    def _free_at(self, id: int, now: datetime) -> datetime:
        return self._kept.leases.get(id, now)

    def _held(self, nudge: Nudge) -> Nudge | None:
        """The nudge as it is kept, if its lease is still the one that *nudge* came with."""
        held = self._kept.nudges.get(nudge.id or 0)
        mine = held and nudge.token and held.token == nudge.token and held.state is State.PENDING
        return held if mine else None

    def _put(self, nudge: Nudge, busy_until: datetime | None) -> None:
        id = nudge.id or 0
        self._kept.nudges[id] = nudge
        self._kept.leases.pop(id, None)
        if busy_until:
            self._kept.leases[id] = busy_until

    def _drop(self, nudge: Nudge) -> None:
        del self._kept.nudges[nudge.id or 0]
        self._kept.leases.pop(nudge.id or 0, None)

    # Workspaces

    async def rules(self, workspace: str) -> Rules:
        """See `Records`."""
        return self._kept.rules.get(workspace, Rules(workspace))

    async def all_rules(self) -> tuple[Rules, ...]:
        """See `Records`."""
        return tuple(self._kept.rules.values())

    async def keep_rules(self, rules: Rules) -> None:
        """See `Records`."""
        self._kept.rules[rules.workspace] = rules

    async def admins(self, workspace: str) -> frozenset[str]:
        """See `Records`."""
        return frozenset(it.id for it in self._kept.admins if it.workspace == workspace)

    async def name_admin(self, member: Member, at: datetime) -> None:
        """See `Records`."""
        self._kept.admins.setdefault(member, at)

    async def dismiss_admin(self, member: Member) -> bool:
        """See `Records`."""
        return self._kept.admins.pop(member, None) is not None

    async def note_gap(self, gap: Gap) -> None:
        """See `Records`."""
        self._kept.gaps += (gap,)

    async def gaps(self, workspace: str, since: date) -> tuple[Gap, ...]:
        """See `Records`."""
        kept = (it for it in self._kept.gaps if it.workspace == workspace and it.asked_on >= since)
        return tuple(sorted(kept, key=lambda it: it.asked_on))

    async def forget_gaps(self, workspace: str, before: date) -> int:
        """See `Records`."""
        left = tuple(it for it in self._kept.gaps if it.workspace != workspace or it.asked_on >= before)
        forgotten = len(self._kept.gaps) - len(left)
        self._kept.gaps = left
        return forgotten

    async def forget_questions(self, workspace: str, questions: Collection[str]) -> int:
        """See `Records`."""
        left = tuple(
            it for it in self._kept.gaps if it.workspace != workspace or it.question not in questions
        )
        forgotten = len(self._kept.gaps) - len(left)
        self._kept.gaps = left
        return forgotten

    async def known_workspaces(self, platform: str) -> frozenset[str]:
        """See `Records`."""
        kept = self._kept
        rituals = (it for it in kept.schedules if isinstance(it, Channel))
        arranged = (it.workspace for those in (kept.admins, kept.gaps, rituals) for it in those)
        known = (*kept.rules, *arranged, *kept.shelves.owners())
        return frozenset(it for it in known if platform_of(it) == platform)

    # What reached the mentor

    async def first_time(self, workspace: str, key: str, at: datetime) -> bool:
        """See `Records`."""
        new = (workspace, key) not in self._kept.deliveries
        self._kept.deliveries.setdefault((workspace, key), at)
        return new

    async def forget_delivery(self, workspace: str, key: str) -> None:
        """See `Records`."""
        self._kept.deliveries.pop((workspace, key), None)

    async def forget_deliveries(self, before: datetime) -> int:
        """See `Records`."""
        old = [key for key, at in self._kept.deliveries.items() if at < before]
        for key in old:
            del self._kept.deliveries[key]
        return len(old)

    # Everything about one member

    async def holdings(self, member: Member) -> Holdings:
        """See `Records`."""
        progress, schedule = self._kept.progress.get(member), self._kept.schedules.get(member)
        marks = sorted(progress.marks.items()) if progress else ()
        nudges = (it for it in self._kept.nudges.values() if it.recipient == member)
        who = {"workspace": member.workspace, "member": member.id}
        return Holdings(
            {
                "members": (_row(who, progress, MEMBER),) if progress else (),
                "member_keys": (who,) if member in self._kept.keys else (),
                "marks": tuple(_row({**who, "card": ref}, mark, MARK) for ref, mark in marks),
                "reflections": tuple(_row(who, it, REFLECTION) for it in await self.reflections(member)),
                "schedules": (_schedule_row(who, schedule),) if schedule else (),
                "nudges": tuple(_row(who, it, NUDGE) for it in nudges),
                "admins": tuple(
                    {"workspace": it.workspace, "member": it.id, "named_at": self._kept.admins[it]}
                    for it in self._named(member)
                ),
                **self._kept.shelves.held(member),
            }
        )

    async def erase(self, member: Member) -> Holdings:
        """See `Records`."""
        held = await self.holdings(member)
        self._kept.progress.pop(member, None)
        self._kept.keys.pop(member, None)
        self._kept.schedules.pop(member, None)
        for named in self._named(member):
            del self._kept.admins[named]
        for reflection in tuple(self._journal(member)):
            del self._kept.reflections[member, reflection.id]
        for nudge in tuple(self._kept.nudges.values()):
            if nudge.recipient == member:
                self._drop(nudge)
        self._kept.shelves.forget(member)
        return without_texts(held)

    def _named(self, member: Member) -> list[Member]:
        """As whom they were named: also by workspaces on a platform, where that is what they are of."""
        return [it for it in self._kept.admins if is_theirs(member, it.workspace, it.id)]

    # Everything of one workspace

    async def erase_workspace(self, workspace: str) -> int:
        """See `Records`."""
        kept = self._kept
        marks = sum(len(it.marks) for who, it in kept.progress.items() if who.workspace == workspace)
        nudges = [it for it in kept.nudges.values() if it.recipient.workspace == workspace]
        for nudge in nudges:
            self._drop(nudge)
        rest: tuple[dict[Any, Any], ...] = (
            kept.progress, kept.keys, kept.reflections, kept.schedules, kept.rules, kept.admins,
            kept.deliveries,
        )  # fmt: skip
        gaps = await self.forget_gaps(workspace, date.max)
        shelves = kept.shelves.erase(workspace)
        return marks + len(nudges) + gaps + shelves + sum(_drop_those_of(workspace, rows) for rows in rest)


def _drop_those_of(workspace: str, rows: dict[Any, Any]) -> int:
    theirs = [key for key in rows if _workspace_of(key) == workspace]
    for key in theirs:
        del rows[key]
    return len(theirs)


def _workspace_of(key: object) -> object:
    """The workspace in a key, which begins with it or with somebody who is in it."""
    match key:
        case Member(workspace=workspace) | Channel(workspace=workspace):
            return workspace
        case (first, _):
            return _workspace_of(first)
        case _:
            return key


def _schedule_row(who: Row, schedule: Schedule) -> Row:
    return _row({**who, **time_of(schedule.weekly)}, schedule, SCHEDULE)


def _row(beginning: Row, value: object, names: Sequence[str]) -> Row:
    return {**beginning, **{name: getattr(value, name) for name in names}}


def _merged(now: Progress, before: Progress, after: Progress) -> Progress:
    """*now*, and in it what changed from *before* to *after*."""
    changed = changes(before, after, MEMBER)
    if "used_at" in changed and now.used_at and after.used_at:
        changed["used_at"] = max(now.used_at, after.used_at)
    marks = dict(now.marks)
    for ref in before.marks.keys() | after.marks.keys():
        if before.mark(ref) != after.mark(ref):
            marks[ref] = _merged_mark(now.mark(ref), before.mark(ref), after.mark(ref))
    kept = {ref: mark for ref, mark in marks.items() if mark != UNMARKED}
    return replace(now, marks=MappingProxyType(kept), **changed)


def _merged_mark(now: Mark, before: Mark, after: Mark) -> Mark:
    changed = changes(before, after, MARK)
    for name in changed.keys() - {"helpful"}:
        at, known = changed[name], getattr(now, name)
        changed[name] = min(at, known) if at and known else at
    return replace(now, **changed)
