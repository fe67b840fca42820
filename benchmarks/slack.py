"""How soon Slack's commands are acknowledged and answered, beside ten lines of slack_bolt in the same run.

    python benchmarks/slack.py           # under half an hour
    python benchmarks/slack.py --quick   # five minutes

Prints Markdown tables. The mentor and its peer, `ten_lines.py`, are a process each with a Slack of its own on
loopback (`tests/doubles/slack`) that checks nothing here; see `turns` for how they are compared. Nothing here
fails; a goal that was missed is printed as missed.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Literal

import turns
from turns import Side

from tests.doubles.postgres import free_port
from tests.doubles.slack.load import Load, measured
from tests.doubles.slack.server import Slack, Workspace

WORKSPACES = 20
COMMAND = "/career"

STEPS = (5_000, 10_000, 20_000)
"""Commands after which memory is looked at; there are half as many people as in the first of these."""

Mode = Literal["socket", "http"]


@dataclass(frozen=True)
class Everybody:
    """People in all workspaces."""

    slack: Slack

    def ask(self, texts: Sequence[str], in_flight: int, people: int) -> list[Load]:
        """See `turns.Askers`."""
        return self.slack.run_long(_asked([*self.slack.workspaces.values()], texts, in_flight, people))

    def apologies(self) -> int:
        """See `turns.Askers`."""
        teams = self.slack.workspaces.values()
        return sum("(error " in message.text for team in teams for message in team.messages.values())


async def _asked(
    workspaces: Sequence[Workspace], texts: Sequence[str], in_flight: int, people: int
) -> list[Load]:
    """In all workspaces at once, or in one after another."""
    count = len(workspaces)
    shares = [in_flight // count + (place < in_flight % count) for place in range(count)]
    works = [
        measured(
            team,
            list(texts[place::count]),
            max(1, share),
            people=people // count,
            name=COMMAND,
            seconds=turns.LATE,
        )
        for place, (team, share) in enumerate(zip(workspaces, shares, strict=True))
    ]
    return [await work for work in works] if in_flight == 1 else await asyncio.gather(*works)


# Processes


@contextmanager
def mentor(mode: Mode, workspaces: int) -> Iterator[Side[Everybody]]:
    """The mentor, with an empty SQLite database."""
    with turns.empty_memory() as memory, _side(turns.MENTOR, memory, mode, workspaces) as side:
        yield side


@contextmanager
def peer(mode: Mode, workspaces: int) -> Iterator[Side[Everybody]]:
    """The ten lines; whoever installs them is in files in their home."""
    with TemporaryDirectory(prefix="peer-") as folder:
        command = [sys.executable, str(turns.HERE / "ten_lines.py")]
        with _side(command, {"HOME": folder}, mode, workspaces) as side:
            yield side


@contextmanager
def _side(
    command: Sequence[str], place: dict[str, str], mode: Mode, workspaces: int
) -> Iterator[Side[Everybody]]:
    port = free_port()
    with Slack(mode=mode, bot_url=f"http://127.0.0.1:{port}", validate=False) as slack:
        teams = [slack.workspace(f"T{number}", installed=workspaces == 1) for number in range(workspaces)]
        ways = slack.environment(teams[0] if workspaces == 1 else None)
        ports = {"CAREER_HTTP_PORT": str(port), "PORT": str(port)}
        with turns.running(command, {**ways, **ports, **place}) as pid:
            slack.wait_for_bot(60)
            for team in teams:
                if not team.installed:
                    team.install(team.person("UADMIN"), str(slack.bot_url))
            side = Side(Everybody(slack), pid)
            side.warm_up()
            yield side


# The report


def report(mode: Mode, workspaces: int, rounds: int, commands: int) -> None:
    """Print how soon commands are acknowledged and answered."""
    where = "one workspace" if workspaces == 1 else f"{workspaces} workspaces"
    print(f"\nMode {mode}, {where}, {rounds} rounds; milliseconds, p50 / p95 / p99\n")
    with mentor(mode, workspaces) as ours, peer(mode, workspaces) as theirs:
        turns.report(ours, theirs, ("receipt", "answer"), rounds, commands)


def report_many(mode: Mode, steps: Sequence[int]) -> None:
    """Print what becomes of very many commands, and of memory meanwhile."""
    people = steps[0] // 2
    print(f"\n{steps[-1]:,} commands of {people:,} people, mode {mode}, {turns.IN_FLIGHT} at once\n")
    sides = {"mentor": mentor(mode, 1), "peer": peer(mode, 1)}
    turns.report_many(steps, sides, turns.EVERYTHING, people)


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two rounds, and a tenth of the many commands")
    parser.add_argument("--mode", choices=("socket", "http"), help="one mode")
    parser.add_argument("--part", choices=("soon", "many"), help="how soon, or what becomes of very many")
    options = parser.parse_args()
    modes: list[Mode] = [options.mode] if options.mode else ["socket", "http"]
    rounds, commands = (2, 50) if options.quick else (9, 100)
    with turns.surroundings("slack_bolt", "slack_sdk", "aiohttp"):
        for mode in modes:
            if options.part != "many":
                for workspaces in (1, WORKSPACES):
                    report(mode, workspaces, rounds, commands)
            if options.part != "soon":
                report_many(mode, [step // 10 for step in STEPS] if options.quick else STEPS)


if __name__ == "__main__":
    main()
