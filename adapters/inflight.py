"""Work that goes on after a platform was told that its request arrived."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Inflight:
    """What is being answered; a mentor who is told to stop finishes it first."""

    def __init__(self) -> None:
        # asyncio itself holds tasks weakly: one that nobody keeps can vanish in the middle.
        self._tasks = set[asyncio.Task[Any]]()

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin *work*, which has to deal with its own failures."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drained(self, seconds: float) -> int:
        """Wait until all is done, then give up what is not; how much that was."""
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)
