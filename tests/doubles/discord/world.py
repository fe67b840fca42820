"""Servers, who is in them, and what they and the bot may do there."""

from typing import TYPE_CHECKING

from tests.doubles.discord import payloads
from tests.doubles.discord.content import TEXT, Channel, Json
from tests.doubles.discord.gateway import GUILDS
from tests.doubles.discord.permissions import (
    ALL,
    EVERYONE,
    MANAGE_SERVER,
    READ_HISTORY,
    SEND_MESSAGES,
    VIEW_CHANNEL,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doubles.discord.people import Person
    from tests.doubles.discord.server import Discord


class Server:
    """A guild: its channels, and who is in it; *with_bot* unless only people brought the bot along."""

    def __init__(self, discord: "Discord", name: str, *, owner: "Person | None", with_bot: bool) -> None:
        self.discord = discord
        self.id = discord.new_id()
        self.admin_role = str(int(self.id) + 1)
        self.name = name
        self.owner = owner
        self.with_bot = with_bot
        self.available = True
        self.locale = "en-US"
        self.channels: dict[str, Channel] = {}
        self.admins: set[Person] = set()

    def channel(
        self,
        name: str = "general",
        *,
        bot_can_see: bool = True,
        bot_can_write: bool = True,
        bot_can_read: bool = True,
        people: "set[Person] | None" = None,
    ) -> Channel:
        """A channel, which is there since it was named first; *people* if not everybody is in it."""
        if name not in self.channels:
            may = {VIEW_CHANNEL: bot_can_see, SEND_MESSAGES: bot_can_write, READ_HISTORY: bot_can_read}
            denied = sum(permission for permission, allowed in may.items() if not allowed)
            channel = Channel(self.discord.new_id(), name, TEXT, self, people, denied=denied)
            self.channels[name] = self.discord.channels[channel.id] = channel
            self.discord.names[channel.id] = f"#{name}"
            self._tell("CHANNEL_CREATE", payloads.channel(channel))
        return self.channels[name]

    def first_channel(self) -> Channel:
        """Where people are who come into the server."""
        return next(iter(self.channels.values()), None) or self.channel()

    def deny(self, channel: Channel, permissions: int) -> None:
        """Take permissions in a channel away from the bot, or give them back with 0."""
        channel.denied = permissions
        self._tell("CHANNEL_UPDATE", payloads.channel(channel))

    def holds(self, person: "Person") -> bool:
        """Whether somebody is in it."""
        return person.servers is None or self in person.servers

    def people(self) -> "Iterator[Person]":
        """Everybody in it."""
        return (person for person in self.discord.people.values() if self.holds(person))

    def roles_of(self, person: "Person") -> list[str]:
        """The ids of somebody's roles."""
        return [self.admin_role] if person in self.admins else []

    def permissions_of(self, person: "Person") -> int:
        """What somebody may do in it."""
        if person is self.owner:
            return ALL
        return EVERYONE | (MANAGE_SERVER if person in self.admins else 0)

    def bot_permissions(self, channel: Channel) -> int:
        """What the bot may do in a channel; nothing where it is no member."""
        if not self.with_bot or channel.denied & VIEW_CHANNEL:
            return 0
        return EVERYONE & ~channel.denied

    # What happens to the bot here

    def remove_bot(self) -> None:
        """Kick the bot out."""
        self.with_bot = False
        self._send("GUILD_DELETE", {"id": self.id})

    def add_bot(self) -> None:
        """Let the bot in."""
        self.with_bot = True
        # What tells a server that is new from one that is back is that the latter says "unavailable": false.
        told = payloads.server(self)
        del told["unavailable"]
        self._send("GUILD_CREATE", told)

    def go_down(self) -> None:
        """Be unavailable for a while, as in an outage."""
        self.available = False
        self._send("GUILD_DELETE", {"id": self.id, "unavailable": True})

    def come_back(self) -> None:
        """Be available again."""
        self.available = True
        self._send("GUILD_CREATE", payloads.server(self))

    def _tell(self, event: str, data: Json) -> None:
        if self.with_bot and self.available:
            self._send(event, data)

    def _send(self, event: str, data: Json) -> None:
        self.discord.soon(lambda: self.discord.gateway.tell(event, data, guild_id=self.id, intent=GUILDS))
