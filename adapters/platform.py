"""What a chat platform is to whoever starts and stops the program."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from adapters.clock import Clock
from bot.mentor import Mentor
from bot.pacing import Lanes
from bot.ports import Sender, Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web


class PlatformUnusable(Exception):
    """A platform cannot be served with what the settings say; the text says what to change, and where."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What a platform stands on: who answers, what is remembered, how fast to write, what time it is."""

    mentor: Mentor
    store: Store
    lanes: Lanes
    clock: Clock


class Platform(Protocol):
    """One chat platform."""

    name: str
    """As workspaces on it begin: "slack"."""

    sender: Sender
    """How it reaches people unasked."""

    async def start(self) -> str:
        """Answer from now on; where, for people. Waits for a platform that cannot be reached.

        Raises:
            PlatformUnusable: it never will with these settings.
        """

    async def lost(self) -> None:
        """Wait for as long as it goes on, whatever happens on the way.

        Raises:
            PlatformUnusable: it is over, and starting anew would not help.
        """

    async def take_no_more(self) -> None:
        """Turn away what comes from now on, for another process to take."""

    async def stop(self, seconds: float) -> int:
        """Finish what is under way, and let go; how much was given up after that many seconds."""

    async def ready(self) -> bool:
        """Whether what people do there reaches us."""

    def routes(self) -> "Sequence[web.RouteDef]":
        """What it needs to have at our own address."""
