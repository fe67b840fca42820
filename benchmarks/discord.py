"""How soon Discord's commands are answered, beside ten lines of discord.py in the same run.

    python benchmarks/discord.py           # a quarter of an hour
    python benchmarks/discord.py --quick   # three minutes

Prints Markdown tables. The mentor and its peer, `ten_lines_discord.py`, are a process each with a Discord of
its own on loopback (`tests/doubles/discord`) that checks nothing here; see `turns` for how they are compared.
Then weekly prompts fall due in many channels at once, brought by the mentor as it is served, with Discord's
rate limits. Nothing here fails; a goal that was missed is printed as missed.
"""

import sys

# Python looks first beside the script, where `discord` is this file: the package has to be found before it.
sys.path.append(sys.path.pop(0))

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import pairwise
from time import monotonic, sleep

import turns
from aiohttp import web
from turns import Side

from adapters.discord.requests import workspace_of
from adapters.program import lanes, open_store
from adapters.settings import Settings
from bot.model import Channel, Schedule
from bot.planning import plan_anew
from bot.weekly import Weekly
from tests.doubles.discord.content import Channel as Place
from tests.doubles.discord.interactions import MODAL
from tests.doubles.discord.server import Discord
from tests.doubles.discord.surfaces import walk
from tests.doubles.load import Load

STEPS = (2_500, 5_000, 10_000)
"""Commands after which memory is looked at; there are half as many people as in the first of these."""

MODALS = (500, 1_000, 2_000)
"""Modals that were opened and closed, after which memory is looked at."""

FORM = "reflect"
"""What opens one."""

SERVERS, PROMPTS = 20, 500
DUE = timedelta(minutes=5)
"""How long ago all prompts fell due: longer than those who share a time are spread over."""

PATIENCE = 60.0
"""Seconds to wait for the next prompt."""


@dataclass(frozen=True)
class Everybody:
    """People in the first server."""

    discord: Discord

    def ask(self, texts: Sequence[str], in_flight: int, people: int) -> list[Load]:
        """See `turns.Askers`."""
        load = self.discord.measure(texts, in_flight, people=people, seconds=turns.LATE)
        for person in self.discord.people.values():
            # Who closes a modal tells nobody.
            person.modal = None
        return [load]

    def apologies(self) -> int:
        """See `turns.Askers`."""
        channels = self.discord.channels.values()
        answers = [message for channel in channels for message in channel.messages.values()]
        return sum("(error " in it.get("content", "") for answer in answers for it in walk(answer.components))

    def told_to_wait(self) -> int:
        """Answers that were deferred first."""
        return self.discord.calls["PATCH /webhooks/{}/{}/messages/@original"]

    def modals(self) -> int:
        """Modals that opened."""
        return sum(it.answer == MODAL for it in self.discord.interactions.values())


class Strict(Discord):
    """A Discord with its rate limits, which counts what it answers by the statuses of HTTP."""

    def __init__(self) -> None:
        super().__init__(checking=False, limits=True)
        self.statuses = Counter[int]()

    def serve(self, app: web.Application) -> None:
        """See `Loopback`."""
        super().serve(app)
        app.on_response_prepare.append(self._count)

    async def _count(self, _: web.Request, response: web.StreamResponse) -> None:
        self.statuses[response.status] += 1


# Processes


@contextmanager
def mentor() -> Iterator[Side[Everybody]]:
    """The mentor, with an empty SQLite database."""
    with turns.empty_memory() as memory, _side(turns.MENTOR, memory) as side:
        yield side


@contextmanager
def peer() -> Iterator[Side[Everybody]]:
    """The ten lines; -P, since to them, too, `discord` is not the file beside them."""
    with _side([sys.executable, "-P", str(turns.HERE / "ten_lines_discord.py")], {}) as side:
        yield side


@contextmanager
def _side(command: Sequence[str], place: dict[str, str]) -> Iterator[Side[Everybody]]:
    with Discord(checking=False) as discord:
        discord.server()
        with turns.running(command, {**discord.environment(), **place}) as pid:
            discord.wait_for_bot(60)
            side = Side(Everybody(discord), pid)
            side.warm_up()
            yield side


# The report


def report(rounds: int, commands: int) -> None:
    """Print how soon commands are answered."""
    print(f"\n{rounds} rounds; milliseconds, p50 / p95 / p99\n")
    with mentor() as ours, peer() as theirs:
        before = ours.askers.told_to_wait()
        turns.report(ours, theirs, ("answer",), rounds, commands)
        print(f"first told to wait: {ours.askers.told_to_wait() - before}")


def report_many(steps: Sequence[int]) -> None:
    """Print what becomes of very many commands, and of memory meanwhile."""
    people = steps[0] // 2
    print(f"\n{steps[-1]:,} commands of {people:,} people, {turns.IN_FLIGHT} at once\n")
    turns.report_many(steps, {"mentor": mentor(), "peer": peer()}, turns.EVERYTHING, people)


def report_modals(steps: Sequence[int]) -> None:
    """Print what becomes of memory if people open modals, and close them."""
    # Nobody opens a second one before the first is closed.
    people = max(after - before for before, after in pairwise((0, *steps)))
    print(f"\n{steps[-1]:,} modals of {people:,} people, opened and closed, {turns.IN_FLIGHT} at once\n")
    with mentor() as ours:
        turns.report_many(steps, {"mentor": nullcontext(ours)}, (FORM,), people)
        print(f"\nopened {ours.askers.modals()}")


# Weekly prompts


def report_prompts(count: int) -> None:
    """Print what becomes of weekly prompts that are due in so many channels."""
    print(f"\n{count:,} prompts due at once, in channels of {SERVERS} servers, with Discord's limits\n")
    print("| seen | lost | seen twice | refused with 429 | seconds |\n|---|---|---|---|---|")
    with Strict() as discord, turns.empty_memory() as memory:
        servers = [discord.server(f"Server {number}") for number in range(SERVERS)]
        places = [servers[number % SERVERS].channel(f"channel-{number}") for number in range(count)]
        channels = [
            Channel(workspace_of(int(it.id)), place.id) for it in servers for place in it.channels.values()
        ]
        asyncio.run(_plan(channels, memory["CAREER_DATABASE_URL"]))
        with turns.running(turns.MENTOR, {**discord.environment(), **memory}):
            _wait(places)
        print(_row(places, discord.statuses[HTTPStatus.TOO_MANY_REQUESTS]))


async def _plan(channels: Sequence[Channel], database_url: str) -> None:
    """Have a prompt be due in each of *channels*."""
    due = datetime.now(UTC) - DUE
    weekly = Weekly(due.weekday(), due.time().replace(second=0, microsecond=0), "UTC")
    store = await open_store(Settings(database_url=database_url))
    async with store.transaction() as records:
        for channel in channels:
            await plan_anew(Schedule(channel, weekly), due - timedelta(minutes=1), records, lanes().rate)
    await store.close()


def _wait(places: Sequence[Place]) -> None:
    """Until all have their prompt, or no more come."""
    seen, until = 0, monotonic() + PATIENCE
    while seen < len(places) and monotonic() < until:
        sleep(0.1)
        now = sum(bool(place.messages) for place in places)
        if now > seen:
            seen, until = now, monotonic() + PATIENCE


def _row(places: Sequence[Place], refused: int) -> str:
    # An id says in which millisecond a message came.
    times = sorted(int(id) >> 22 for place in places for id in place.messages)
    seen = sum(bool(place.messages) for place in places)
    seconds = (times[-1] - times[0]) / 1000 if seen > 1 else 0.0
    counts = (len(places) - seen, len(times) - seen, refused)
    cells = (f"{count}{', missed' * bool(count)}" for count in counts)
    return f"| {seen} | {' | '.join(cells)} | {seconds:.1f} |"


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two rounds, and a tenth of what is many")
    parts = ("soon", "many", "modals", "prompts")
    parser.add_argument("--part", choices=parts, help="one table")
    options = parser.parse_args()
    part = {options.part} if options.part else {*parts}
    rounds, commands, fewer = (2, 50, 10) if options.quick else (9, 100, 1)
    with turns.surroundings("discord.py", "aiohttp"):
        if "soon" in part:
            report(rounds, commands)
        if "many" in part:
            report_many([step // fewer for step in STEPS])
        if "modals" in part:
            report_modals([step // fewer for step in MODALS])
        if "prompts" in part:
            report_prompts(PROMPTS)


if __name__ == "__main__":
    main()
