"""How fast the bot is when many ask at once."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.world import Workspace


@dataclass(slots=True)
class Load:
    """What became of commands: milliseconds until each was acknowledged, and until its answer was to be seen.

    *lost* are those without an answer in time, *unacknowledged* those of which Slack said that they failed.
    """

    ack_ms: list[float] = field(default_factory=list)
    answer_ms: list[float] = field(default_factory=list)
    lost: int = 0
    unacknowledged: int = 0
    seconds: float = 0.0

    def count(self, answer_ms: float | None) -> None:
        """Take down how long an answer took, None if there was none."""
        if answer_ms is None:
            self.lost += 1
        else:
            self.answer_ms.append(answer_ms)


async def measured(
    workspace: "Workspace", commands: list[str], in_flight: int, *, people: int, name: str, seconds: float
) -> Load:
    """Send the commands, by so many people in turn: by who is shown something, answers are told apart."""
    load, waiting = Load(), deque(commands)
    free = deque(workspace.person(f"ULOAD{number}") for number in range(max(people, in_flight)))
    start = time.perf_counter()
    await asyncio.gather(*(_ask(free, waiting, name, seconds, load) for _ in range(in_flight)))
    load.seconds = time.perf_counter() - start
    return load


async def _ask(free: "deque[Person]", waiting: deque[str], name: str, seconds: float, load: Load) -> None:
    while waiting:
        person, text = free.popleft(), waiting.popleft()
        since, start = person.workspace.slack.ticks, time.perf_counter()
        answer = asyncio.create_task(_answered(person, since, start, seconds))
        delivery = await person.command_now(name, text, "C1")
        if delivery is None or delivery.ack_ms is None:
            load.unacknowledged += 1
            answer.cancel()
        else:
            load.ack_ms.append(delivery.ack_ms)
            load.count(await answer)
        free.append(person)


async def _answered(person: "Person", since: int, start: float, seconds: float) -> float | None:
    try:
        await asyncio.wait_for(person.stirred(since), seconds)
    except TimeoutError:
        return None
    return (time.perf_counter() - start) * 1000
