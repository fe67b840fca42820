"""How fast to send: as fast as a platform takes it and no faster, what somebody waits for before the rest."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from hashlib import blake2b
from itertools import islice
from math import ceil, floor, inf

from bot.model import platform_of
from bot.weekly import PROMISED

PAUSE_MIN = timedelta(seconds=1)
"""Refusals of what was on its way come later than the first one; by then they all say one thing."""

SLOWEST = 1 / 16
"""Share of the rate below which it is never cut: there it takes seconds, not hours, to find out more."""

RECOVERS_IN = timedelta(minutes=1)
"""How long the rate takes to grow from nothing to all of it again."""

LANES_MAX = 4096
"""Pacers kept before idle ones are let go; each is a few hundred bytes."""

SWEPT = 8
"""Pacers looked at when a new one finds no room: a few, so that many busy ones do not slow it down."""

TICK = 1e-6
"""Seconds that count for nothing: less than a network's jitter, more than what rounding leaves."""

Monotonic = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]


class Priority(IntEnum):
    """Who goes first when there is not room for everyone."""

    ANSWER = 0
    """Somebody is waiting for it."""
    NUDGE = 1


@dataclass(frozen=True, slots=True)
class Pace:
    """What a platform takes: *rate* a second, *burst* at once after a silence.

    A server that counts in sliding windows of one second never refuses if its limit is their sum.
    """

    rate: float
    burst: int


class Pacer:
    """In any *s* seconds at most ``burst + rate * s`` turns: the generic cell rate algorithm."""

    def __init__(
        self, pace: Pace, monotonic: Monotonic = time.monotonic, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._sleep = sleep
        self._due = -inf  # when the next turn would come if they came evenly
        self._held_until = -inf
        self._cut_to = pace.rate
        self._waiting = {priority: OrderedDict[asyncio.Future[None], None]() for priority in Priority}
        self._dealer: asyncio.Task[None] | None = None

    async def turn(self, priority: Priority) -> None:
        """Wait until something may be sent; answers first, otherwise as they came."""
        if not self._crowd and self._opens() <= self._monotonic():
            self._take()
            return
        granted = asyncio.get_running_loop().create_future()
        self._waiting[priority][granted] = None
        if self._dealer is None or self._dealer.done():
            self._deal_anew()
        try:
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled():
                # Granted and cancelled at once: somebody else may have it, at the least that it has cost.
                self._due -= 1 / self._pace.rate
                self._deal_anew()
            else:
                self._waiting[priority].pop(granted, None)
                if not self._crowd:
                    self._deal_anew()
            raise

    def slow_down(self, wait: timedelta) -> None:
        """Grant nothing for as long as a platform asked, then half as fast, and slowly faster again.

        Many refusals come at once and say one thing: the rate is halved once for all that come in one pause.
        """
        now = self._monotonic()
        if now >= self._held_until:
            self._cut_to = max(self._rate() / 2, self._pace.rate * SLOWEST)
        self._held_until = max(self._held_until, now + max(wait, PAUSE_MIN).total_seconds())
        self._due = max(self._due, self._held_until + self._ahead())

    def room(self, within: timedelta) -> int:
        """How many turns could be had within a time, behind all who wait; none while held back."""
        if self.held:
            return 0
        now = self._monotonic()
        even = (now + within.total_seconds() + TICK - max(now, self._due)) * self._rate()
        return max(0, floor(even) + self._pace.burst - self._crowd)

    @property
    def held(self) -> bool:
        """Whether a platform asked to be left alone, and still does."""
        return self._monotonic() < self._held_until

    @property
    def idle(self) -> bool:
        """Whether a new pacer would do the same."""
        now = self._monotonic()
        return not self._crowd and max(self._due, self._held_until) <= now and self._rate() == self._pace.rate

    @property
    def _crowd(self) -> int:
        return sum(map(len, self._waiting.values()))

    def _rate(self) -> float:
        """Turns a second at present: all of them, or fewer for a while after `slow_down`."""
        grown = max(0.0, self._monotonic() - self._held_until) / RECOVERS_IN.total_seconds()
        return min(self._pace.rate, self._cut_to + self._pace.rate * grown)

    def _ahead(self) -> float:
        """How long before it is due a turn may be had: what makes a burst."""
        return (self._pace.burst - 1) / self._rate()

    def _opens(self) -> float:
        """When the next turn may be had."""
        return max(self._held_until, self._due - self._ahead() - TICK)

    def _take(self) -> None:
        self._due = max(self._monotonic(), self._due) + 1 / self._rate()

    def _deal_anew(self) -> None:
        """Have those who wait served, if there are any, from how things stand now."""
        if self._dealer:
            self._dealer.cancel()
        self._dealer = asyncio.get_running_loop().create_task(self._deal()) if self._crowd else None

    async def _deal(self) -> None:
        while self._crowd:
            wait = self._opens() - self._monotonic()
            if wait > 0:
                await self._sleep(max(wait, TICK))
                continue
            queue = next(filter(None, self._waiting.values()))
            granted, _ = queue.popitem(last=False)
            if not granted.done():
                self._take()
                granted.set_result(None)


class Lanes:
    """The pacer of each platform, or of each workspace where a platform counts them one by one.

    Discord's limit is one for the bot, Slack's one *per workspace*. What *paces* names in full, such as where
    Discord's direct messages are, has a lane of its own. A platform without a pace is unlimited.
    """

    def __init__(
        self,
        paces: Mapping[str, Pace],
        per_workspace: frozenset[str] = frozenset(),
        *,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        most: int = LANES_MAX,
    ) -> None:
        self._paces = paces
        self._per_workspace = per_workspace
        self._monotonic = monotonic
        self._sleep = sleep
        self._most = most
        self._pacers = OrderedDict[str, Pacer]()

    def __len__(self) -> int:
        return len(self._pacers)

    async def turn(self, workspace: str, priority: Priority) -> None:
        """Wait until something may be sent to a workspace."""
        if pacer := self._pacer(workspace):
            await pacer.turn(priority)

    def rate(self, workspace: str) -> float:
        """Turns a second that a workspace's lane has when nothing holds it back."""
        pace = self._pace(workspace)
        return pace.rate if pace else inf

    def room(self, within: timedelta, most: int) -> int:
        """How many nudges to claim, 1 to *most*, so that all can be sent in time even if all go by one lane.

        A lane that is held back does not count, or one workspace would hold back all the others.
        """
        fresh = [Pacer(pace, self._monotonic, self._sleep) for pace in self._paces.values()]
        rooms = [pacer.room(within) for pacer in (*fresh, *self._pacers.values()) if not pacer.held]
        return max(1, min(most, *rooms)) if rooms else max(1, most)

    def held(self, workspace: str) -> bool:
        """Whether whoever takes a turn there now waits for a pause to end that the platform asked for."""
        pacer = self._pacers.get(self._lane(workspace))
        return pacer is not None and pacer.held

    def slow_down(self, workspace: str, wait: timedelta) -> None:
        """A workspace's platform said "too fast"; see `Pacer.slow_down`."""
        if pacer := self._pacer(workspace):
            pacer.slow_down(wait)

    def _lane(self, workspace: str) -> str:
        platform = platform_of(workspace)
        return workspace if workspace in self._paces or platform in self._per_workspace else platform

    def _pace(self, workspace: str) -> Pace | None:
        return self._paces.get(workspace) or self._paces.get(platform_of(workspace))

    def _pacer(self, workspace: str) -> Pacer | None:
        """The pacer of that lane. Ask again each time: one that is idle may be let go."""
        pace = self._pace(workspace)
        if pace is None:
            return None
        lane = self._lane(workspace)
        pacer = self._pacers.get(lane)
        if pacer is None:
            self._sweep()
            pacer = self._pacers[lane] = Pacer(pace, self._monotonic, self._sleep)
        self._pacers.move_to_end(lane)
        return pacer

    def _sweep(self) -> None:
        """Let go of idle pacers among those used least recently, if there are too many; busy ones stay."""
        if len(self._pacers) < self._most:
            return
        for lane in list(islice(self._pacers, SWEPT)):
            if self._pacers[lane].idle:
                del self._pacers[lane]
            else:
                self._pacers.move_to_end(lane)


def smear(key: str, sharing: int, rate: float) -> timedelta:
    """How long after the chosen time one of *sharing* nudges goes out, at a lane's *rate* a second.

    Whole seconds below `PROMISED`, the same for a *key* each week; nothing where a second is enough for all.
    """
    window = max(1, min(ceil(sharing / rate), int(PROMISED.total_seconds())))
    number = int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest())
    return timedelta(seconds=number % window)
