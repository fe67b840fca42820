"""How long an archive takes to load, how fast a mentor answers from it, and how much memory that is.

    python benchmarks/load.py                      # half an hour: two thousand episodes
    python benchmarks/load.py --database URL       # load there, where what is there is not loaded again
    python benchmarks/load.py --only answers --database URL

Loads the shared archive with the command that operators use, in a process of its own, and then asks mentors
who know ever more of it, each in a process of its own, beside SQLite FTS5 over the same excerpts. Prints
Markdown tables, and draws `benchmarks/load.svg`. CAREER_SHARED names the folder with the transcripts.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, cast

import numpy as np
from answer import FullText, load, machine
from archive import TRAIN, dev, questions
from labelled import HERE, SHARED, question_sets

from adapters import program
from adapters.settings import Settings
from adapters.vectors import silent
from bot.episodes import EVERYBODY, OPERATOR, Loaded
from bot.model import Upload
from bot.ports import Records, Store
from bot.shelving import Keeper
from knowledge.search import Search
from tests.knowledge.transcripts.real import transcripts

SIZES = (0, 10, 100, 1000, 10_000)
"""Episodes that mentors know; the last is all there are."""

WARM_UP = 20
MILLISECONDS = 1000
PICTURE = HERE / "load.svg"

HEADINGS = (
    "episodes", "excerpts", "vectors", "start", "memory", "answer p50", "p99", "FTS5 p50", "p99", "ratio",
)  # fmt: skip


@dataclass(frozen=True)
class Mentor:
    """What a mentor who knows so many *episodes* costs: seconds, megabytes, and milliseconds an answer.

    *full_text* is the same for SQLite's FTS5 over the same *excerpts*, without meaning.
    """

    episodes: int
    excerpts: int
    vectors: int
    start: float
    memory: int
    answer: tuple[float, float]
    full_text: tuple[float, float]


class Some:
    """A store that knows only the first few live editions."""

    def __init__(self, store: Store, most: int) -> None:
        self._store = store
        self._most = most

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["_SomeRecords"]:
        """Records with only those."""
        async with self._store.reading() as records:
            yield _SomeRecords(records, self._most)


class _SomeRecords:
    def __init__(self, records: Records, most: int) -> None:
        self._records = records
        self._most = most

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)

    async def live_editions(self, owner: str) -> tuple[Loaded, ...]:
        """The first few."""
        return (await self._records.live_editions(owner))[: self._most]


def career(settings: Settings, *words: str) -> tuple[float, float, int]:
    """Run the command: the seconds that it took, of all cores, and its peak memory in megabytes."""
    environment = {**os.environ, "CAREER_DATABASE_URL": settings.database_url}
    start = perf_counter()
    running = subprocess.Popen([sys.executable, "-m", "adapters", *words], env=environment)
    _, status, used = os.wait4(running.pid, 0)
    if status:
        sys.exit(f"career {' '.join(words[:2])} ended with {os.waitstatus_to_exitcode(status)}")
    return perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def print_load(settings: Settings) -> None:
    """Load all, and say what it took."""
    with TemporaryDirectory() as folder:
        count = 0
        for name, data in transcripts(SHARED):
            path = Path(folder) / Path(name).name
            path.write_bytes(data)
            count += 1
        before = load()
        seconds, cpu, memory = career(settings, "episodes", "load", folder)
        print("\n| | |\n|---|---|")
        print(f"| files | {count:,} |")
        print(f"| loaded and published in | {seconds / 60:.1f} min, {cpu / 60:.1f} min of CPU |")
        print(f"| peak memory | {memory} MB |")
        print(f"| load of the machine before and after | {before}, {load()} |")
        seconds, cpu, memory = career(settings, "episodes", "load", folder)
        print(f"| the same once more | {seconds:.0f} s, {cpu:.0f} s of CPU |")


async def one_episode(settings: Settings) -> float:
    """Seconds from a file that is uploaded to a mentor that answers from it."""
    shipped = program.open_shipped(settings, silent)
    loader = program.open_loader(settings, shipped)
    store = await program.open_store(settings)
    try:
        catalogue = program.open_catalogue(settings, shipped, store)
        await catalogue.refresh()
        data = (SHARED / "data" / "episodes" / "js-party-104.md").read_bytes()
        # Another name, so that it is an episode of its own wherever all are loaded already.
        upload = Upload(f"upload-{datetime.now(UTC):%H%M%S}.md", data)
        start = perf_counter()
        prepared = await asyncio.to_thread(loader.prepare, upload)
        async with store.transaction() as records:
            keeper = Keeper(records, EVERYBODY, OPERATOR, datetime.now(UTC))
            await keeper.keep(prepared)
            await keeper.publish(prepared.name)
        await catalogue.refresh()
        assert catalogue.of(EVERYBODY).library.card(prepared.made.cards[0].ref)
        took = perf_counter() - start
        async with store.transaction() as records:
            await Keeper(records, EVERYBODY, OPERATOR, datetime.now(UTC)).remove(prepared.name, ())
        return took
    finally:
        await store.close()


def mentor(size: int, settings: Settings) -> Mentor:
    """What a mentor with that many episodes costs, measured in a process that is nothing else."""
    environment = {**os.environ, "CAREER_DATABASE_URL": settings.database_url}
    # A mentor that is installed is compiled once, and not at each start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, __file__, "--mentor", str(size)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    return Mentor(**{**told, "answer": tuple(told["answer"]), "full_text": tuple(told["full_text"])})


async def measured(size: int, begun: float) -> Mentor:
    """Be such a mentor, and say what it takes."""
    settings = Settings()
    shipped = program.open_shipped(settings, silent)
    store = await program.open_store(settings)
    catalogue = program.open_catalogue(settings, shipped, cast("Store", Some(store, size)))
    await catalogue.refresh()
    start = perf_counter() - begun
    search = catalogue.of(EVERYBODY)
    asked = [it["q"] for each in question_sets() for it in each.covered]
    asked += [it["q"] for it in (*dev(), *(it for slug in TRAIN for it in questions(slug)))]
    times = list(timed(search.ask, asked))
    memory = resident()
    await store.close()
    return Mentor(
        episodes=len(search.library.episodes) - 1,
        excerpts=sum(len(shelf) for shelf in shelves(search)),
        vectors=sum(len(shelf.vectors) for shelf in shelves(search)),
        start=start,
        memory=memory,
        answer=percentiles(times),
        full_text=beside(search, asked),
    )


def resident() -> int:
    """Megabytes of memory that this process has."""
    found = re.search(r"VmRSS:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(found[1]) // 1024 if found else 0


def shelves(search: Search) -> Sequence[Any]:
    """The shelves of a search."""
    return search.library.shelves


def beside(search: Search, asked: Sequence[str]) -> tuple[float, float]:
    """The same questions, asked of FTS5 over the same excerpts."""
    texts = [shelf.card(place).advice for shelf in shelves(search) for place in range(len(shelf))]
    if not texts:
        return 0.0, 0.0
    return percentiles(list(timed(FullText(texts).find, asked[:200])))


def timed(ask: Callable[[str], object], asked: Sequence[str]) -> Iterator[float]:
    """Milliseconds of each question, after a few that are not counted."""
    for question in asked[:WARM_UP]:
        ask(question)
    for question in asked:
        start = perf_counter()
        ask(question)
        yield (perf_counter() - start) * MILLISECONDS


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    p50, p99 = np.percentile(times, [50, 99])
    return float(p50), float(p99)


def print_answers(settings: Settings) -> None:
    """Ask mentors of each size."""
    print(f"\n| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    found: list[Mentor] = []
    mentor(0, settings)
    for size in SIZES:
        it = mentor(size, settings)
        found.append(it)
        ratio = f"{it.answer[0] / it.full_text[0]:.2f}" if it.full_text[0] else ""
        cells = (
            f"{it.episodes:,}", f"{it.excerpts:,}", f"{it.vectors:,}", f"{it.start:.2f} s", f"{it.memory} MB",
            *(f"{ms:.1f} ms" for ms in (*it.answer, *it.full_text)), ratio,
        )  # fmt: skip
        print(f"| {' | '.join(cells)} |", flush=True)
    PICTURE.write_text(drawn(found), encoding="utf-8")


def drawn(mentors: Sequence[Mentor]) -> str:
    """Answer time and memory by episodes, as an SVG: both axes of each by powers of ten."""
    some = [it for it in mentors if it.episodes]
    times = {
        "answer, p50": [it.answer[0] for it in some],
        "answer, p99": [it.answer[1] for it in some],
        "FTS5 alone, p50": [it.full_text[0] for it in some],
        "FTS5 alone, p99": [it.full_text[1] for it in some],
    }
    memory = {"memory": [float(it.memory) for it in some]}
    episodes = [it.episodes for it in some]
    charts = (
        Chart("milliseconds an answer", 70, (0.1, 1000), times).drawn(episodes),
        Chart("megabytes", 480, (10, 1000), memory).drawn(episodes),
    )
    box = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 330" style="font:13px sans-serif;fill:#555"'
    return f"<svg {box}>{''.join(charts)}</svg>\n"


COLOURS = ("#1f77b4", "#7fb3d9", "#d95f02", "#f2b27a")
WIDE, HIGH, TOP = 300, 230, 30
MOST = 3000
"""Episodes at the right end."""


@dataclass(frozen=True)
class Chart:
    """Lines over episodes, both by powers of ten: from the first of *bounds* to the second."""

    title: str
    left: int
    bounds: tuple[float, float]
    lines: dict[str, list[float]]

    def drawn(self, episodes: Sequence[int]) -> str:
        """The chart as SVG."""
        parts = [f'<text x="{self.left}" y="18">{self.title}</text>']
        low, high = (round(np.log10(it)) for it in self.bounds)
        for value in (10**power for power in range(low, high + 1)):
            parts.append(f'<path d="M{self.left} {self._y(value):.0f}h{WIDE}" stroke="#ddd"/>')
            parts.append(_text(self.left - 8, self._y(value) + 4, f"{value:g}", 'text-anchor="end"'))
        parts += [_text(self._x(it), TOP + HIGH + 20, f"{it:,}", 'text-anchor="middle"') for it in episodes]
        for place, (name, values) in enumerate(self.lines.items()):
            pairs = zip(episodes, values, strict=True)
            points = " ".join(f"{self._x(across):.0f},{self._y(up):.0f}" for across, up in pairs)
            line = f'points="{points}" fill="none" stroke="{COLOURS[place]}" stroke-width="2"'
            at = self.left + 160 * (place % 2), TOP + HIGH + 42 + 18 * (place // 2)
            parts += [f"<polyline {line}/>", _text(*at, name, f'style="fill:{COLOURS[place]}"')]
        return "".join(parts)

    def _x(self, value: float) -> float:
        return self.left + WIDE * float(np.log10(value) / np.log10(MOST))

    def _y(self, value: float) -> float:
        low, high = self.bounds
        return TOP + HIGH * (1 - float(np.log10(max(value, low) / low) / np.log10(high / low)))


def _text(x: float, y: float, text: str, how: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" {how}>{text}</text>'


def main() -> None:
    """Read the options, measure, print."""
    begun = perf_counter() - process_time()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--database", help="where to load to, and to keep it (default: nowhere)")
    parser.add_argument("--only", choices=["load", "one", "answers"], help="only this")
    parser.add_argument("--mentor", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.mentor is not None:
        print(json.dumps(asdict(asyncio.run(measured(options.mentor, begun)))))
        return
    with TemporaryDirectory() as folder:
        settings = Settings(database_url=options.database or f"sqlite:///{folder}/career.db")
        os.environ["CAREER_DATABASE_URL"] = settings.database_url
        print(f"{machine()}\nload before: {load()}", flush=True)
        if options.only in {None, "one"}:
            print(
                f"\none episode, nothing else loaded: {asyncio.run(one_episode(settings)):.1f} s", flush=True
            )
        if options.only in {None, "load"}:
            print_load(settings)
        if options.only in {None, "one"}:
            print(f"\none episode, beside all others: {asyncio.run(one_episode(settings)):.1f} s", flush=True)
        if options.only in {None, "answers"}:
            print_answers(settings)
        print(f"\nload after: {load()}")


if __name__ == "__main__":
    main()
