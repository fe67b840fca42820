"""The mentor and a peer on a chat platform, asked the same in turns: what `slack.py` and `discord.py` share.

Each bot is a process of its own, and its platform a double on loopback. Taking turns lets the noise of the
machine hit both: the ratios mean more than the times, in which the double has its share. Each figure is the
median over all rounds. Needs Linux, which tells how much processor and memory a process has used.
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain, cycle, islice, pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Generic, Literal, Protocol, TypeVar

from answer import load, machine, quantile

from tests.doubles.load import Load

HERE = Path(__file__).parent
ROOT = HERE.parent

GOAL = 1.5
"""Times the peer, at p50."""

IN_FLIGHT = 50
PEOPLE = 400
"""Who ask in turn."""

WARM_UP = 100
LATE = 10.0
"""Seconds after which an answer counts as lost."""

SHARES = (0.5, 0.95, 0.99)

STAFF = ("staff",)
MIXED = (
    "burnout",
    "mentor",
    "imposter syndrome",
    "meetups",
    "job hunt",
    "How do I get promoted when my manager keeps changing?",
    "should i stay technical or become a manager",
    "I was laid off and don't know where to start",
    "Is a startup a good place for a first job?",
    "how do i ask for more money without sounding greedy",
)
"""Five names of topics, which are looked up, and five questions, which are searched for."""

EVERYTHING = (*STAFF, *MIXED)
ASKED = {"`staff`": STAFF, "ten others": MIXED}

MENTOR = (sys.executable, "-m", "adapters", "serve")

Wait = Literal["receipt", "answer"]
"""For what somebody waits: that a platform knows that their command arrived, or that there is an answer."""


class Askers(Protocol):
    """People on a platform's double."""

    def ask(self, texts: Sequence[str], in_flight: int, people: int) -> Sequence[Load]:
        """Have a command with each of *texts* typed by so many people, so many at once."""

    def apologies(self) -> int:
        """Answers that say no more than that something went wrong."""


Who = TypeVar("Who", bound=Askers)


@dataclass(frozen=True)
class Round:
    """What became of some commands, and the seconds that they took, also those of the processor."""

    loads: Sequence[Load]
    seconds: float
    cpu: float

    def times(self, wait: Wait) -> list[float]:
        """Milliseconds that each of those waited who waited not in vain."""
        times = (load.ack_ms if wait == "receipt" else load.answer_ms for load in self.loads)
        return [*chain.from_iterable(times)]

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor for one answer."""
        return 1000 * self.cpu / len(self.times("answer"))

    @property
    def failed(self) -> tuple[int, int]:
        """How many had no answer, and how many no receipt."""
        return sum(load.lost for load in self.loads), sum(load.unacknowledged for load in self.loads)


@dataclass(frozen=True)
class Side(Generic[Who]):
    """A bot in a process of its own, and those who ask it."""

    askers: Who
    pid: int

    def warm_up(self) -> None:
        """Ask what does not count."""
        self.ask([*islice(cycle(EVERYTHING), WARM_UP)], IN_FLIGHT)

    def ask(self, texts: Sequence[str], in_flight: int, people: int = PEOPLE) -> Round:
        """Send a command for each of *texts*, so many at once."""
        cpu, start = self.cpu(), perf_counter()
        loads = self.askers.ask(texts, in_flight, people)
        return Round(loads, perf_counter() - start, self.cpu() - cpu)

    def cpu(self) -> float:
        """Seconds of the processor until now, in all threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """What it has in memory."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


# Processes


@contextmanager
def running(command: Sequence[str], environment: dict[str, str]) -> Iterator[int]:
    """A process, told to end in the end; its number."""
    with subprocess.Popen(
        command,
        env={**_environment(), **environment},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def _environment() -> dict[str, str]:
    """Ours, without what would lead a bot to another platform than its double."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("SLACK_", "DISCORD_")) and not key.lower().endswith("_proxy")
    }


@contextmanager
def empty_memory() -> Iterator[dict[str, str]]:
    """Settings for a mentor with an SQLite database of its own, gone in the end."""
    with TemporaryDirectory(prefix="mentor-") as folder:
        yield {"CAREER_FILES_DIR": folder, "CAREER_DATABASE_URL": f"sqlite:///{folder}/mentor.sqlite3"}


# How soon


@dataclass(frozen=True)
class Case:
    """What is asked, by how many at once, and how often in one round."""

    asked: str
    in_flight: int
    commands: int

    def texts(self, number: int) -> list[str]:
        """What is asked in a round, in an order of its own."""
        texts = [*islice(cycle(ASKED[self.asked]), self.commands)]
        random.Random(number).shuffle(texts)
        return texts


@dataclass
class Compared:
    """Rounds of both sides."""

    ours: list[Round] = field(default_factory=list)
    theirs: list[Round] = field(default_factory=list)

    def ask(self, ours: Side[Who], theirs: Side[Who], case: Case, number: int) -> None:
        """Have another round, in which the other side begins."""
        turns = [(ours, self.ours), (theirs, self.theirs)]
        for side, rounds in turns if number % 2 else reversed(turns):
            rounds.append(side.ask(case.texts(number), case.in_flight))

    def row(self, case: Case, waits: Sequence[Wait]) -> str:
        """One line of the table."""
        at_once = "one" if case.in_flight == 1 else str(case.in_flight)
        times = chain.from_iterable(map(self._times, waits))
        return f"| {' | '.join([case.asked, at_once, *times, *self._cpu()])} |"

    @property
    def failed(self) -> tuple[int, int]:
        """How many commands the mentor lost, and how many it did not acknowledge."""
        return _summed(round.failed for round in self.ours)

    def _times(self, wait: Wait) -> Iterator[str]:
        ours, theirs = ([_quantiles(it.times(wait)) for it in side] for side in (self.ours, self.theirs))
        for side in (ours, theirs):
            yield " / ".join(_short(median(values)) for values in zip(*side, strict=True))
        times = median(our[0] for our in ours) / median(their[0] for their in theirs)
        yield f"{times:.2f}{', missed' if times > GOAL else ''}"

    def _cpu(self) -> Iterator[str]:
        ours, theirs = (median(it.cpu_ms for it in side) for side in (self.ours, self.theirs))
        yield from (f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}")


def _short(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def _quantiles(times: list[float]) -> list[float]:
    return [quantile(times, share) for share in SHARES]


def _summed(failed: Iterator[tuple[int, int]]) -> tuple[int, int]:
    lost, unacknowledged = zip(*failed, strict=True)
    return sum(lost), sum(unacknowledged)


def report(ours: Side[Who], theirs: Side[Who], waits: Sequence[Wait], rounds: int, commands: int) -> None:
    """Print one table: what is asked one after another, and many at once, of both sides in turns."""
    cases = [
        Case(asked, in_flight, commands if in_flight == 1 else 3 * commands)
        for asked in ASKED
        for in_flight in (1, IN_FLIGHT)
    ]
    compared = {case: Compared() for case in cases}
    for number in range(rounds):
        for case, so_far in compared.items():
            so_far.ask(ours, theirs, case, number)
    measured = chain.from_iterable((wait, "peer's", "times") for wait in (*waits, "CPU"))
    print(f"| asked | at once | {' | '.join(measured)} |\n|{'---|' * (3 * len(waits) + 5)}")
    for case, so_far in compared.items():
        print(so_far.row(case, waits))
    lost, unacknowledged = _summed(it.failed for it in compared.values())
    apologies = ours.askers.apologies()
    print(f"\nlost {lost}, unacknowledged {unacknowledged}, apologies {apologies}", flush=True)


# How long


def report_many(
    steps: Sequence[int],
    sides: Mapping[str, AbstractContextManager[Side[Who]]],
    asked: Sequence[str],
    people: int,
) -> None:
    """Print what becomes of very many commands, any of *asked*, and of memory meanwhile."""
    after = " | ".join(f"MB after {step:,}" for step in (0, *steps))
    print(f"| | {after} | lost | unacknowledged | apologies | a second |\n|{'---|' * (len(steps) + 6)}")
    for name, opened in sides.items():
        with opened as side:
            print(f"| {name} | {_many(side, steps, asked, people)} |", flush=True)


def _many(side: Side[Who], steps: Sequence[int], asked: Sequence[str], people: int) -> str:
    chance, sizes, rounds = random.Random(7), [side.megabytes()], list[Round]()
    for before, step in pairwise((0, *steps)):
        rounds.append(side.ask(chance.choices(asked, k=step - before), IN_FLIGHT, people))
        sizes.append(side.megabytes())
    rate = steps[-1] / sum(round.seconds for round in rounds)
    figures = (*sizes, *_summed(it.failed for it in rounds), side.askers.apologies(), rate)
    return " | ".join(f"{it:.0f}" for it in figures)


@contextmanager
def surroundings(*packages: str) -> Iterator[None]:
    """Print what the benchmark within ran on, with which packages, and how busy that was."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    print(f"{machine()}, {versions}\nload before: {load()}")
    yield
    print(f"\nload after: {load()}")
