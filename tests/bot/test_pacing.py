"""Pacing, in a loop whose clock jumps to whatever is due next."""

import asyncio
import selectors
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import PROMISED, Lanes, Pace, Pacer, Priority, smear

SECOND = timedelta(seconds=1)
DISCORD = Pace(47, 2)
T = TypeVar("T")


class Jump(selectors.DefaultSelector):
    """A selector that does not wait, and adds up how long it would have."""

    now = 1000.0

    def select(self, timeout=None):
        self.now += timeout or 0
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.jump = Jump()
        super().__init__(self.jump)

    def time(self):
        return self.jump.now


def run(main: Coroutine[None, None, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def now() -> float:
    return asyncio.get_running_loop().time()


def pacer(rate: float, burst: int = 1) -> Pacer:
    return Pacer(Pace(rate, burst), monotonic=now)


def test_a_crowd_of_nudges_uses_the_limit_without_a_refusal_and_answers_hardly_wait():
    async def play() -> tuple[float, float, int]:
        pace, taken, waits, refused = Pacer(DISCORD, monotonic=now), deque[float](), [], 0

        async def send(priority: Priority) -> None:
            nonlocal refused
            asked = now()
            await pace.turn(priority)
            refused += len([at for at in taken if at > now() - 1]) >= 50
            taken.append(now())
            if priority is Priority.ANSWER:
                waits.append(now() - asked)

        async def answer(number: int) -> None:
            await asyncio.sleep(number / 3)
            await send(Priority.ANSWER)

        began = now()
        await asyncio.gather(*(send(Priority.NUDGE) for _ in range(1000)), *(answer(i) for i in range(60)))
        return len(taken) / (now() - began), sorted(waits)[int(len(waits) * 0.95)], refused

    rate, wait, refused = run(play())
    assert refused == 0
    assert rate >= 0.90 * 50
    assert wait <= 0.05


def test_a_cancelled_wait_leaves_no_hole():
    async def play() -> float:
        pace = pacer(10)
        began = now()
        tasks = [asyncio.ensure_future(pace.turn(Priority.NUDGE)) for _ in range(20)]
        await asyncio.sleep(0.05)
        for task in tasks[1:19]:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        return now() - began

    assert run(play()) == pytest.approx(0.1, abs=0.01)


def test_a_refusal_holds_everything_back_then_halves_the_rate_and_lets_it_recover():
    async def play() -> list[float]:
        pace = pacer(10)
        pace.slow_down(5 * SECOND)
        pace.slow_down(5 * SECOND)
        began, times = now(), []
        for _ in range(500):
            await pace.turn(Priority.NUDGE)
            times.append(now() - began)
        return times

    times = run(play())
    assert times[0] == pytest.approx(5, abs=0.01)
    assert times[1] - times[0] == pytest.approx(0.2, abs=0.01)
    assert times[-1] - times[-2] == pytest.approx(0.1, abs=0.001)


def test_each_slack_workspace_has_a_lane_and_idle_ones_are_let_go():
    async def play() -> int:
        lanes = Lanes({"slack": Pace(5, 5)}, frozenset({"slack"}), monotonic=now, most=10)
        for number in range(100):
            await lanes.turn(f"slack:T{number}", Priority.NUDGE)
            await asyncio.sleep(1)
        return len(lanes)

    assert run(play()) <= 10


@given(st.text(), st.integers(0, 10**6), st.floats(0.1, 1000))
def test_a_crowd_is_spread_within_the_promise_and_few_are_not_spread(key, sharing, rate):
    later = smear(key, sharing, rate)
    assert timedelta(0) <= later < PROMISED
    assert later == smear(key, sharing, rate)
    assert sharing > rate or later == timedelta(0)


def test_a_crowd_is_spread_evenly():
    seconds = [smear(f"slack:T1\0{number}", 1000, 100).seconds for number in range(1000)]
    assert all(60 <= seconds.count(second) <= 140 for second in range(10))
