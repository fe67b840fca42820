"""The mentor as a process of its own: `career serve`, but for the clock, which a test sets.

    python -m tests.mentor

A line on standard input is the time from now on. Once all that is due by then was brought, it is answered
with a line on standard output.
"""

import asyncio
import logging
import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from adapters import program
from adapters.cli.serving import serving
from adapters.settings import Settings

LOOKS_AGAIN = 0.5
"""Seconds between two looks at what is due while nobody sets the clock, whatever it would wait otherwise."""


class Clock:
    """Runs on from the time that was set last."""

    def __init__(self, start: datetime) -> None:
        self._set = (start, time.monotonic())
        self._looks: int | None = None
        self._moved = asyncio.Event()

    def __call__(self) -> datetime:
        start, since = self._set
        return start + timedelta(seconds=time.monotonic() - since)

    def follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Set it by what is read, for as long as there is somebody to say so."""
        for line in sys.stdin:
            self._set = (datetime.fromisoformat(line.strip()), time.monotonic())
            self._looks = 0
            loop.call_soon_threadsafe(self._moved.set)

    async def nap(self, _seconds: float) -> None:
        """Where nothing is due any more: the second time, nothing is due at the time that was set."""
        if self._looks is not None:
            self._looks += 1
            if self._looks == 2:
                # Forgotten first: whoever reads the line may set the next time at once.
                self._looks = None
                sys.stdout.write("brought\n")
                sys.stdout.flush()
        self._moved.clear()
        if self._looks is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), LOOKS_AGAIN)


class Movable(Settings):
    """Settings whose clock is ours."""

    @property
    def clock(self) -> Clock:
        return CLOCK


def delivering(*parts):
    """The loop that brings nudges, impatient."""
    return replace(deliver(*parts), sleep=CLOCK.nap)


async def served() -> None:
    threading.Thread(target=CLOCK.follow, args=[asyncio.get_running_loop()], daemon=True).start()
    await serving(Movable())


if __name__ == "__main__":
    # As much as a program around it may want to know, which must not bring secrets to light.
    if level := os.environ.get("LOG_LEVEL"):
        logging.basicConfig(level=level)
    CLOCK = Clock(Settings().now)
    deliver, program.delivery = program.delivery, delivering
    asyncio.run(served())
