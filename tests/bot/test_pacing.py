"""Pacing, in a loop whose clock jumps to whatever is due next."""

import asyncio
import functools
import random
import selectors
from collections import Counter, deque
from datetime import timedelta
from itertools import pairwise
from math import ceil, inf

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pacing import (
    PAUSE_MIN,
    PROMISED,
    RECOVERS_IN,
    SLOWEST,
    TICK,
    Lanes,
    Pace,
    Pacer,
    Priority,
    smear,
)

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
DISCORD = Pace(47, 2)
BEGAN = 1000.0


class Jump(selectors.DefaultSelector):
    """A selector that does not wait, and adds up how long it would have."""

    now = BEGAN

    def select(self, timeout=None):
        self.now += timeout or 0
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.jump = Jump()
        super().__init__(self.jump)

    def time(self):
        return self.jump.now


def virtual(test):
    """Runs *test* in a loop of its own, where waiting takes no time."""

    @functools.wraps(test)
    def ran(*args, **kwargs):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(test(*args, **kwargs))

    return ran


def now():
    return asyncio.get_running_loop().time()


@pytest.fixture
def pacer():
    """Ten a second, two at once."""
    return Pacer(Pace(10, 2), now)


async def turn(of, *where, priority=Priority.NUDGE):
    """When a turn was had, in seconds from the beginning."""
    await of.turn(*where, priority)
    return round(now() - BEGAN, 4)


def lined_up(pacer, *priorities):
    return [asyncio.ensure_future(turn(pacer, priority=priority)) for priority in priorities]


async def settle():
    """Let everybody go as far as they get without waiting."""
    for _ in range(5):
        await asyncio.sleep(0)


NUDGES = [Priority.NUDGE] * 4


@virtual
async def test_turns_come_at_once_up_to_the_burst_and_then_at_the_rate(pacer):
    assert await asyncio.gather(*lined_up(pacer, *NUDGES)) == [0, 0, 0.1, 0.2]


@virtual
async def test_after_a_silence_there_is_one_burst_and_not_more(pacer):
    await asyncio.gather(*lined_up(pacer, *NUDGES))
    await asyncio.sleep(9.8)
    assert await asyncio.gather(*lined_up(pacer, *NUDGES)) == [10, 10, 10.1, 10.2]


@virtual
async def test_answers_go_before_nudges_that_came_first(pacer):
    tasks = lined_up(pacer, *NUDGES, Priority.ANSWER, Priority.ANSWER)
    assert await asyncio.gather(*tasks) == [0, 0, 0.3, 0.4, 0.1, 0.2]


@virtual
async def test_whoever_is_cancelled_while_waiting_leaves_no_hole(pacer):
    tasks = lined_up(pacer, *NUDGES, *NUDGES)
    await asyncio.sleep(0.05)
    for cancelled in tasks[2:7]:
        cancelled.cancel()
    assert await tasks[7] == 0.1


@virtual
async def test_a_turn_that_was_granted_and_not_taken_goes_to_the_next(pacer):
    *_, taker, next_one = lined_up(pacer, *NUDGES)
    loop = asyncio.get_running_loop()
    # When the timer rings, the turn is granted one step later and would be taken two steps later.
    loop.call_at(BEGAN + 0.1 - TICK, lambda: loop.call_soon(lambda: loop.call_soon(taker.cancel)))
    assert await next_one == 0.1
    assert taker.cancelled()


@virtual
async def test_a_turn_that_was_not_taken_is_not_given_away_in_a_pause(pacer):
    *_, taker, next_one = lined_up(pacer, *NUDGES)
    loop = asyncio.get_running_loop()

    def refused():
        pacer.slow_down(7 * SECOND)
        taker.cancel()

    loop.call_at(BEGAN + 0.1 - TICK, lambda: loop.call_soon(lambda: loop.call_soon(refused)))
    assert await next_one == 7.1


@virtual
async def test_when_all_who_wait_are_cancelled_the_next_one_is_served(pacer):
    for task in lined_up(pacer, *NUDGES)[2:]:
        await settle()
        task.cancel()
    assert await turn(pacer) == 0.1


@virtual
async def test_those_who_do_not_wait_any_more_leave_no_task_behind(pacer):
    tasks = lined_up(pacer, *NUDGES)
    await settle()
    for task in tasks:
        task.cancel()
    await settle()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@virtual
async def test_nobody_goes_before_a_pause_is_over(pacer):
    pacer.slow_down(7 * SECOND)
    assert min(await asyncio.gather(*lined_up(pacer, Priority.NUDGE, Priority.ANSWER))) == 7


@virtual
async def test_nobody_who_waits_already_goes_before_a_pause_is_over(pacer):
    tasks = lined_up(pacer, *NUDGES)
    await settle()
    pacer.slow_down(7 * SECOND)
    assert await asyncio.gather(*tasks) == [0, 0, 7, pytest.approx(7.2, abs=0.01)]


@virtual
async def test_a_shorter_pause_does_not_end_a_longer_one(pacer):
    pacer.slow_down(7 * SECOND)
    pacer.slow_down(2 * SECOND)
    assert await turn(pacer) == 7


@pytest.mark.parametrize("wait", [timedelta(0), -5 * SECOND, timedelta(microseconds=1)])
@virtual
async def test_a_pause_is_never_shorter_than_a_second(pacer, wait):
    pacer.slow_down(wait)
    assert await turn(pacer) == PAUSE_MIN.total_seconds()


async def speed(pacer):
    """Turns a second at the moment, from the distance between two that wait."""
    first, second = (await asyncio.gather(*lined_up(pacer, *NUDGES)))[-2:]
    return 1 / (second - first)


@virtual
async def test_refused_once_it_goes_half_as_fast(pacer):
    pacer.slow_down(SECOND)
    assert await speed(pacer) == pytest.approx(5, rel=0.05)


@virtual
async def test_refused_many_times_at_once_it_goes_half_as_fast(pacer):
    for _ in range(50):
        pacer.slow_down(SECOND)
    assert await speed(pacer) == pytest.approx(5, rel=0.05)


@virtual
async def test_refused_again_after_a_pause_it_goes_a_quarter_as_fast(pacer):
    pacer.slow_down(SECOND)
    await asyncio.sleep(1)
    pacer.slow_down(SECOND)
    assert await speed(pacer) == pytest.approx(2.5, rel=0.15)


@virtual
async def test_however_often_refused_it_never_stops(pacer):
    for _ in range(100):
        pacer.slow_down(SECOND)
        await asyncio.sleep(1)
    assert await speed(pacer) >= 10 * SLOWEST


@virtual
async def test_the_rate_grows_by_the_same_amount_each_time(pacer):
    pacer.slow_down(SECOND)
    speeds = []
    for number in range(1, 5):
        await asyncio.sleep(BEGAN + 6 * number - now())
        speeds.append(await speed(pacer))
    assert [after - before for before, after in pairwise(speeds)] == pytest.approx([1, 1, 1], rel=0.15)


@virtual
async def test_after_a_minute_a_refusal_is_forgotten(pacer):
    pacer.slow_down(SECOND)
    await asyncio.sleep((SECOND + RECOVERS_IN).total_seconds())
    assert pacer.idle
    assert await asyncio.gather(*lined_up(pacer, *NUDGES)) == [61, 61, 61.1, 61.2]


@virtual
async def test_the_room_of_a_fresh_pacer_is_its_burst_and_its_rate(pacer):
    assert pacer.room(3 * SECOND) == 32


@virtual
async def test_there_is_no_room_while_a_pacer_is_held_back(pacer):
    pacer.slow_down(7 * SECOND)
    assert (pacer.held, pacer.room(MINUTE)) == (True, 0)
    await asyncio.sleep(7)
    assert (pacer.held, pacer.room(SECOND)) == (False, 6)


@virtual
async def test_those_who_wait_take_from_the_room(pacer):
    tasks = lined_up(pacer, *NUDGES)
    await settle()
    assert pacer.room(SECOND) == 8
    await asyncio.gather(*tasks)


@given(st.integers(0, 30), st.floats(0, 3), st.floats(0, 2))
@virtual
async def test_as_many_as_there_is_room_for_are_served_in_time_and_no_more(before, idle, within):
    pacer, sent = Pacer(Pace(10, 2), now), []

    async def send():
        await pacer.turn(Priority.NUDGE)
        sent.append(now())

    for _ in range(before):
        await pacer.turn(Priority.NUDGE)
    await asyncio.sleep(idle)
    until, room = now() + within, pacer.room(timedelta(seconds=within))
    await asyncio.gather(*(send() for _ in range(room + 1)))
    assert room == 0 or sent[room - 1] <= until + 3 * TICK
    assert sent[room] > until - 3 * TICK


def too_many(times, pace):
    """Windows with more turns in them than the pace allows."""
    return [
        (first, last)
        for start, first in enumerate(times)
        for many, last in enumerate(times[start:], start=1)
        if many > pace.burst + pace.rate * (last - first + 2 * TICK)
    ]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["nudge", "answer", "cancel", "pass", "refuse"]), st.integers(1, 9), st.floats(0, 0.7)
    ),
    max_size=40,
)


@settings(max_examples=150)
@given(st.integers(1, 20), st.integers(1, 5), STEPS)
@example(1, 1, [("nudge", 2, 0), ("pass", 1, 1e-06), ("refuse", 1, 0)])
@virtual
async def test_whatever_happens_turns_keep_to_the_pace_and_everybody_gets_one(rate, burst, steps):
    pacer, sent, tasks, chance = Pacer(Pace(rate, burst), now), [], [], random.Random(7)

    async def send(priority):
        await pacer.turn(priority)
        assert not pacer.held
        sent.append(now())

    for kind, many, seconds in steps:
        match kind:
            case "nudge" | "answer":
                tasks += [asyncio.ensure_future(send(Priority[kind.upper()])) for _ in range(many)]
            case "cancel" if tasks:
                chance.choice(tasks).cancel()
            case "pass":
                await asyncio.sleep(seconds)
            case "refuse":
                await settle()
                pacer.slow_down(timedelta(seconds=seconds))
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(it) for it in ended} <= {type(None), asyncio.CancelledError}
    assert len(sent) == ended.count(None)
    assert too_many(sent, Pace(rate, burst)) == []


@given(st.lists(st.sampled_from(Priority), max_size=30))
@virtual
async def test_of_all_who_wait_answers_come_first_and_each_kind_as_it_came(priorities):
    pacer, order = Pacer(Pace(10, 1), now), []
    await pacer.turn(Priority.NUDGE)

    async def send(number, priority):
        await pacer.turn(priority)
        order.append((priority, number))

    await asyncio.gather(*(send(*each) for each in enumerate(priorities)))
    assert sorted(order) == order


class Server:
    """Takes *most* requests in any second, and refuses the rest."""

    def __init__(self, most):
        self.latest = deque(maxlen=most)
        self.taken = self.refused = 0

    def take(self):
        if len(self.latest) == self.latest.maxlen and self.latest[0] > now() - 1:
            self.refused += 1
            return False
        self.latest.append(now())
        self.taken += 1
        return True


@virtual
async def test_a_crowd_of_nudges_uses_the_limit_without_a_refusal_and_answers_hardly_wait():
    server, lanes, waits, chance = (
        Server(50),
        Lanes({"discord": DISCORD}, monotonic=now),
        [],
        random.Random(3),
    )

    async def send(priority):
        asked = now()
        await lanes.turn("discord:1", priority)
        server.take()
        return now() - asked

    async def answer(at):
        await asyncio.sleep(at)
        waits.append(await send(Priority.ANSWER))

    answers = [answer(chance.uniform(0, 20)) for _ in range(60)]
    await asyncio.gather(*(send(Priority.NUDGE) for _ in range(1000)), *answers)
    assert server.refused == 0
    assert server.taken / (now() - BEGAN) >= 0.90 * 50
    assert sorted(waits)[ceil(0.95 * len(waits)) - 1] <= 0.05


@virtual
async def test_a_limit_below_the_pace_is_kept_with_few_refusals():
    server, pacer = Server(30), Pacer(DISCORD, now)
    for _ in range(3000):
        await pacer.turn(Priority.NUDGE)
        if not server.take():
            pacer.slow_down(SECOND)
    assert server.refused <= 0.01 * server.taken


@pytest.fixture
def lanes():
    paces = {"discord": Pace(40, 2), "slack": Pace(5, 5)}
    return Lanes(paces, frozenset({"slack"}), monotonic=now, most=4)


def turns(lanes, *workspaces):
    return asyncio.gather(*(turn(lanes, workspace) for workspace in workspaces))


@virtual
async def test_workspaces_share_a_limit_that_is_the_bots(lanes):
    assert await turns(lanes, *["discord:1", "discord:2"] * 2) == [0, 0, 0.025, 0.05]


@virtual
async def test_a_workspace_that_has_a_pace_by_its_name_goes_by_that():
    lanes = Lanes({"discord": Pace(40, 2), "discord:@me": Pace(4, 1)}, monotonic=now)
    assert lanes.rate("discord:@me") == 4
    assert await turns(lanes, "discord:@me", "discord:1", "discord:@me") == [0, 0, 0.25]


@virtual
async def test_workspaces_do_not_share_a_limit_that_is_theirs(lanes):
    assert await turns(lanes, *["slack:1", "slack:2"] * 5) == [0] * 10


@virtual
async def test_a_pause_holds_back_its_own_workspace_only(lanes):
    lanes.slow_down("slack:1", 7 * SECOND)
    assert [lanes.held(it) for it in ("slack:1", "slack:2", "discord:1", "terminal")] == [True, *[False] * 3]
    assert await turns(lanes, "slack:1", "slack:2") == [7, 0]


def test_the_rate_of_a_workspace_is_its_platforms(lanes):
    assert [lanes.rate(it) for it in ("slack:1", "discord:1", "terminal")] == [5, 40, inf]


@virtual
async def test_the_rate_of_a_workspace_stays_after_a_refusal(lanes):
    lanes.slow_down("slack:1", SECOND)
    assert lanes.rate("slack:1") == 5


@virtual
async def test_a_platform_without_a_pace_never_waits(lanes):
    lanes.slow_down("terminal", MINUTE)
    assert await turns(lanes, *["terminal"] * 50) == [0] * 50
    assert len(lanes) == 0


def test_a_turn_without_a_pace_does_not_even_give_way(lanes):
    with pytest.raises(StopIteration):
        lanes.turn("terminal", Priority.NUDGE).send(None)


@virtual
async def test_so_many_are_claimed_that_the_slowest_lane_could_send_them_all(lanes):
    assert lanes.room(3 * SECOND, most=200) == 20


@virtual
async def test_no_more_are_claimed_than_asked_for(lanes):
    assert lanes.room(MINUTE, most=200) == 200


@virtual
async def test_one_is_claimed_even_where_there_is_no_room(lanes):
    assert [lanes.room(-MINUTE, most=most) for most in (200, 0)] == [1, 1]


def test_without_any_paces_there_is_room_for_all():
    assert Lanes({}).room(SECOND, most=200) == 200


@virtual
async def test_a_workspace_that_is_held_back_does_not_hold_back_the_others(lanes):
    lanes.slow_down("slack:1", MINUTE)
    assert lanes.room(3 * SECOND, most=200) == 20


@virtual
async def test_whoever_waits_takes_from_the_room_of_all(lanes):
    sending = turns(lanes, *["slack:1"] * 12)
    await settle()
    assert lanes.room(3 * SECOND, most=200) == 8
    await sending


@virtual
async def test_lanes_that_are_idle_are_let_go_when_there_are_too_many(lanes):
    for number in range(100):
        await turns(lanes, f"slack:{number}")
        await asyncio.sleep(1)
    assert len(lanes) <= 4


@virtual
async def test_a_lane_that_is_busy_is_kept(lanes):
    lanes.slow_down("slack:held", MINUTE)
    for number in range(20):
        await turns(lanes, f"slack:{number}")
        await asyncio.sleep(1)
    assert lanes.held("slack:held")


@virtual
async def test_many_busy_lanes_do_not_keep_the_idle_ones(lanes):
    for number in range(12):
        lanes.slow_down(f"slack:held-{number}", 60 * MINUTE)
    for number in range(60):
        await turns(lanes, f"slack:{number}")
        await asyncio.sleep(1)
    assert len(lanes) <= 24


@virtual
async def test_busy_lanes_are_let_go_once_they_are_idle(lanes):
    await turns(lanes, *(f"slack:{number}" for number in range(20)))
    assert len(lanes) == 20
    await asyncio.sleep(1)
    for number in range(20, 25):
        await turns(lanes, f"slack:{number}")
    assert len(lanes) <= 8


async def test_real_time_serves_too():
    pacer, began = Pacer(Pace(1000, 1)), asyncio.get_running_loop().time()
    await asyncio.gather(*(pacer.turn(Priority.NUDGE) for _ in range(6)))
    assert asyncio.get_running_loop().time() - began >= 0.0049


KEYS = st.text() | st.just("\ud800")


@given(KEYS, st.integers(0, 10**6), st.floats(0.01, 1000))
def test_a_smear_is_whole_seconds_inside_what_is_promised(key, sharing, rate):
    later = smear(key, sharing, rate)
    assert later == smear(key, sharing, rate)
    assert later == timedelta(seconds=later.seconds)
    assert later < min(PROMISED, max(SECOND, timedelta(seconds=ceil(sharing / rate))))


def test_a_smear_is_the_same_in_every_process():
    assert smear("slack:T1\0U1", 10_000, 5) == timedelta(seconds=461)


@given(KEYS, st.integers(0, 5))
def test_a_few_who_share_a_time_are_not_smeared(key, sharing):
    assert smear(key, sharing, 5) == timedelta(0)


@given(KEYS, st.integers(0, 10**9))
def test_nobody_is_smeared_where_there_is_no_limit(key, sharing):
    assert smear(key, sharing, inf) == timedelta(0)


@pytest.mark.parametrize(("sharing", "rate", "seconds"), [(100, 5, 20), (101, 5, 21), (10**6, 47, 1200)])
def test_smears_fill_their_window_evenly(sharing, rate, seconds):
    counted = Counter(smear(f"discord:1\0{n}", sharing, rate).seconds for n in range(100 * seconds))
    assert set(counted) == set(range(seconds))
    # Chi squared of n categories is about n, with a standard deviation of the root of 2n.
    assert sum((many - 100) ** 2 / 100 for many in counted.values()) < seconds + 5 * (2 * seconds) ** 0.5
