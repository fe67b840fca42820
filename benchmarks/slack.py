"""How soon Slack's commands are acknowledged and answered, beside ten lines of slack_bolt in the same run.

    python benchmarks/slack.py           # under half an hour
    python benchmarks/slack.py --quick   # five minutes

Prints Markdown tables. The mentor and its peer, `ten_lines.py`, are a process each with a Slack of its own on
loopback (`tests/doubles/slack`) that checks nothing here. They take turns, so that the noise of the machine
hits both: the ratios mean more than the times, in which the double has its share. Each figure is the median
over all rounds. Nothing here fails; a goal that was missed is printed as missed. Needs Linux, which tells how
much processor and memory a process has used.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Literal

from answer import load, machine, quantile

from tests.doubles.postgres import free_port
from tests.doubles.slack.load import Load, measured
from tests.doubles.slack.server import Slack, Workspace

HERE = Path(__file__).parent
ROOT = HERE.parent

GOAL = 1.5
"""Times the peer, at p50."""

IN_FLIGHT = 50
WORKSPACES = 20
PEOPLE = 400
"""Who ask in turn."""

WARM_UP = 100
COMMAND = "/career"
LATE = 10.0
"""Seconds after which an answer counts as lost."""

STEPS = (5_000, 10_000, 20_000)
"""Commands after which memory is looked at; there are half as many people as in the first of these."""

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

ASKED = {"`staff`": STAFF, "ten others": MIXED}

Mode = Literal["socket", "http"]


@dataclass(frozen=True)
class Side:
    """A bot in a process of its own, and the Slack that it is in."""

    slack: Slack
    pid: int

    def ask(self, texts: Sequence[str], in_flight: int) -> "Round":
        """Send a command for each of *texts*, so many at once."""
        before = self.cpu()
        loads = self.slack.run(_asked(list(self.slack.workspaces.values()), texts, in_flight))
        return Round(loads, self.cpu() - before)

    def apologies(self) -> int:
        """Answers that say no more than that something went wrong."""
        teams = self.slack.workspaces.values()
        return sum("(error " in message.text for team in teams for message in team.messages.values())

    def cpu(self) -> float:
        """Seconds of the processor until now, in all threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """What it has in memory."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@dataclass(frozen=True)
class Round:
    """What became of some commands, and the seconds of processor that they took."""

    loads: Sequence[Load]
    cpu: float

    @property
    def receipts(self) -> list[float]:
        """Milliseconds until Slack was told that a command arrived."""
        return [*chain.from_iterable(load.ack_ms for load in self.loads)]

    @property
    def answers(self) -> list[float]:
        """Milliseconds until the answer was to be seen."""
        return [*chain.from_iterable(load.answer_ms for load in self.loads)]

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor for one."""
        return 1000 * self.cpu / len(self.answers)

    @property
    def failed(self) -> tuple[int, int]:
        """How many had no answer, and how many no receipt."""
        return sum(load.lost for load in self.loads), sum(load.unacknowledged for load in self.loads)


async def _asked(workspaces: Sequence[Workspace], texts: Sequence[str], in_flight: int) -> list[Load]:
    """In all workspaces at once, or in one after another."""
    count = len(workspaces)
    shares = [in_flight // count + (place < in_flight % count) for place in range(count)]
    works = [
        measured(
            team, list(texts[place::count]), max(1, share), people=PEOPLE // count, name=COMMAND, seconds=LATE
        )
        for place, (team, share) in enumerate(zip(workspaces, shares, strict=True))
    ]
    return [await work for work in works] if in_flight == 1 else await asyncio.gather(*works)


# Processes


@contextmanager
def mentor(mode: Mode, workspaces: int) -> Iterator[Side]:
    """The mentor, with an empty SQLite database."""
    with TemporaryDirectory(prefix="mentor-") as folder:
        place = {"CAREER_FILES_DIR": folder, "CAREER_DATABASE_URL": f"sqlite:///{folder}/mentor.sqlite3"}
        with _side([sys.executable, "-m", "adapters", "serve"], place, mode, workspaces) as side:
            yield side


@contextmanager
def peer(mode: Mode, workspaces: int) -> Iterator[Side]:
    """The ten lines; whoever installs them is in files in their home."""
    with TemporaryDirectory(prefix="peer-") as folder:
        command = [sys.executable, str(HERE / "ten_lines.py")]
        with _side(command, {"HOME": folder}, mode, workspaces) as side:
            yield side


@contextmanager
def _side(command: Sequence[str], place: dict[str, str], mode: Mode, workspaces: int) -> Iterator[Side]:
    port = free_port()
    with Slack(mode=mode, bot_url=f"http://127.0.0.1:{port}", validate=False) as slack:
        teams = [slack.workspace(f"T{number}", installed=workspaces == 1) for number in range(workspaces)]
        ways = slack.environment(teams[0] if workspaces == 1 else None)
        ports = {"CAREER_HTTP_PORT": str(port), "PORT": str(port)}
        with _running(command, {**_environment(), **ways, **ports, **place}) as pid:
            slack.wait_for_bot(60)
            for team in teams:
                if not team.installed:
                    team.install(team.person("UADMIN"), str(slack.bot_url))
            side = Side(slack, pid)
            side.ask([*islice(cycle((*STAFF, *MIXED)), WARM_UP)], IN_FLIGHT)
            yield side


@contextmanager
def _running(command: Sequence[str], environment: dict[str, str]) -> Iterator[int]:
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def _environment() -> dict[str, str]:
    """Ours, without what would lead a bot to another Slack."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("SLACK_") and not key.lower().endswith("_proxy")
    }


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

    def ask(self, ours: Side, theirs: Side, case: Case, number: int) -> None:
        """Have another round, in which the other side begins."""
        turns = [(ours, self.ours), (theirs, self.theirs)]
        for side, rounds in turns if number % 2 else reversed(turns):
            rounds.append(side.ask(case.texts(number), case.in_flight))

    def row(self, case: Case) -> str:
        """One line of the table."""
        at_once = "one" if case.in_flight == 1 else str(case.in_flight)
        cells = [case.asked, at_once, *self._times("receipts"), *self._times("answers"), *self._cpu()]
        return f"| {' | '.join(cells)} |"

    @property
    def failed(self) -> tuple[int, int]:
        """How many commands the mentor lost, and how many it did not acknowledge."""
        lost, unacknowledged = zip(*(round.failed for round in self.ours), strict=True)
        return sum(lost), sum(unacknowledged)

    def _times(self, what: str) -> Iterator[str]:
        ours, theirs = ([_quantiles(getattr(it, what)) for it in side] for side in (self.ours, self.theirs))
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


def report(mode: Mode, workspaces: int, rounds: int, commands: int) -> None:
    """Print one table: what is asked one after another, and many at once, of both sides in turns."""
    cases = [
        Case(asked, in_flight, commands if in_flight == 1 else 3 * commands)
        for asked in ASKED
        for in_flight in (1, IN_FLIGHT)
    ]
    where = "one workspace" if workspaces == 1 else f"{workspaces} workspaces"
    print(f"\nMode {mode}, {where}, {rounds} rounds; milliseconds, p50 / p95 / p99\n")
    print(
        "| asked | at once | receipt | peer's | times | answer | peer's | times | CPU | peer's | times |\n"
        f"|{'---|' * 11}"
    )
    with mentor(mode, workspaces) as ours, peer(mode, workspaces) as theirs:
        compared = {case: Compared() for case in cases}
        for number in range(rounds):
            for case, so_far in compared.items():
                so_far.ask(ours, theirs, case, number)
        apologies = ours.apologies()
    for case, so_far in compared.items():
        print(so_far.row(case), flush=True)
    lost, unacknowledged = (sum(them) for them in zip(*(it.failed for it in compared.values()), strict=True))
    print(f"\nlost {lost}, unacknowledged {unacknowledged}, apologies {apologies}")


# How long


def report_many(mode: Mode, steps: Sequence[int]) -> None:
    """Print what becomes of very many commands, and of memory meanwhile."""
    print(f"\n{steps[-1]:,} commands of {steps[0] // 2:,} people, mode {mode}, {IN_FLIGHT} at once\n")
    after = " | ".join(f"MB after {step:,}" for step in (0, *steps))
    print(f"| | {after} | lost | unacknowledged | apologies | a second |\n|{'---|' * (len(steps) + 6)}")
    with mentor(mode, 1) as ours:
        print(f"| mentor {_many(ours, steps)}", flush=True)
    with peer(mode, 1) as theirs:
        print(f"| peer {_many(theirs, steps)}", flush=True)


def _many(side: Side, steps: Sequence[int]) -> str:
    chance, sizes, loads = random.Random(7), [side.megabytes()], list[Load]()
    for before, step in zip((0, *steps), steps, strict=False):
        texts = chance.choices((*STAFF, *MIXED), k=step - before)
        loads.append(side.slack.measure(texts, IN_FLIGHT, people=steps[0] // 2))
        sizes.append(side.megabytes())
    lost, unacknowledged = (sum(getattr(it, what) for it in loads) for what in ("lost", "unacknowledged"))
    rate = steps[-1] / sum(load.seconds for load in loads)
    cells = [f"{it:.0f}" for it in (*sizes, lost, unacknowledged, side.apologies(), rate)]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two rounds, and a tenth of the many commands")
    parser.add_argument("--mode", choices=("socket", "http"), help="one mode")
    parser.add_argument("--part", choices=("soon", "many"), help="how soon, or what becomes of very many")
    options = parser.parse_args()
    versions = ", ".join(f"{name} {version(name)}" for name in ("slack_bolt", "slack_sdk", "aiohttp"))
    print(f"{machine()}, {versions}\nload before: {load()}")
    modes: list[Mode] = [options.mode] if options.mode else ["socket", "http"]
    rounds, commands = (2, 50) if options.quick else (9, 100)
    for mode in modes:
        if options.part != "many":
            for workspaces in (1, WORKSPACES):
                report(mode, workspaces, rounds, commands)
        if options.part != "soon":
            report_many(mode, [step // 10 for step in STEPS] if options.quick else STEPS)
    print(f"\nload after: {load()}")


if __name__ == "__main__":
    main()
