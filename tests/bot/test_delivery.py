"""What becomes of a nudge between the moment it is due and the next one, whatever happens in between."""

import asyncio
from collections import deque
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.delivery import ATTEMPTS_MAX, LEASE, REFUSED_FOR, Delivery, Round
from bot.episodes import Event
from bot.mentor import Mentor
from bot.message import Advice, Button, Buttons, Paragraph
from bot.model import LATE, Channel, Member, Nudge, Request, Schedule, Standing, State
from bot.pacing import Lanes
from bot.ports import Away, Busy, StoreError, Unreachable
from bot.weekly import Weekly, week_name
from bot.zones import TZDATA_VERSION

ADA, BEN = Member("town:hall", "ada"), Member("town:hall", "ben")
ROOM = Channel("town:hall", "room")
SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
"""Nine o'clock in Berlin, where all of them live."""
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


class Platform:
    """Takes messages, after what its *script* says happens to each: an error, or something to wait for."""

    def __init__(self):
        self.refuses_twice = True
        self.script = deque()
        self.known = {}
        self.posts = []
        self.asked = []

    async def send(self, to, message, key):
        happens = self.script.popleft() if self.script else None
        if isinstance(happens, BaseException):
            raise happens
        if not (self.refuses_twice and key in self.known):
            self.posts.append((to, key, message))
        self.known[key] = to
        if happens is not None:
            await happens()
        return f"message-{key}"

    async def sent(self, to, key, since):
        self.asked.append(since)
        return f"message-{key}" if self.known.get(key) == to else None


class World:
    """A mentor, a loop that brings nudges, a platform, and a clock that stands still."""

    def __init__(self, search, store=None):
        self.now = SUNDAY
        self.store = store or MemoryStore()
        self.platform = Platform()
        self.mentor = Mentor(Catalogue(search), self.store)
        self.library = search.library
        self.catalogue = Catalogue(search)
        self.delivery = self.worker()

    def worker(self, **more):
        return Delivery(
            self.store,
            self.catalogue,
            {"town": self.platform},
            Lanes({}),
            lambda: self.now,
            sleep=self.waited,
            **more,
        )

    async def waited(self, seconds):
        self.now += timedelta(seconds=seconds)

    async def says(self, text, who=ADA, **fields):
        return await self.mentor.reply(Request(who, text, self.now, fields))

    async def at(self, now):
        """One round at a time."""
        self.now = now
        return await self.delivery.round()

    async def nudges(self, to=ADA):
        async with self.store.reading() as records:
            return await records.nudges(to, 99)

    async def nudge(self, week, to=ADA):
        [nudge] = [it for it in await self.nudges(to) if it.week == week_name(week.date())]
        return nudge

    async def schedule(self, to=ADA):
        async with self.store.reading() as records:
            return await records.schedule(to)

    async def keep(self, schedule):
        async with self.store.transaction() as records:
            await records.keep_schedules([schedule])

    @property
    def sent(self):
        """To whom messages went."""
        return [to for to, _, _ in self.platform.posts]

    @property
    def texts(self):
        return [words(message) for _, _, message in self.platform.posts]


def words(message):
    return [part.text for part in message.parts if isinstance(part, Paragraph)]


def cards(world):
    """The titles of the cards that were sent."""
    return [
        part.title
        for _, _, message in world.platform.posts
        for part in message.parts
        if isinstance(part, Advice)
    ]


def commands(message):
    buttons = [part.buttons for part in message.parts if isinstance(part, Buttons)]
    return [it.command for row in buttons for it in row if isinstance(it, Button)]


@pytest.fixture
async def world(search):
    """Ada wants a nudge on Mondays at nine."""
    world = World(search)
    await world.says("nudges on monday 9:00 Berlin")
    return world


# On time


async def test_nothing_comes_before_its_time(world):
    assert await world.at(MONDAY - timedelta(microseconds=1)) == Round()


async def test_a_nudge_is_sent_once_and_the_next_one_planned(world):
    assert await world.at(MONDAY) == Round(claimed=1, sent=1)
    assert await world.at(MONDAY + DAY) == Round()

    [coming, sent] = await world.nudges()
    assert world.sent == [ADA]
    assert (sent.state, sent.sent_at, sent.remote_id) == (State.SENT, MONDAY, f"message-{sent.key}")
    assert (coming.state, coming.due_at) == (State.PENDING, MONDAY + WEEK)


async def test_many_are_sent_in_one_round(world):
    for number in range(20):
        await world.says("nudges on monday 9:00 Berlin", Member("town:hall", f"m{number}"))

    assert await world.at(MONDAY) == Round(claimed=21, sent=21)
    assert len(set(world.sent)) == 21


async def test_the_loop_goes_on_until_it_is_told_to_stop(world):
    stop, naps = asyncio.Event(), []

    async def nap(seconds):
        naps.append(seconds)
        world.now += DAY
        if len(naps) == 10:
            stop.set()
        await asyncio.sleep(0)

    await replace(world.delivery, sleep=nap).run(stop)

    assert world.sent == [ADA, ADA]


# Late


async def test_a_nudge_is_still_sent_six_hours_late(world):
    assert await world.at(MONDAY + LATE) == Round(claimed=1, sent=1)


async def test_a_nudge_that_is_later_is_skipped_and_the_next_one_is_on_time(world):
    assert await world.at(MONDAY + LATE + MINUTE) == Round(claimed=1, skipped=1)
    assert (await world.nudge(MONDAY)).note == wording.NOTE_LATE

    await world.at(MONDAY + WEEK)
    assert (await world.nudge(MONDAY + WEEK)).sent_at == MONDAY + WEEK
    assert world.sent == [ADA]


async def test_after_months_away_one_nudge_comes_and_not_twelve(world):
    await world.at(MONDAY + 12 * WEEK - DAY)
    assert world.sent == []

    await world.at(MONDAY + 12 * WEEK)

    assert world.sent == [ADA]


class Death(BaseException):
    """The end of the worker, not of the nudge."""


async def dies():
    raise Death


async def test_a_late_second_try_finds_what_had_been_sent_and_does_not_call_it_skipped(world):
    world.platform.script.append(dies)
    with pytest.raises(Death):
        await world.at(MONDAY)

    assert await world.at(MONDAY + LATE + MINUTE) == Round(claimed=1, sent=1)
    nudge = await world.nudge(MONDAY)
    assert (nudge.state, nudge.remote_id) == (State.SENT, f"message-{nudge.key}")
    assert world.sent == [ADA]


# A second try


@pytest.mark.parametrize("refuses_twice", [True, False])
async def test_what_a_worker_sent_before_it_died_is_not_seen_twice(world, refuses_twice):
    world.platform.refuses_twice = refuses_twice
    world.platform.script.append(dies)
    with pytest.raises(Death):
        await world.at(MONDAY)
    assert await world.at(MONDAY + LEASE - MINUTE / 60) == Round()

    assert await world.at(MONDAY + LEASE) == Round(claimed=1, sent=1)
    assert world.sent == [ADA]


async def test_a_platform_that_forgets_keys_is_asked_once_it_may_have_forgotten(world):
    world.platform.script.append(dies)
    with pytest.raises(Death):
        await world.at(MONDAY)

    await world.at(MONDAY + REFUSED_FOR + MINUTE)
    [asked_since] = world.platform.asked
    assert asked_since < MONDAY


async def test_what_a_worker_had_not_sent_when_it_died_is_sent_by_the_next(world):
    world.platform.refuses_twice = False
    world.platform.script.append(Death())
    with pytest.raises(Death):
        await world.at(MONDAY)

    assert await world.at(MONDAY + LEASE) == Round(claimed=1, sent=1)
    assert (world.sent, len(world.platform.asked)) == ([ADA], 1)


async def test_an_answer_that_got_lost_leads_to_no_second_message(world):
    async def lost():
        raise ConnectionError

    world.platform.refuses_twice = False
    world.platform.script.append(lost)

    assert await world.at(MONDAY) == Round(claimed=1, later=1)
    assert await world.at(MONDAY + MINUTE) == Round(claimed=1, sent=1)
    assert world.sent == [ADA]


async def test_a_second_try_says_the_same_as_the_first(world):
    world.platform.refuses_twice = False
    world.platform.script.append(Death())
    composed = []
    send = world.platform.send

    async def listened(to, message, key):
        composed.append(message)
        return await send(to, message, key)

    world.platform.send = listened
    with pytest.raises(Death):
        await world.at(MONDAY)
    # Would lead to another card.
    other = next(card for card in world.library.cards if card.title not in str(composed[0]))
    await world.says(f"save {other.ref}")
    await world.at(MONDAY + LEASE)

    [before, after] = composed
    assert before == after


async def test_a_goodbye_that_did_not_get_through_is_tried_again_as_one(world):
    for week in range(3):
        await world.at(MONDAY + week * WEEK)
    fourth = MONDAY + 3 * WEEK
    world.platform.script.append(Busy("too fast"))
    await world.at(fourth)

    await world.at(fourth + MINUTE)
    assert world.texts[-1] == [wording.GOODBYE]
    assert (await world.schedule()).standing is Standing.RESTING


@pytest.mark.parametrize("trouble", [Busy("too fast"), Death()], ids=["busy", "dies"])
async def test_whoever_reacts_before_the_goodbye_gets_through_gets_the_next_prompt(world, trouble):
    for week in range(3):
        await world.at(MONDAY + week * WEEK)
    fourth = MONDAY + 3 * WEEK
    world.platform.script.append(trouble)
    with suppress(Death):
        await world.at(fourth)
    await world.says("help")

    await world.at(fourth + LEASE)
    assert len(world.sent) == 4
    assert [wording.GOODBYE] not in world.texts
    assert (await world.schedule()).standing is Standing.ON


async def test_a_worker_whose_lease_is_nearly_over_does_not_send(world):
    world.platform.refuses_twice = False
    late = world.worker()
    turn = late.lanes.turn

    async def sleeps(workspace, priority):
        await turn(workspace, priority)
        world.now += LEASE

    late.lanes.turn = sleeps
    world.now = MONDAY

    assert await late.round() == Round(claimed=1, lost=1)
    assert world.sent == []
    assert await world.at(MONDAY + LEASE) == Round(claimed=1, sent=1)


async def test_a_platform_that_does_not_answer_is_given_up_before_the_lease_ends(world):
    world.platform.script.append(asyncio.Event().wait)
    world.now = MONDAY

    assert await world.worker(lease=timedelta(seconds=0.05)).round() == Round(claimed=1, later=1)
    assert (await world.nudge(MONDAY)).note == "TimeoutError"


async def test_a_worker_whose_lease_has_ended_does_not_keep_what_became_of_it(world):
    async def overtaken():
        world.now = MONDAY + LEASE
        await world.worker().round()

    world.platform.script.append(overtaken)

    assert await world.at(MONDAY) == Round(claimed=1, lost=1)
    assert world.sent == [ADA]
    assert [it.state for it in await world.nudges()] == [State.PENDING, State.SENT]


async def test_a_nudge_that_never_gets_through_is_given_up_and_the_next_one_comes(world):
    world.platform.script += [Busy("no")] * ATTEMPTS_MAX
    for minute in range(6 * 60):
        await world.at(MONDAY + minute * MINUTE)

    nudge = await world.nudge(MONDAY)
    assert (nudge.state, nudge.note, nudge.attempts) == (State.SKIPPED, "no", ATTEMPTS_MAX)
    assert await world.at(MONDAY + WEEK) == Round(claimed=1, sent=1)


# What goes wrong


async def test_who_is_busy_is_tried_again_after_the_wait_they_asked_for_and_not_before(world):
    world.platform.script.append(Busy("too fast", timedelta(minutes=3)))

    assert await world.at(MONDAY) == Round(claimed=1, later=1)
    card = (await world.nudge(MONDAY)).card
    assert await world.at(MONDAY + 3 * MINUTE - MINUTE / 60) == Round()
    assert await world.at(MONDAY + 3 * MINUTE) == Round(claimed=1, sent=1)
    assert card == (await world.nudge(MONDAY)).card


async def test_one_who_cannot_be_sent_to_does_not_stop_the_others(world):
    for who in "bcd":
        await world.says("nudges on monday 9:00 Berlin", Member("town:hall", who))
    world.platform.script += [None, ValueError("a bug"), None, None]

    assert await world.at(MONDAY) == Round(claimed=4, sent=3, later=1)
    assert await world.at(MONDAY + MINUTE) == Round(claimed=1, sent=1)
    assert len(set(world.sent)) == 4


async def test_who_cannot_be_reached_gets_no_more_and_is_told_at_their_next_visit(world):
    world.platform.script.append(Unreachable("direct messages are closed"))

    assert await world.at(MONDAY) == Round(claimed=1, failed=1)
    assert await world.at(MONDAY + WEEK) == Round()
    told = await world.says("help")
    assert words(told)[0] == wording.nudges_failed("direct messages are closed")
    assert words(await world.says("help"))[0] != words(told)[0]
    assert "nudges resume" in commands(await world.says("nudges"))

    await world.says("nudges resume")
    assert await world.at(MONDAY + 2 * WEEK) == Round(claimed=1, sent=1)


async def test_while_the_mentor_is_away_an_occasion_is_skipped_and_the_next_one_comes(world):
    world.platform.script += [Away(), Away()]

    for week in (MONDAY, MONDAY + WEEK):
        assert await world.at(week) == Round(claimed=1, skipped=1)
        assert (await world.nudge(week)).note == wording.NOTE_AWAY
    schedule = await world.schedule()
    assert (schedule.standing, schedule.unanswered) == (Standing.ON, 0)

    assert await world.at(MONDAY + 2 * WEEK) == Round(claimed=1, sent=1)
    assert world.sent == [ADA]


async def test_a_second_try_in_a_workspace_that_the_mentor_has_left_is_skipped(world):
    world.platform.refuses_twice = False
    world.platform.script += [Busy("later"), Away()]

    assert await world.at(MONDAY) == Round(claimed=1, later=1)
    assert await world.at(MONDAY + HOUR) == Round(claimed=1, skipped=1)
    assert (await world.nudge(MONDAY)).note == wording.NOTE_AWAY


class Shaky:
    """A store that is away a few times."""

    def __init__(self, store):
        self.away = 0
        self._store = store
        self.reading = store.reading

    @asynccontextmanager
    async def transaction(self):
        if self.away > 0:
            self.away -= 1
            raise StoreError("It is away.")
        async with self._store.transaction() as records:
            yield records


async def test_what_was_sent_is_kept_though_the_store_is_away_for_a_while(search):
    world = World(search, Shaky(MemoryStore()))
    await world.says("nudges on monday 9:00 Berlin")

    async def breaks():
        world.store.away = 8

    world.platform.script.append(breaks)
    assert await world.at(MONDAY) == Round(claimed=1, sent=1)
    assert world.now > MONDAY
    assert [it.state for it in await world.nudges()] == [State.PENDING, State.SENT]


async def test_the_loop_outlives_a_store_that_is_away_for_long(search):
    world = World(search, Shaky(MemoryStore()))
    await world.says("nudges on monday 9:00 Berlin")
    world.store.away, world.now, stop = 5, MONDAY, asyncio.Event()

    async def nap(seconds):
        world.now += timedelta(seconds=seconds)
        if world.sent:
            stop.set()
        await asyncio.sleep(0)

    await replace(world.delivery, sleep=nap).run(stop)

    assert world.sent == [ADA]


# Whoever does not answer


async def test_after_three_without_an_answer_comes_a_goodbye_and_then_nothing(world):
    for week in range(8):
        await world.at(MONDAY + week * WEEK)

    assert [text == [wording.GOODBYE] for text in world.texts] == [False, False, False, True]
    assert (await world.schedule()).standing is Standing.RESTING
    assert [it.state for it in await world.nudges()] == [State.SENT] * 4


async def test_whoever_says_anything_is_counted_anew(world):
    for week in range(9):
        await world.at(MONDAY + week * WEEK)
        if week % 3 == 2:
            await world.says("help")

    assert len(world.sent) == 9
    assert [wording.GOODBYE] not in world.texts


async def test_after_a_goodbye_one_press_brings_them_back(world):
    for week in range(5):
        await world.at(MONDAY + week * WEEK)
    await world.says("nudges resume")
    for week in range(5, 9):
        await world.at(MONDAY + week * WEEK)

    assert [text == [wording.GOODBYE] for text in world.texts] == [False] * 3 + [True] + [False] * 3 + [True]


async def test_a_channel_is_not_said_goodbye_to(world):
    await world.keep(Schedule(ROOM, Weekly(0, MONDAY.time(), "UTC")))
    await world.says("nudges off")
    await world.delivery.derive_again()
    for week in range(6):
        await world.at(MONDAY + week * WEEK)

    assert world.sent == [ROOM] * 6


# Whoever changes their mind


async def test_there_is_one_a_week_also_for_whoever_moves_theirs(world):
    await world.at(MONDAY)
    await world.says("nudges on friday 9:00 Berlin")
    await world.at(MONDAY + 4 * DAY)
    assert world.sent == [ADA]

    await world.at(MONDAY + 11 * DAY)
    assert world.sent == [ADA, ADA]


async def test_from_sunday_to_monday_is_not_long_enough_for_two(world):
    await world.says("nudges on sunday 20:00 Berlin")
    sunday = datetime(2026, 12, 6, 19, tzinfo=UTC)
    await world.at(sunday - WEEK)
    await world.at(sunday)
    await world.says("nudges on monday 9:00 Berlin")
    await world.at(MONDAY + WEEK)
    assert world.sent == [ADA, ADA]

    await world.at(MONDAY + 2 * WEEK)
    assert world.sent == [ADA, ADA, ADA]


async def test_what_may_have_been_sent_is_not_sent_again_on_the_day_it_was_moved_to(world):
    async def lost():
        raise ConnectionError

    world.platform.refuses_twice = False
    world.platform.script.append(lost)
    await world.at(MONDAY)
    await world.says("nudges on friday 9:00 Berlin")
    for hour in range(24 * 6):
        await world.at(MONDAY + hour * HOUR)

    assert world.sent == [ADA]


@pytest.mark.parametrize("said", ["nudges off", "nudges pause 2026-12-24", "nudges skip"])
async def test_what_did_not_get_through_is_not_tried_again_when_it_is_not_wanted_any_more(world, said):
    world.platform.script.append(Busy("too fast"))
    await world.at(MONDAY)
    await world.says(said)
    await world.at(MONDAY + MINUTE)

    assert world.sent == []
    assert (await world.nudge(MONDAY)).state is State.SKIPPED


def announced(message):
    """The next date that a message tells."""
    return words(message)[0].partition("Your next prompt comes on ")[2]


async def test_whoever_moves_their_day_while_a_try_is_under_way_is_told_what_comes(world):
    world.platform.script.append(Busy("too fast"))
    await world.at(MONDAY)

    moved = await world.says("nudges on wednesday 9:00 Berlin")

    assert announced(moved).startswith("Monday 30 November, 09:00, Europe/Berlin.")
    assert announced(moved).endswith(wording.after_that(Weekly(2, time(9), "Europe/Berlin")))
    assert announced(await world.says("nudges")).startswith("Monday 30 November")
    assert await world.at(MONDAY + MINUTE) == Round(claimed=1, sent=1)
    assert announced(await world.says("nudges")).startswith("Wednesday 9 December")
    assert await world.at(MONDAY + 9 * DAY) == Round(claimed=1, sent=1)


async def test_whoever_moves_their_day_when_a_try_is_too_late_to_be_repeated_is_told_the_next(world):
    world.platform.script.append(Busy("too fast"))
    await world.at(MONDAY)
    world.now = MONDAY + LATE + MINUTE

    moved = await world.says("nudges on wednesday 9:00 Berlin")

    assert announced(moved) == "Wednesday 9 December, 09:00, Europe/Berlin."
    assert announced(await world.says("nudges")) == announced(moved)
    for hour in range(7, 24 * 9):
        await world.at(MONDAY + hour * HOUR)
    assert world.sent == []
    assert await world.at(MONDAY + 9 * DAY) == Round(claimed=1, sent=1)


async def test_whoever_pauses_while_a_try_is_under_way_is_told_what_comes_after_the_pause(world):
    world.platform.script.append(Busy("too fast"))
    await world.at(MONDAY)

    assert announced(await world.says("nudges pause 2026-12-10")).startswith("Monday 14 December")
    assert announced(await world.says("nudges")).startswith("Monday 14 December")


async def test_what_is_stopped_while_it_is_sent_stays_stopped(world):
    world.platform.script.append(lambda: world.says("nudges off"))
    await world.at(MONDAY)
    await world.at(MONDAY + WEEK)

    assert world.sent == [ADA]
    assert (await world.schedule()).standing is Standing.OFF
    assert [it.state for it in await world.nudges()] == [State.SENT]


async def test_what_is_skipped_while_it_is_sent_is_skipped_and_the_next_one_comes(world):
    world.platform.script.append(lambda: world.says("nudges skip"))

    assert await world.at(MONDAY) == Round(claimed=1, lost=1)
    assert (await world.nudge(MONDAY)).note == wording.NOTE_SKIPPED
    assert await world.at(MONDAY + WEEK) == Round(claimed=1, sent=1)


async def test_what_is_put_off_while_it_is_sent_comes_again_tomorrow(world):
    world.platform.script.append(lambda: world.says("nudges snooze"))

    assert await world.at(MONDAY) == Round(claimed=1, lost=1)
    assert await world.at(MONDAY + HOUR) == Round()
    assert await world.at(MONDAY + DAY) == Round(claimed=1, sent=1)
    assert await world.at(MONDAY + WEEK) == Round(claimed=1, sent=1)
    keys = [key for _, key, _ in world.platform.posts]
    assert len(set(keys)) == 3


async def test_whoever_is_forgotten_while_a_nudge_is_sent_stays_forgotten(world):
    async def forgotten():
        async with world.store.transaction() as records:
            await records.erase(ADA)

    world.platform.script.append(forgotten)

    assert await world.at(MONDAY) == Round(claimed=1, lost=1)
    assert (await world.nudges(), await world.schedule()) == ((), None)


# What it says


async def test_a_nudge_quotes_its_card_and_its_buttons_know_the_week(world):
    await world.at(MONDAY)

    [(_, _, message)] = world.platform.posts
    nudge = await world.nudge(MONDAY)
    card = world.library.card(nudge.card)
    assert card.reflect in words(message)
    assert f"nudges snooze {nudge.week}" in commands(message)


async def test_a_ritual_is_never_one_that_its_channel_had_before(world):
    await world.keep(Schedule(ROOM, Weekly(0, MONDAY.time(), "UTC"), tzdata=TZDATA_VERSION))
    await world.says("nudges off")
    await world.delivery.derive_again()
    for week in range(30):
        await world.at(MONDAY + week * WEEK)

    assert world.sent == [ROOM] * 30
    assert len(set(cards(world))) == 30


async def test_a_prompt_that_was_answered_comes_back_only_when_there_is_no_other(world):
    last = world.library.cards[7]
    async with world.store.transaction() as records:
        before = await records.progress(ADA)
        after = before
        for card in world.library.cards:
            if card != last:
                after = after.with_reflected(card.ref, SUNDAY)
        await records.keep(before, after)
    await world.at(MONDAY)
    assert cards(world) == [last.title]

    async with world.store.transaction() as records:
        before = await records.progress(ADA)
        await records.keep(before, before.with_reflected(last.ref, MONDAY))
    await world.at(MONDAY + WEEK)
    assert cards(world)[1] != last.title


async def test_members_get_a_prompt_of_their_own_each_week(world):
    for week in range(10):
        await world.says("help")
        await world.at(MONDAY + week * WEEK)

    assert len(set(cards(world))) == 10


# Planned anew


async def test_another_version_of_tzdata_plans_anew(world):
    schedule = await world.schedule()
    [planned] = await world.nudges()
    async with world.store.transaction() as records:
        # As a version would have it in which Berlin had no winter time.
        await records.keep_schedules([replace(schedule, tzdata="1900a")])
        await records.rewrite(replace(planned, due_at=MONDAY - HOUR))

    assert await world.delivery.derive_again() == 1
    [again] = await world.nudges()
    assert (again.due_at, (await world.schedule()).tzdata) == (MONDAY, TZDATA_VERSION)
    assert await world.delivery.derive_again() == 0


async def outdated(world, due_at=None):
    """What is planned as another version of tzdata would have it."""
    schedule = await world.schedule()
    async with world.store.transaction() as records:
        await records.keep_schedules([replace(schedule, tzdata="1900a")])
        if due_at:
            [planned] = await world.nudges()
            await records.rewrite(replace(planned, due_at=due_at))


@pytest.mark.parametrize("now", [MONDAY, MONDAY + 3 * MINUTE, MONDAY + LATE - MINUTE])
@pytest.mark.parametrize("due_at", [MONDAY - HOUR, MONDAY, MONDAY + 17 * MINUTE, MONDAY + HOUR])
async def test_what_is_due_while_another_version_of_tzdata_comes_is_brought_all_the_same(world, due_at, now):
    await outdated(world, due_at)
    world.now = now

    assert await world.delivery.derive_again() == 1

    assert await world.at(now) == Round(claimed=1, sent=1)
    assert (await world.nudge(MONDAY)).due_at == MONDAY
    assert [it.due_at for it in await world.nudges()] == [MONDAY + WEEK, MONDAY]


async def test_another_version_of_tzdata_brings_no_second_prompt_in_a_week(world):
    await world.at(MONDAY)
    await outdated(world)

    assert await world.delivery.derive_again() == 1

    assert await world.at(MONDAY + HOUR) == Round()
    assert [it.due_at for it in await world.nudges()] == [MONDAY + WEEK, MONDAY]


async def test_another_version_of_tzdata_brings_nothing_before_the_day_that_was_told(search):
    world = World(search)
    world.now = MONDAY + HOUR
    await world.says("nudges on monday 9:00 Berlin")
    await outdated(world)

    assert await world.delivery.derive_again() == 1

    [planned] = await world.nudges()
    assert planned.due_at == MONDAY + WEEK


@pytest.mark.parametrize("before", [MONDAY - HOUR, MONDAY], ids=["before it came", "after it came"])
async def test_what_was_put_off_comes_when_it_was_promised_though_another_version_of_tzdata_comes(
    world, before
):
    await world.at(before)
    assert wording.SNOOZED in words(await world.says("nudges snooze"))[0]
    came = len(world.sent)
    await outdated(world)
    world.now = MONDAY + MINUTE

    assert await world.delivery.derive_again() == 1

    assert await world.at(MONDAY + DAY - MINUTE) == Round()
    assert await world.at(MONDAY + DAY) == Round(claimed=1, sent=1)
    assert await world.at(MONDAY + WEEK) == Round(claimed=1, sent=1)
    assert len(world.sent) == came + 2


async def test_whoever_has_nothing_planned_is_planned_for(world):
    for number in range(450):
        await world.keep(
            Schedule(
                Member("town:hall", f"m{number}"), Weekly(0, MONDAY.time(), "UTC"), tzdata=TZDATA_VERSION
            )
        )

    assert await world.delivery.derive_again() == 450
    assert (await world.at(MONDAY)).sent == 200
    assert (await world.at(MONDAY)).sent == 200
    assert (await world.at(MONDAY)).sent == 51


async def test_a_crowd_at_one_time_is_spread_over_minutes(search):
    world = World(search)
    slow = world.worker()
    for number in range(60):
        who = Member("town:hall", f"m{number}")
        await world.keep(Schedule(who, Weekly(0, MONDAY.time(), "UTC"), tzdata=TZDATA_VERSION))
    slow.lanes.rate = lambda _: 1.0
    await slow.derive_again()

    async with world.store.reading() as records:
        due = sorted([(await records.nudges(Member("town:hall", f"m{n}"), 1))[0].due_at for n in range(60)])
    assert due[0] >= MONDAY
    assert due[-1] < MONDAY + MINUTE
    assert len(set(due)) > 30
    assert all(earlier <= later for earlier, later in pairwise(due))


def test_what_became_of_two_rounds_adds_up():
    assert Round(claimed=3, sent=2, later=1) + Round(claimed=1, lost=1) == Round(
        claimed=4, sent=2, later=1, lost=1
    )


def test_a_key_names_one_sending_to_one_recipient():
    nudge = Nudge(ADA, "2026-W49", MONDAY)
    others = [
        replace(nudge, recipient=BEN),
        replace(nudge, recipient=Channel(ADA.workspace, ADA.id)),
        replace(nudge, week="2026-W50"),
        replace(nudge, round=2),
    ]
    assert len({nudge.key, *(it.key for it in others)}) == 5
    assert replace(nudge, due_at=SUNDAY, attempts=4, card="e/c").key == nudge.key


# What is counted


async def test_prompts_that_reached_people_are_counted_for_their_workspace_and_no_others(world):
    for number in range(3):
        await world.says("nudges on monday 9:00 Berlin", Member("town:hall", f"m{number}"))
    await world.says("nudges on monday 9:00 Berlin", Member("town:@me", "nowhere"))
    world.platform.script.append(Unreachable("gone"))

    await world.at(MONDAY)

    async with world.store.reading() as records:
        [tally] = await records.tallies("town:hall", "")
        assert await records.tallies("town:@me", "") == ()
    assert (tally.week, tally.event) == (week_name(MONDAY.date()), Event.NUDGED)
    assert tally.times == tally.people == len([to for to in world.sent if to.workspace == "town:hall"])


async def test_a_goodbye_is_no_prompt(world):
    for week in range(4):
        await world.at(MONDAY + week * WEEK)

    async with world.store.reading() as records:
        tallies = await records.tallies("town:hall", "")
    assert len(world.sent) == 4
    assert sum(tally.times for tally in tallies) == 3
