"""What a test lets go wrong with the calls that come to a double."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Work = Callable[[], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Fault:
    """What goes wrong the next *times*.

    A call is refused with an *error* or a *status*, or done but answered by a broken connection (*drop*), or
    late.
    """

    times: int
    error: str | int = ""
    """What the platform itself calls it."""
    status: int = 0
    drop: bool = False
    delay: float = 0
    retry_after: float = 0
    page: str = ""
    """What something in front of the platform answers with the status, in plain text."""


@dataclass(slots=True)
class Faults:
    """What is to go wrong, by the names of calls."""

    refuse: Callable[[Fault], web.Response]
    """Says no as the platform does."""
    waiting: dict[str, list[Fault]] = field(default_factory=dict)

    def add(self, name: str, fault: Fault) -> None:
        """Let something go wrong with calls of a name, after what was to go wrong with them before."""
        self.waiting.setdefault(name, []).append(fault)

    async def disturbed(self, name: str, request: web.Request, work: Work) -> web.StreamResponse:
        """Answer a call by doing its *work*, unless something was to go wrong with it."""
        fault = self._due(name)
        if fault is None:
            return await work()
        await asyncio.sleep(fault.delay)
        if fault.error or fault.status:
            return self.refuse(fault)
        answer = await work()
        if fault.drop and request.transport:
            # It is done, and whoever called does not know.
            request.transport.abort()
        return answer

    def _due(self, name: str) -> Fault | None:
        faults = self.waiting.get(name)
        if not faults:
            return None
        faults[0].times -= 1
        return faults.pop(0) if faults[0].times <= 0 else faults[0]
