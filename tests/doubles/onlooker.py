"""Somebody who looks at a double's screen, and knows when there is something new on it."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from tests.doubles.loopback import Loopback

QUIET = 0.05
"""Seconds without a word from the bot after which it is taken to have said everything."""

SILENT = 0.5
"""The same where all that happened is that something vanished: the answer may be on its way."""

P = ParamSpec("P")
R = TypeVar("R")
Who = TypeVar("Who", bound="Onlooker")


def act(done: Callable[Concatenate[Who, P], Coroutine[Any, Any, R]]) -> Callable[Concatenate[Who, P], R]:
    """Let an act, which happens on the double's loop, be called from any thread and waited for."""

    @wraps(done)
    def from_any_thread(self: Who, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.double.run(done(self, *args, **kwargs))

    return cast("Callable[Concatenate[Who, P], R]", from_any_thread)


class Onlooker:
    """The part of a person that every double needs: to see that something changed, and to wait for it."""

    def __init__(self, double: Loopback, name: str) -> None:
        self.double = double
        self.name = name
        self.changed = 0
        self._stirred = asyncio.Event()
        self._since = 0
        self._upto = 0

    def screen(self) -> str:
        """All words that are new since they last did something, or waited, and those of what is open."""
        raise NotImplementedError

    def looks_like(self) -> str:
        """What they have before them, to explain why something is not there."""
        raise NotImplementedError

    def quiet_for(self) -> float:
        """Seconds since anything went on that could be for them."""
        return self.double.quiet_for()

    def notice_change(self) -> None:
        """Something that they can see is new."""
        self.changed = self.double.tick()
        self._stirred.set()

    def begin(self) -> None:
        """Take what there is for known: from here on things are new."""
        self._since = self._upto = self.double.ticks

    async def stirred(self, since: int) -> None:
        """Wait until something is new, without looking at what it is."""
        while self.changed <= since:
            self._stirred.clear()
            await self._stirred.wait()

    async def settled(self, until: str, seconds: float) -> str:
        """Wait until something is new, *until* is to be read and the bot is done: the screen then."""
        self._since = self._upto
        deadline = time.monotonic() + seconds
        while not (self.changed > self._since and self._is_settled(until)):
            late = time.monotonic() > deadline
            assert not late, (
                f"{self.name} waited {seconds} s for {until or 'anything'!r}: {self.looks_like()}"
            )
            await asyncio.sleep(0.005)
        self._upto = self.double.ticks
        return self.screen()

    def _is_settled(self, until: str) -> bool:
        quiet = self.quiet_for()
        if quiet < QUIET:
            return False
        screen = self.screen()
        return until in screen and (bool(screen) or quiet >= SILENT)
