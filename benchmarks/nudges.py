"""How many nudges a second are claimed, composed, sent and finished, beside the same statements without us.

    python benchmarks/nudges.py           # 100,000 nudges on each database: about ten minutes
    python benchmarks/nudges.py --quick   # 10,000

Prints two Markdown tables. First through a sender that takes everything and does nothing; *raw* is the very
statements that the store gave to its driver, played again on a copy of the database with aiosqlite or psycopg
alone, and nothing else done. Then through a server on loopback that refuses what comes too fast, with answers
in between for which somebody waits. Nothing here fails; a goal that was missed is printed as missed.
"""

import argparse
import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from time import perf_counter, process_time

from answer import load, machine, quantile
from databases import Crowd, Databases, databases, now, opened, recorded

from bot.catalogue import Catalogue
from bot.delivery import Delivery
from bot.message import Message
from bot.model import Recipient
from bot.pacing import Lanes, Pace, Priority
from bot.ports import Busy
from knowledge.lexical import LexicalIndex
from knowledge.library import read_library
from knowledge.search import Search

LIMIT = 50
"""Messages in any second that the server takes: Discord's for a bot."""

PACE = Pace(rate=46, burst=3)
LATENCY = (0.06, 0.14)
"""Seconds that the server takes to answer."""

ANSWERS = 3
"""A second, between nudges."""

LIMITED_FOR = 30.0
"""Seconds."""

RAW_ROUNDS = 50
"""Of 200 nudges, in each of the two transactions of which a round consists."""

PLATFORM = "slack"


def catalogue(crowd: Crowd) -> Catalogue:
    """What a crowd is nudged from."""
    return Catalogue(Search(crowd.library, LexicalIndex(crowd.library)))


class Nowhere:
    """A sender that takes everything and does nothing."""

    refuses_twice = True

    async def send(self, to: Recipient, message: Message, key: str) -> str:  # noqa: ARG002
        """Nothing to wait for."""
        return key

    async def sent(self, to: Recipient, key: str, since: datetime) -> str | None:  # noqa: ARG002
        """Nothing was."""
        return None


@dataclass
class Platform:
    """A server that takes *LIMIT* messages in any second, and refuses the others."""

    taken: deque[float] = field(default_factory=deque)
    accepted: int = 0
    refused: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(4))
    port: int = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Platform"]:
        """Listen on loopback."""
        async with await asyncio.start_server(self._answer, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        at = perf_counter()
        while self.taken and self.taken[0] <= at - 1:
            self.taken.popleft()
        if len(self.taken) < LIMIT:
            self.taken.append(at)
            self.accepted += 1
            await asyncio.sleep(self.chance.uniform(*LATENCY))
            writer.write(b"200\n")
        else:
            self.refused += 1
            writer.write(b"429\n")
        writer.close()


@dataclass
class Loopback(Nowhere):
    """The sender for that server: a connection for each message."""

    platform: Platform

    async def send(self, to: Recipient, message: Message, key: str) -> str:  # noqa: ARG002
        """Send, and wait for what the server says."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.platform.port)
        writer.write(f"{key}\n".encode())
        said = await reader.readline()
        writer.close()
        if said != b"200\n":
            raise Busy("429", timedelta(seconds=1))
        return key


@dataclass(frozen=True)
class Rate:
    """What something took."""

    nudges: int
    seconds: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Nudges a second."""
        return self.nudges / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor for a nudge, in all threads of this process."""
        return 1000 * self.cpu / self.nudges


async def unlimited(crowd: Crowd, url: str, most: int) -> Rate:
    """Bring up to *most* nudges through a sender that does nothing."""
    async with opened(url, crowd.vault) as store:
        delivery = Delivery(store, catalogue(crowd), {PLATFORM: Nowhere()}, Lanes({}), lambda: crowd.now)
        start, cpu, sent = perf_counter(), process_time(), 0
        while sent < most and (done := await delivery.round()).claimed:
            sent += done.sent
        return Rate(sent, perf_counter() - start, process_time() - cpu)


async def raw(crowd: Crowd, kind: Databases, url: str) -> Rate:
    """The statements of some rounds on one copy of the database, played without us on another."""
    async with opened(kind.copied(url), crowd.vault) as store:
        delivery = Delivery(store, catalogue(crowd), {PLATFORM: Nowhere()}, Lanes({}), lambda: crowd.now)
        with recorded(store) as transactions:
            sent = sum([(await delivery.round()).sent for _ in range(RAW_ROUNDS)])
    async with kind.raw(kind.copied(url)) as driver:
        start, cpu = perf_counter(), process_time()
        for transaction in transactions:
            await driver.play(transaction)
        return Rate(sent, perf_counter() - start, process_time() - cpu)


@dataclass
class Limited:
    """What came through the limited server."""

    share: float
    refused: int
    answers: list[float]
    nudges: int


async def limited(crowd: Crowd, url: str, seconds: float) -> Limited:
    """Bring nudges through a server with a limit, and answer members meanwhile."""
    lanes = Lanes({PLATFORM: PACE})
    answers: list[float] = []
    async with Platform().serving() as platform, opened(url, crowd.vault) as store:
        sender = Loopback(platform)
        delivery = Delivery(store, catalogue(crowd), {PLATFORM: sender}, lanes, now)

        async def answer(number: int) -> None:
            start = perf_counter()
            await lanes.turn(f"{PLATFORM}:T1", Priority.ANSWER)
            await sender.send(None, None, f"answer {number}")
            answers.append(perf_counter() - start)

        async def answer_all() -> None:
            chance = random.Random(5)
            async with asyncio.TaskGroup() as group:
                for number in count():
                    await asyncio.sleep(chance.expovariate(ANSWERS))
                    group.create_task(answer(number))

        stop = asyncio.Event()
        running = asyncio.create_task(delivery.run(stop))
        answering = asyncio.create_task(answer_all())
        await asyncio.sleep(2)  # until both are at it
        before, begun = platform.accepted, perf_counter()
        answers.clear()
        await asyncio.sleep(seconds)
        share = (platform.accepted - before) / (perf_counter() - begun) / LIMIT
        told, nudges, refused = list(answers), platform.accepted - before - len(answers), platform.refused
        answering.cancel()
        stop.set()
        await running
    return Limited(share, refused, told, nudges)


def report_unlimited(crowd: Crowd, kinds: tuple[Databases, ...], most: int) -> None:
    """Print the first table."""
    print(f"\n{most:,} nudges to {crowd.members:,} members, {len(crowd.library.cards)} cards, nothing sent\n")
    print(
        "| database | nudges a second | CPU for one | raw, a second | raw, CPU | times raw | CPU, times raw |"
    )
    print("|---|---|---|---|---|---|---|")
    for kind in kinds:
        url = kind.made()
        crowd.fill(kind, url)
        without = asyncio.run(raw(crowd, kind, url))
        ours = asyncio.run(unlimited(crowd, url, most))
        print(
            f"| {kind.name} | {ours.per_second:,.0f} | {ours.cpu_ms:.3f} ms | {without.per_second:,.0f}"
            f" | {without.cpu_ms:.3f} ms | {without.per_second / ours.per_second:.1f}"
            f" | {ours.cpu_ms / without.cpu_ms:.1f} |",
            flush=True,
        )


def report_limited(crowd: Crowd, kinds: tuple[Databases, ...], seconds: float) -> None:
    """Print the second table."""
    print(f"\n{seconds:.0f} seconds; the server takes {LIMIT} a second, lanes {PACE.rate} and {PACE.burst}\n")
    print("| database | share of the limit | refused | nudges | answers | p50 | p95 | max |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in kinds:
        url = kind.made()
        crowd.fill(kind, url)
        it = asyncio.run(limited(crowd, url, seconds))
        p50, p95, most = (1000 * quantile(it.answers, share) for share in (0.5, 0.95, 1))
        missed = [", missed" * bad for bad in (it.share < 0.9, it.refused > 0, p95 >= 250)]
        print(
            f"| {kind.name} | {it.share:.3f}{missed[0]} | {it.refused}{missed[1]} | {it.nudges}"
            f" | {len(it.answers)} | {p50:.0f} ms | {p95:.0f} ms{missed[2]} | {most:.0f} ms |",
            flush=True,
        )


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the nudges")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database")
    parser.add_argument("--part", choices=("unlimited", "limited"), help="one table")
    options = parser.parse_args()
    print(f"{machine()}\nload before: {load()}")
    most = 10_000 if options.quick else 100_000
    library = read_library()
    with databases() as both:
        kinds = tuple(it for it in both if options.only in {None, it.name.lower()})
        if options.part != "limited":
            report_unlimited(Crowd(most, library, now()), kinds, most)
        if options.part != "unlimited":
            report_limited(Crowd(10_000, library, now()), kinds, LIMITED_FOR)
    print(f"\nload after: {load()}")


if __name__ == "__main__":
    main()
