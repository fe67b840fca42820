"""How fast a bot is when many ask at once."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.doubles.onlooker import Onlooker

Who = TypeVar("Who", bound=Onlooker)


@dataclass(slots=True)
class Load:
    """What became of commands: milliseconds until each was acknowledged, and until its answer was to be seen.

    *lost* are those without an answer in time, *unacknowledged* those of which the platform says that they
    failed.
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
    people: Iterable[Who],
    texts: Iterable[str],
    in_flight: int,
    *,
    ask: Callable[[Who, str], Awaitable[float | None]],
    seconds: float,
) -> Load:
    """Let people *ask* in turn, so many at once, and tell answers apart by who is shown something.

    *ask* gives the milliseconds until a command was acknowledged, None if it was not.
    """
    load, free, waiting = Load(), deque(people), deque(texts)

    async def one_after_another() -> None:
        while waiting:
            person, text = free.popleft(), waiting.popleft()
            answer = asyncio.create_task(_answered(person, person.double.ticks, seconds))
            ack_ms = await ask(person, text)
            if ack_ms is None:
                load.unacknowledged += 1
                answer.cancel()
            else:
                load.ack_ms.append(ack_ms)
                load.count(await answer)
            free.append(person)

    start = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    load.seconds = time.perf_counter() - start
    return load


async def _answered(person: Onlooker, since: int, seconds: float) -> float | None:
    start = time.perf_counter()
    try:
        await asyncio.wait_for(person.stirred(since), seconds)
    except TimeoutError:
        return None
    return (time.perf_counter() - start) * 1000
