"""The mentor as a process of its own: `career serve`, but for the clock, which a test sets."""

import asyncio
import logging
import os
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection

from adapters import program
from adapters.cli.serving import serving
from adapters.settings import Settings

LOOKS_AGAIN = 0.5
"""Seconds between two looks at what is due while nobody sets the clock, whatever it would wait otherwise."""

BROUGHT = "brought"
"""Said once all that is due was brought."""


class Clock:
    """Runs on from the time that was set last: any time that comes from the *test*."""

    def __init__(self, start: datetime, test: Connection) -> None:
        self._set = (start, time.monotonic())
        self._test = test
        self._looks: int | None = None
        self._moved = asyncio.Event()

    def __call__(self) -> datetime:
        start, since = self._set
        return start + timedelta(seconds=time.monotonic() - since)

    def follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Set it by what comes, for as long as there is somebody to say so."""
        with suppress(EOFError):
            while True:
                self._set = (self._test.recv(), time.monotonic())
                self._looks = 0
                loop.call_soon_threadsafe(self._moved.set)

    async def nap(self, _seconds: float) -> None:
        """Where nothing is due any more: the second time, nothing is due at the time that was set."""
        if self._looks is not None:
            self._looks += 1
            if self._looks == 2:
                # Forgotten first: whoever hears of it may set the next time at once.
                self._looks = None
                self._test.send(BROUGHT)
        self._moved.clear()
        if self._looks is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), LOOKS_AGAIN)


def serve(test: Connection) -> None:
    """Serve as the environment says, and follow the *test*'s clock, until a signal comes."""
    # As much as a program around it may want to know, which must not bring secrets to light.
    if level := os.environ.get("LOG_LEVEL"):
        logging.basicConfig(level=level)
    clock, deliver = Clock(Settings().now, test), program.delivery

    class Movable(Settings):
        """Settings whose clock is ours."""

        @property
        def clock(self) -> Clock:
            return clock

    async def served() -> None:
        threading.Thread(target=clock.follow, args=[asyncio.get_running_loop()], daemon=True).start()
        await serving(Movable())

    # The loop that brings nudges, impatient. The process is ours alone, and ends with this.
    program.delivery = lambda *parts: replace(deliver(*parts), sleep=clock.nap)
    asyncio.run(served())
