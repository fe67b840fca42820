"""Where the mentor is: on which servers, and since when no more. What they arranged goes a month later."""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.clock import Clock
from adapters.discord.failures import PLATFORM
from adapters.discord.requests import PEOPLE, workspace_of
from bot.admin import come_back, leave, take_stock
from bot.ports import Store


@dataclass(frozen=True, slots=True)
class Presence:
    """Keeps what Discord says about that."""

    store: Store
    clock: Clock

    async def joined(self, guild_id: int) -> None:
        """A server let the mentor in, or came back into sight."""
        await come_back(self.store, workspace_of(guild_id))

    async def left(self, guild_id: int) -> None:
        """A server removed it, or is no more."""
        await leave(self.store, workspace_of(guild_id), self.clock())

    async def found(self, guild_ids: Iterable[int]) -> None:
        """These are all servers that it is on, as a new connection tells; nobody told of what was before."""
        present = {PEOPLE, *map(workspace_of, guild_ids)}
        await take_stock(self.store, PLATFORM, present, self.clock())
