"""Processes that begin where their imports end: forked from one that is done with those, and waits.

What begins from nothing imports for two or three seconds before it does anything. What is forked is a process
like any other, with an environment of its own, and can be told to stop, killed and waited for. How a process
begins from nothing is to be seen in the tests that start Python themselves.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

FORKING = multiprocessing.get_context("forkserver")
# What `career serve` imports sooner or later, but nothing with threads of its own: they are not forked along.
FORKING.set_forkserver_preload(
    [
        "adapters.cli.serving",
        "adapters.discord.serving",
        "adapters.fetcher",
        "adapters.slack.serving",
        "adapters.storage.commands",
        "adapters.storage.installations",
        "adapters.storage.migrate",
        "adapters.storage.rotation",
        "adapters.storage.sql",
        "aiosqlite",
        "alembic.command",
    ]
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a process finds when it begins; all that it says is added to a *log*."""

    folder: Path
    environment: Mapping[str, str]
    log: Path


class Forked:
    """A process that does some *work* with what it is *given*, and ends with it; told what a Popen is."""

    def __init__(self, around: Surroundings, work: Callable[..., None], *given: object) -> None:
        self._process = FORKING.Process(target=_work, args=[around, work, given], daemon=True)
        self._process.start()

    def poll(self) -> int | None:
        """Its exit code, once it has ended; of a signal that was its end, the negative number."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Wait until it has ended: its exit code."""
        self._process.join(seconds)
        if (code := self.poll()) is None:
            raise TimeoutError(f"still there after {seconds} s")
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, if there is still somebody to get it."""
        if self.poll() is None:
            os.kill(self._process.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it, whatever it is at."""
        self.send_signal(signal.SIGKILL)


def _work(around: Surroundings, work: Callable[..., None], given: tuple[object, ...]) -> None:
    # An interrupt at the keyboard is for the tests, which end what they began.
    os.setsid()
    os.chdir(around.folder)
    os.environ.clear()
    os.environ.update(around.environment)
    with around.log.open("ab") as log:
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    work(*given)
