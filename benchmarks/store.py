"""How long an answer with memory takes, and how much of that is the store's, beside the driver alone.

    python benchmarks/store.py           # about eight minutes
    python benchmarks/store.py --quick   # half of it

Each member is new: they type a topic's name, and ask for the next card twice. Every reply reads their
progress, answers, and keeps what they have seen. Timed are whole replies, and in them the store's share: from
asking for a transaction to its end, waiting for others included. *raw* is the very statements that the store
gave to its driver, played again by aiosqlite or psycopg alone on a copy of the database, just as crowded.

Members come in one after another, or 32 at once, which can mean three things: each asks again as soon as
they have their answer (*no pause*), each reads for half a second to one and a half (*reading*), or all press
at the same instant and then wait for all (*burst*). Of two runs of each the one with the lowest p99 is
printed.
"""

import argparse
import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, count, cycle, islice
from time import perf_counter, process_time

from answer import assembled, different_questions, load, machine, quantile
from databases import Crowd, Databases, Raw, Transaction, databases, now, opened, recorded

from bot.catalogue import Catalogue
from bot.commands import another
from bot.mentor import Mentor
from bot.model import Member, Request
from bot.ports import Records, Store
from knowledge.search import Search

MEMBERS = 20_000
"""In the database before anybody new comes."""

AT_ONCE = 32
RUNS = 2
PAUSE = (0.5, 1.5)
READING_FOR = 12.0
BURSTS = 20
NEXT_CARDS = 2
SOME_CARD = "episode/card"
SHARES = (0.5, 0.95, 0.99)
GOAL_P50, GOAL_P99 = 3, 30
"""Milliseconds of the store, and of a whole answer."""

Times = list[float]
Ask = Callable[[int], Awaitable[None]]
"""Have the next reply of the member in a place."""


@dataclass
class Timed:
    """A store that keeps how long its transactions took."""

    store: Store
    took: Times = field(default_factory=list)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Records]:
        """See `Store`."""
        start = perf_counter()
        async with self.store.transaction() as records:
            yield records
        self.took.append(perf_counter() - start)

    def reading(self) -> AbstractAsyncContextManager[Records]:
        """See `Store`."""
        return self.store.reading()

    async def close(self) -> None:
        """See `Store`."""
        await self.store.close()


@dataclass(frozen=True)
class Measured:
    """Seconds of whole replies, those in the store, and of the processor for one reply."""

    replies: Times
    store: Times
    cpu: float


# Ways to be asked


async def alone(ask: Ask) -> Times:
    """One after another."""
    return [await timed(ask, 0) for _ in range(300)]


async def no_pause(ask: Ask) -> Times:
    """32 who ask again as soon as they have their answer."""

    async def member(place: int) -> Times:
        return [await timed(ask, place) for _ in range(18)]

    return list(chain(*await asyncio.gather(*map(member, range(AT_ONCE)))))


async def reading(ask: Ask) -> Times:
    """32 who read for a while before they ask again."""
    until = perf_counter() + READING_FOR

    async def member(place: int) -> Times:
        chance, times = random.Random(place), Times()
        await asyncio.sleep(chance.uniform(0, 1))
        while perf_counter() < until:
            times.append(await timed(ask, place))
            await asyncio.sleep(chance.uniform(*PAUSE))
        return times

    return list(chain(*await asyncio.gather(*map(member, range(AT_ONCE)))))


async def burst(ask: Ask) -> Times:
    """32 at the same instant, again and again, when all have their answers."""
    times = Times()
    for _ in range(BURSTS):
        times += await asyncio.gather(*(timed(ask, place) for place in range(AT_ONCE)))
        await asyncio.sleep(0.1)
    return times


async def timed(ask: Ask, place: int) -> float:
    """Seconds until the answer is there."""
    start = perf_counter()
    await ask(place)
    return perf_counter() - start


WAYS = {"one after another": alone, "32, reading": reading, "32, burst": burst, "32, no pause": no_pause}


# What is asked


def visits(texts: Sequence[str], place: int, numbers: Iterator[int]) -> Iterator[Request]:
    """Requests of one new member after another."""
    while True:
        number = next(numbers)
        member = Member(f"slack:T{place}", f"N{number}")
        text = texts[number % len(texts)]
        for said in (text, *[another(text, SOME_CARD)] * NEXT_CARDS):
            yield Request(member, said, now())


async def ours(
    search: Search, store: Store, texts: Sequence[str], way: Callable[[Ask], Awaitable[Times]]
) -> Measured:
    """Replies of the mentor."""
    watched = Timed(store)
    mentor = Mentor(Catalogue(search), watched)
    numbers = count(int(perf_counter() * 1e6))
    places = [visits(texts, place, numbers) for place in range(AT_ONCE)]

    async def ask(place: int) -> None:
        await mentor.reply(next(places[place]))

    for place in range(AT_ONCE):
        await ask(place)  # connections are made at first use
    watched.took.clear()
    cpu = process_time()
    replies = await way(ask)
    return Measured(replies, watched.took, (process_time() - cpu) / len(replies))


async def raw(
    driver: Raw, transactions: Sequence[Transaction], way: Callable[[Ask], Awaitable[Times]]
) -> Measured:
    """Their statements without us."""
    # Behind the last one, the first comes again: members read for as long as they like.
    left = cycle(transactions)

    async def ask(_: int) -> None:
        await driver.play(next(left))

    for _ in range(AT_ONCE):
        await ask(0)
    cpu = process_time()
    replies = await way(ask)
    return Measured(replies, replies, (process_time() - cpu) / len(replies))


# The report


def best(runs: Sequence[Measured]) -> Measured:
    """The one that the machine disturbed least."""
    return min(runs, key=lambda run: quantile(run.replies, 0.99))


def columns(times: Times) -> str:
    """p50, p95 and p99 in milliseconds."""
    return " / ".join(f"{1000 * quantile(times, share):.2f}" for share in SHARES)


async def measure(  # noqa: PLR0913, PLR0917
    crowd: Crowd, kind: Databases, url: str, search: Search, names: Sequence[str], runs: int
) -> None:
    """Print the rows of one kind of database."""
    for title, way in WAYS.items():
        async with opened(kind.copied(url), crowd.vault) as store:
            with recorded(store) as transactions:
                await ours(search, store, names, way)
        mine, theirs = [], []
        for _ in range(runs):
            async with opened(kind.copied(url), crowd.vault) as store:
                mine.append(await ours(search, store, names, way))
            async with kind.raw(kind.copied(url)) as driver:
                theirs.append(await raw(driver, transactions, way))
        it, peer = best(mine), best(theirs)
        slow = ", missed" if quantile(it.replies, 0.99) * 1000 >= GOAL_P99 else ""
        long = ", missed" if quantile(it.store, 0.5) * 1000 > GOAL_P50 else ""
        ratios = (quantile(it.store, share) / quantile(peer.replies, share) for share in (0.5, 0.99))
        cells = (
            *(kind.name, title, columns(it.replies) + slow, columns(it.store) + long, f"{1000 * it.cpu:.2f}"),
            *(columns(peer.replies), f"{1000 * peer.cpu:.2f}", *(f"{ratio:.1f}" for ratio in ratios)),
        )
        print("| " + " | ".join(cells) + " |", flush=True)


async def measure_questions(crowd: Crowd, kind: Databases, url: str, search: Search, runs: int) -> None:
    """Print the rows of questions in members' own words."""
    texts = list(islice(different_questions(search.library), 2000))
    for title, way in (("one after another", alone), ("32, reading", reading)):
        done = []
        for run in range(runs):
            async with opened(kind.copied(url), crowd.vault) as store:
                done.append(await ours(search, store, texts[run * 600 :], way))
        it = best(done)
        print(
            f"| {kind.name} | {title} | {columns(it.replies)} | {columns(it.store)} | {1000 * it.cpu:.2f} |"
        )


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one run of each")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database")
    options = parser.parse_args()
    print(f"{machine()}\nload before: {load()}\n")
    runs = 1 if options.quick else RUNS
    search = assembled().search
    names = [topic.name for topic in search.library.topics]
    crowd = Crowd(MEMBERS, search.library, now())
    with databases() as both:
        kinds = [it for it in both if options.only in {None, it.name.lower()}]
        filled = []
        for kind in kinds:
            url = kind.made()
            crowd.fill(kind, url)
            filled.append((kind, url))
        print(
            "\nMilliseconds; p50 / p95 / p99; CPU of one reply in all threads.\n\n"
            "| database | members | reply | store | CPU | raw | CPU | store, times raw, p50 | p99 |"
        )
        print("|---" * 9 + "|")
        for kind, url in filled:
            asyncio.run(measure(crowd, kind, url, search, names, runs))
        print("\n| database | members, in their own words | reply | store | CPU |")
        print("|---" * 5 + "|")
        for kind, url in filled:
            asyncio.run(measure_questions(crowd, kind, url, search, runs))
    print(f"\nload after: {load()}")


if __name__ == "__main__":
    main()
