"""Weekly nudges under whatever members, workers and platforms do, in any order."""

import asyncio
import shutil
import tempfile
from collections import Counter, deque
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from adapters.storage.memory import MemoryStore
from adapters.storage.migrate import upgrade
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot import wording
from bot.catalogue import Catalogue
from bot.delivery import LEASE, Delivery
from bot.mentor import Mentor
from bot.message import Paragraph
from bot.model import LATE, Member, Request, Standing, State
from bot.pacing import Lanes
from bot.ports import Busy, StoreError, Unreachable
from bot.weekly import WEEKDAYS, local_date
from tests.depth import examples

BEGAN = datetime(2026, 10, 14, 12, tzinfo=UTC)
"""Days before clocks change in Berlin and New York."""

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "Pacific/Honolulu")
MEMBERS = tuple(Member("town:hall", name) for name in ("ada", "ben", "cyd"))

members = st.sampled_from(MEMBERS)
times = st.sampled_from(["0:00", "2:30", "9:00", "17:30", "23:45"])
LINES = ("nudges resume", "nudges skip", "nudges unskip", "nudges snooze", "help")
luck = st.sampled_from(["sent", "sent", "dies before", "dies after", "lost", "busy", "away", "gone"])


class Death(BaseException):
    """The end of the worker."""


class Shaky:
    """A store that is away a few times."""

    def __init__(self, store):
        self.away = 0
        self._store = store
        self.reading, self.close = store.reading, store.close

    @asynccontextmanager
    async def transaction(self):
        if self.away > 0:
            self.away -= 1
            raise StoreError("It is away.")
        async with self._store.transaction() as records:
            yield records


class Weeks(RuleBasedStateMachine):
    """Three members with a loop that brings their nudges, and a platform on which anything can happen."""

    search = None

    @initialize(refuses=st.booleans(), days=st.tuples(*[st.sampled_from(WEEKDAYS)] * 3), at=times)
    def begin(self, refuses, days, at):
        self.loop = asyncio.new_event_loop()
        self.now = BEGAN
        self.store = Shaky(self.opened())
        self.refuses_twice = refuses
        self.mentor = Mentor(Catalogue(self.search), self.store)
        self.script = deque()
        self.wrong = []
        self.known, self.keys = {}, Counter()
        self.weeks, self.snoozed, self.unanswered = Counter(), Counter(), Counter()
        self.delivery = Delivery(
            self.store, Catalogue(self.search), {"town": self}, Lanes({}), lambda: self.now, sleep=self.waited
        )
        for who, day, zone in zip(MEMBERS, days, ZONES, strict=False):
            self.says(who, f"nudges on {day} {at} {zone}")

    def opened(self):
        return MemoryStore()

    def teardown(self):
        self.loop.run_until_complete(self.store.close())
        self.loop.close()

    # The platform

    async def send(self, to, message, key):
        happens = self.script.popleft() if self.script else "sent"
        match happens:
            case "dies before":
                raise Death
            case "busy":
                raise Busy("too fast", timedelta(minutes=2))
            case "gone":
                raise Unreachable("left")
            case "away":
                self.store.away = 3
        if not (self.refuses_twice and key in self.known):
            try:
                await self.seen(to, message, key)
            except AssertionError as wrong:
                # The loop takes any error for this recipient's trouble, and goes on.
                self.wrong.append(wrong)
        self.known[key] = self.now
        match happens:
            case "dies after":
                raise Death
            case "lost":
                raise ConnectionError
        return key

    async def sent(self, to, key, since):
        at = self.known.get(key) if to in MEMBERS else None
        return key if at and at >= since else None

    async def seen(self, to, message, key):
        """A member sees a message that nobody asked for, which may be now if ever."""
        async with self.store.reading() as records:
            [nudge] = [it for it in await records.nudges(to, 99) if it.key == key]
            schedule = await records.schedule(to)
        self.keys[key] += 1
        self.weeks[to, nudge.week] += 1
        assert self.keys[key] == 1
        assert self.weeks[to, nudge.week] <= 1 + self.snoozed[to, nudge.week]
        assert nudge.due_at <= self.now <= nudge.due_at + LATE
        assert schedule.standing is Standing.ON
        today = local_date(self.now, schedule.weekly.zone)
        assert schedule.paused_until is None or today >= schedule.paused_until
        is_goodbye = message.parts[0] == Paragraph(wording.GOODBYE)
        assert is_goodbye == (self.unanswered[to] == 3)

    # What happens

    async def waited(self, seconds):
        self.now += timedelta(seconds=seconds)

    def bring(self, happens=()):
        """One round, in which the worker may die."""
        self.script = deque(happens)
        before = self.of_all()
        with suppress(Death):
            self.loop.run_until_complete(self.delivery.round())
        self.script.clear()
        for wrong in self.wrong:
            raise wrong
        for who, nudges in self.of_all().items():
            ids = {it.id for it in before[who] if it.state is State.SENT}
            self.unanswered[who] += sum(it.state is State.SENT and it.id not in ids for it in nudges)
        self.now += SECOND

    def looked_up(self, look):
        async def read():
            async with self.store.reading() as records:
                return await look(records)

        return self.loop.run_until_complete(read())

    def of_all(self):
        async def read(records):
            return {who: await records.nudges(who, 99) for who in MEMBERS}

        return self.looked_up(read)

    def says(self, who, text, /, **fields):
        self.store.away = 0
        before = {it.id: it.round for it in self.of_all()[who]}
        message = self.loop.run_until_complete(self.mentor.reply(Request(who, text, self.now, fields)))
        self.unanswered[who] = 0
        for nudge in self.of_all()[who]:
            self.snoozed[who, nudge.week] += nudge.round > before.get(nudge.id, 1)
        self.now += SECOND
        return message

    @rule(by=st.sampled_from([60 * SECOND, 10 * LEASE, 5 * HOUR, 7 * HOUR, DAY, 3 * DAY]))
    def time_passes(self, by):
        self.now += by

    def until_due(self, late):
        due = [it.due_at for nudges in self.of_all().values() for it in nudges if it.state is State.PENDING]
        self.now = max(self.now, min(due, default=self.now) + late)

    @rule(late=st.sampled_from([0 * SECOND, SECOND, HOUR, LATE, LATE + SECOND]), happens=luck)
    def one_is_due(self, late, happens):
        self.until_due(late)
        self.bring([happens])

    @rule(happens=st.lists(luck, max_size=3))
    def many_are_due(self, happens):
        self.now += DAY
        self.bring(happens)

    @rule(happens=luck)
    def worker_comes_back(self, happens):
        self.now += LEASE
        self.bring([happens])

    @rule(number=st.integers(1, 6))
    def weeks_pass(self, number):
        for _ in range(number):
            for _ in MEMBERS:
                self.until_due(SECOND)
                self.bring()

    @rule()
    def plan_again(self):
        self.loop.run_until_complete(self.delivery.derive_again())

    @rule()
    def tzdata_changes(self):
        """What is still to come goes on coming, in the same week, and what was put off at its time."""

        async def outdate():
            async with self.store.transaction() as records:
                found = await records.schedules(MEMBERS, to_change=True)
                await records.keep_schedules([replace(it, tzdata="1900a") for it in found.values()])

        self.store.away = 0
        self.loop.run_until_complete(outdate())
        before = self.of_all()
        self.loop.run_until_complete(self.delivery.derive_again())
        for who, nudges in self.of_all().items():
            there = {(it.week, it.due_at) for it in nudges}
            for nudge in before[who]:
                late = nudge.only_planned and nudge.due_at <= self.now - LATE
                off = nudge.only_planned and self.schedule(who).standing is not Standing.ON
                assert late or off or (nudge.week, nudge.due_at) in there

    @rule(who=members, day=st.sampled_from(WEEKDAYS), at=times, zone=st.sampled_from(ZONES))
    def moves(self, who, day, at, zone):
        message = self.says(who, f"nudges on {day} {at} {zone}")
        schedule = self.schedule(who)
        assert schedule.standing is Standing.ON
        coming = [it.due_at for it in self.of_all()[who] if it.state is State.PENDING]
        # Without the year, which is told where it is another.
        days = [wording.moment(at, schedule.weekly, local_date(at, zone)).split(",")[0] for at in coming]
        said = " ".join(part.text for part in message.parts if isinstance(part, Paragraph))
        assert any(f"Your next prompt comes on {day}" in said for day in days)

    @rule(who=members)
    def stops(self, who):
        self.says(who, "nudges off")
        assert self.schedule(who).standing is Standing.OFF
        assert not [it for it in self.of_all()[who] if it.state is State.PENDING and not it.attempts]

    @rule(who=members, days=st.integers(1, 30))
    def pauses(self, who, days):
        self.says(who, f"nudges pause {self.now.date() + timedelta(days=days + 1)}")

    @rule(who=members, line=st.sampled_from(LINES))
    def speaks(self, who, line):
        self.says(who, line)

    @rule(who=members)
    def reflects(self, who):
        sent = [it for it in self.of_all()[who] if it.state is State.SENT and it.card]
        if sent:
            self.says(who, f"reflect {sent[0].card} {sent[0].week}", text="It rained.")

    # What holds all the time

    def schedule(self, who):
        return self.looked_up(lambda records: records.schedule(who))

    @invariant()
    def whoever_wants_nudges_has_one_coming(self):
        async def read(records):
            return [(await records.schedule(who), await records.nudges(who, 99)) for who in MEMBERS]

        for schedule, nudges in self.looked_up(read):
            pending = [it for it in nudges if it.state is State.PENDING]
            planned = [it for it in pending if it.only_planned]
            assert len(planned) <= 1
            assert pending or schedule.standing is not Standing.ON
            assert len({it.week for it in nudges}) == len(nudges)


class WeeksOnSqlite(Weeks):
    """The same, in a file."""

    empty = None

    def opened(self):
        self.folder = tempfile.mkdtemp()
        file = Path(self.folder) / "career.db"
        shutil.copy(self.empty, file)
        return open_sql_store(f"sqlite:///{file}", Vault([new_secret()]))

    def teardown(self):
        super().teardown()
        shutil.rmtree(self.folder)


def tried_out(machine, usual, steps):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(usual),
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def weeks(_with_the_shipped_cards):
    weeks = Weeks()
    weeks.begin(refuses=False, days=("Monday",) * 3, at="0:00")
    yield weeks
    weeks.teardown()


@pytest.fixture(autouse=True)
def _with_the_shipped_cards(search, monkeypatch):
    monkeypatch.setattr(Weeks, "search", search)


def test_nudges_keep_their_promises_whatever_happens():
    tried_out(Weeks, 60, 30)


def test_nudges_keep_their_promises_whatever_happens_on_sqlite(tmp_path, monkeypatch):
    file = tmp_path / "empty.db"
    upgrade(f"sqlite:///{file}")
    monkeypatch.setattr(WeeksOnSqlite, "empty", file)
    tried_out(WeeksOnSqlite, 4, 20)


# What chance found once


def test_whoever_moves_their_day_while_a_prompt_is_under_way_still_has_one_coming(weeks):
    who = MEMBERS[-1]
    weeks.one_is_due(late=0 * SECOND, happens="dies before")
    weeks.moves(who=who, day="Sunday", at="17:30", zone="Europe/Berlin")
    weeks.many_are_due(happens=[])
    weeks.moves(who=who, day="Tuesday", at="0:00", zone="Europe/Berlin")
    weeks.whoever_wants_nudges_has_one_coming()


def test_of_two_prompts_that_are_over_at_once_both_count(weeks):
    weeks.one_is_due(late=0 * SECOND, happens="dies after")
    weeks.moves(who=MEMBERS[-1], day="Sunday", at="9:00", zone="America/New_York")
    weeks.many_are_due(happens=[])
    # The platform looks whether the goodbye comes behind the third.
    weeks.weeks_pass(number=4)
    assert weeks.schedule(MEMBERS[-1]).standing is Standing.RESTING
