"""What there is to read: channels, messages and files, and the accounts that wrote them."""

import mimetypes
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doubles.discord.interactions import Interaction
    from tests.doubles.discord.people import Person
    from tests.doubles.discord.world import Server

Json = dict[str, Any]

DISCORD_EPOCH = 1_420_070_400_000
"""The millisecond from which ids count (Discord's reference on snowflakes)."""

TEXT, DIRECT, GROUP = 0, 1, 3
"""Types of channels."""

IN_SERVER, WITH_BOT, PRIVATE = 0, 1, 2
"""Kinds of places in which commands are used: contexts."""

DEFAULT, REPLY, COMMAND_REPLY = 0, 19, 20
"""Types of messages."""

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
"""Flags of messages."""

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
"""Types of interactions."""


def snowflake(seconds: float, number: int) -> str:
    """The id of what came into being at a time."""
    return str((round(seconds * 1000) - DISCORD_EPOCH) << 22 | number & 0x3FFFFF)


def born(id: str) -> str:
    """When something came into being, which its id tells."""
    return when(((int(id) >> 22) + DISCORD_EPOCH) / 1000)


def when(seconds: float) -> str:
    """A time as payloads write it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


@dataclass(eq=False, frozen=True, slots=True)
class Account:
    """Who wrote something: a person, the bot, or the client itself."""

    id: str
    username: str
    name: str
    bot: bool = False


@dataclass(eq=False, repr=False)
class Channel:
    """Where messages are. *people* is None if everybody in the server sees it."""

    id: str
    name: str
    kind: int
    server: "Server | None" = None
    people: "set[Person] | None" = None
    with_bot: bool = False
    """Whether it is somebody's direct messages with the bot."""
    denied: int = 0
    """Permissions that the bot lacks here."""
    messages: "dict[str, Message]" = field(default_factory=dict)
    opened: bool = False
    """Whether, being a direct message, it was ever opened by either side."""

    def __repr__(self) -> str:
        return f"#{self.name}" if self.server else "a direct message"

    @property
    def context(self) -> int:
        """What kind of place it is for a command."""
        if self.server:
            return IN_SERVER
        return WITH_BOT if self.with_bot else PRIVATE

    def holds(self, person: "Person") -> bool:
        """Whether somebody can read it."""
        if self.people is not None and person not in self.people:
            return False
        return self.server is None or self.server.holds(person)

    def readers(self) -> "Iterator[Person]":
        """Everybody who can read it."""
        people = self.people if self.people is not None else self.server.people() if self.server else ()
        return (person for person in people if self.holds(person))


@dataclass(eq=False)
class File:
    """What was uploaded."""

    id: str
    name: str
    data: bytes
    description: str = ""
    url: str = ""

    @property
    def content_type(self) -> str:
        """Its type, as its name gives it away."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(eq=False, repr=False)
class Message:
    """One message. *to* is its only reader, if it is ephemeral; *changed* counts what happened before."""

    id: str
    channel: Channel
    author: Account
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    flags: int = 0
    to: "Person | None" = None
    mentions: list[Account] = field(default_factory=list)
    reference: "Message | None" = None
    answers: "Interaction | None" = None
    """The interaction that it is an answer to."""
    nonce: str | int | None = None
    edited_at: float | None = None
    changed: int = 0

    def __repr__(self) -> str:
        return f"Message({self.id} by {self.author.name} in {self.channel})"

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & LOADING)

    def readers(self) -> "Iterator[Person]":
        """Everybody who can see it."""
        return iter((self.to,)) if self.to else self.channel.readers()
