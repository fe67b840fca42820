"""Workers that bring nudges to letterboxes, in processes that can be killed.

    python -m tests.doubles.postman DATABASE WORKERS LEASE BATCH PLATFORM=LETTERBOX...

The platform "refusing" refuses a key twice, "asking" can only be asked. The secret key is in
CAREER_SECRET_KEY.
"""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault
from bot.catalogue import Catalogue
from bot.delivery import Delivery
from bot.model import Channel, Member, Nudge, Recipient, Schedule, State
from bot.pacing import Lanes
from bot.ports import Store, StoreError
from bot.weekly import Weekly, week_name
from bot.zones import TZDATA_VERSION
from knowledge.lexical import LexicalIndex
from knowledge.library import read_library
from knowledge.search import Search
from tests.doubles.letterbox import Letterbox, LetterboxSender

ROOT = Path(__file__).parents[2]
LOOKS_AGAIN = 0.1
"""Seconds after which a worker here looks for more, whatever it would wait outside of tests."""

REFUSING, ASKING = "refusing", "asking"


def platform(letterbox: Letterbox) -> str:
    """What a letterbox's platform is called here."""
    return REFUSING if letterbox.refuses else ASKING


def now() -> datetime:
    return datetime.now(UTC)


class Worker:
    """Brings nudges until it is told to stop, or whoever started it is gone."""

    def __init__(self, url: str, lease: float, batch: int, letterboxes: dict[str, Path]) -> None:
        self._url = url
        self._lease = timedelta(seconds=lease)
        self._batch = batch
        self._senders = {
            name: LetterboxSender(path, refuses_twice=name == REFUSING) for name, path in letterboxes.items()
        }
        # Read before there are workers, who begin at once then.
        library = read_library()
        self._catalogue = Catalogue(Search(library, LexicalIndex(library)))

    async def work(self) -> None:
        stop, boss = asyncio.Event(), os.getppid()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        store = open_sql_store(self._url, Vault([os.environ["CAREER_SECRET_KEY"]]))

        async def nap(seconds: float) -> None:
            await asyncio.sleep(min(seconds, LOOKS_AGAIN))
            if os.getppid() != boss:
                stop.set()

        delivery = Delivery(
            store,
            self._catalogue,
            self._senders,
            Lanes({}),
            now,
            sleep=nap,
            lease=self._lease,
            batch=self._batch,
        )
        try:
            await delivery.run(stop)
        finally:
            await store.close()

    def hired(self) -> int:
        """The process id of a new one, in a process of its own."""
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            asyncio.run(self.work())
            os._exit(0)
        return pid


def manage(worker: Worker, number: int) -> None:
    """Keep a *number* of workers, replacing at once who died, and print how; until told to stop."""
    boss, told = os.getppid(), list[int]()
    there = {worker.hired() for _ in range(number)}
    signal.signal(signal.SIGTERM, lambda *_: told.append(1))
    while not told and os.getppid() == boss:
        time.sleep(0.005)
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            os.write(1, b"%d\n" % os.waitstatus_to_exitcode(status))
            there.discard(pid)
            there.add(worker.hired())
    for pid in there:
        os.kill(pid, signal.SIGTERM)
    for pid in there:
        os.waitpid(pid, 0)


@asynccontextmanager
async def office(
    workers: int, url: str, key: str, letterboxes: Collection[Letterbox], *, lease: float, batch: int
) -> AsyncIterator[list[int]]:
    """Workers that are replaced at once when they die; in the end, the exit codes of those who did."""
    boxes = [f"{platform(box)}={box.path}" for box in letterboxes]
    manager = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.doubles.postman", url, str(workers), str(lease), str(batch), *boxes,
        cwd=ROOT, env=os.environ | {"CAREER_SECRET_KEY": key}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    died: list[int] = []
    try:
        yield died
    finally:
        manager.terminate()
        said, _ = await manager.communicate()
        died += map(int, said.split())


async def seed(store: Store, platform: str, members: int, channels: int) -> tuple[Recipient, ...]:
    """Recipients whose nudge of this week is due since now, and a schedule that says so."""
    due_at = now().replace(microsecond=0)
    weekly = Weekly(due_at.weekday(), due_at.time(), "UTC")
    recipients: tuple[Recipient, ...] = (
        *(Member(f"{platform}:town", f"m{number}") for number in range(members)),
        *(Channel(f"{platform}:town", f"c{number}") for number in range(channels)),
    )
    nudges = [Nudge(it, week_name(due_at.date()), due_at) for it in recipients]
    async with store.transaction() as records:
        await records.keep_schedules([Schedule(it, weekly, tzdata=TZDATA_VERSION) for it in recipients])
        await records.plan(nudges)
    return recipients


async def all_over(store: Store, seconds: float) -> None:
    """Wait until nothing is due any more, whatever the database does meanwhile."""
    async with asyncio.timeout(seconds):
        while not await _over(store):  # noqa: ASYNC110  (the database tells nobody)
            await asyncio.sleep(LOOKS_AGAIN)


async def _over(store: Store) -> bool:
    try:
        async with store.reading() as records:
            return (await records.overdue([REFUSING, ASKING], now()))[0] == 0
    except StoreError:
        return False


async def not_in_order(store: Store, recipients: Collection[Recipient]) -> int:
    """How many have not this week's nudge sent and next week's planned."""
    async with store.reading() as records:
        found = [[it.state for it in await records.nudges(to, 9)] for to in recipients]
    return sum(states != [State.PENDING, State.SENT] for states in found)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    _, url, workers, lease, batch, *boxes = sys.argv
    paths = {name: Path(path) for name, _, path in (box.partition("=") for box in boxes)}
    manage(Worker(url, float(lease), int(batch), paths), int(workers))
