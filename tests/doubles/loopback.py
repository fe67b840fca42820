"""What every double that is a server has: a loop in a thread of its own, a clock, and complaints."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

PATIENCE = 60.0
"""Seconds after which a double gives itself up."""

T = TypeVar("T")


class Loopback:
    """Runs in a thread of its own as long as its context; every method can be called from any thread.

    *now* is when its clock starts. Leaving the context fails if anything is left in `problems`.
    """

    NAME = "the double"
    """Whom it plays."""

    def __init__(self, port: int, now: datetime | None) -> None:
        self.url = ""
        self.problems: list[str] = []
        self.ticks = 0
        self._port = port
        self._ahead = now.timestamp() - time.time() if now else 0.0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._at_work, self._idle_since = 0, time.monotonic()

    # What each plays in its own way

    def serve(self, app: web.Application) -> None:
        """Say what is to be found where."""
        raise NotImplementedError

    async def hang_up(self) -> None:
        """Close what is open to the bot."""
        raise NotImplementedError

    # Life

    def __enter__(self) -> Self:
        started: Future[None] = Future()
        self._thread = threading.Thread(target=self._begin, args=[started], name=self.NAME, daemon=True)
        self._thread.start()
        started.result(PATIENCE)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(PATIENCE)
        if kind is None:
            assert not self.problems, f"{self.NAME} would have refused, or we do:\n" + "\n".join(
                self.problems
            )

    def _begin(self, started: "Future[None]") -> None:
        try:
            asyncio.run(self._live(started))
        except Exception as error:
            if started.done():
                raise
            started.set_exception(error)

    async def _live(self, started: "Future[None]") -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=50 * 1024**2)
        self.serve(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        started.set_result(None)
        await self._over.wait()
        for task in list(self._tasks):
            task.cancel()
        await self.hang_up()
        await runner.cleanup()

    def run(self, act: Coroutine[Any, Any, T]) -> T:
        """Do something on the double's loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(act, self._loop).result(PATIENCE)

    def run_long(self, act: Coroutine[Any, Any, T]) -> T:
        """The same for what may take any time."""
        return asyncio.run_coroutine_threadsafe(act, self._loop).result()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let something go on beside; only on the double's loop."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # What goes on between the bot and the double

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Take down that something goes on, as long as it does."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            self._idle_since = time.monotonic()

    def quiet_for(self) -> float:
        """Seconds since the bot last asked for, or was told, anything; none while it is being answered."""
        return 0.0 if self._at_work else time.monotonic() - self._idle_since

    # Time

    def now(self) -> float:
        """What time it is here, in seconds since 1970."""
        return time.time() + self._ahead

    def let_pass(self, seconds: float) -> None:
        """Put the clock forward."""
        self._ahead += seconds

    def tick(self) -> int:
        """Count a change that somebody can see."""
        self.ticks += 1
        return self.ticks

    def until(self, condition: Callable[[], object], *, seconds: float = 10.0) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"it did not happen within {seconds} s"
            time.sleep(0.01)
