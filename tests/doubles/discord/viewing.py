"""What somebody sees in their Discord client."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.discord.content import EPHEMERAL, Account, Channel, Json, Message
from tests.doubles.discord.sight import plain, words
from tests.doubles.onlooker import Onlooker
from tests.doubles.slack.words import line

if TYPE_CHECKING:
    from tests.doubles.discord.modals import Modal
    from tests.doubles.discord.server import Discord

MENTION = re.compile(r"<[@#]!?(\d+)>")


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it can be opened."""

    name: str
    description: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as somebody sees it now."""

    id: str
    channel: Channel
    author: str
    content: str
    components: tuple[Json, ...]
    files: tuple[SeenFile, ...]
    flags: int
    reference: str | None
    """The id of the message that it is a reply to."""
    edited: bool
    names: Mapping[str, str] = field(repr=False)
    """What is shown for a mention of somebody or a channel, by their ids."""

    @property
    def ephemeral(self) -> bool:
        """Whether nobody else sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def words(self) -> str:
        """What there is to read."""
        named = [file.name for file in self.files if not self.components]
        return self.shown(line([plain(self.content), words(self.components), *named]))

    def shown(self, text: str) -> str:
        """A text with names for mentions."""
        return MENTION.sub(lambda found: self.names.get(found[1], found[0]), text)


class Viewer(Onlooker, ABC):
    """The one who looks: at messages, and at the modal that is open."""

    def __init__(self, discord: "Discord", account: Account) -> None:
        super().__init__(discord, account.name)
        self.discord = discord
        self.account = account
        self.id = account.id
        self.modal: Modal | None = None
        self.typing_seen = 0
        """How often the bot was seen typing."""

    @property
    def timeline(self) -> list[Seen]:
        """All messages that they can see, the oldest first."""
        return [self.look(message) for message in self.messages() if not message.loading]

    @property
    def thinking(self) -> bool:
        """Whether the bot promised them an answer that has not come."""
        return any(it.loading and it.answers and it.answers.person is self for it in self.messages())

    def screen(self) -> str:
        """All words that are new since they last did something, or waited, and those of what is open."""
        return line([*(it.words for it in self.new()), self.modal.words if self.modal else ""])

    def new(self) -> list[Seen]:
        """Messages that are new or changed since they last did something, or waited; not their own."""
        found = [it for it in self.messages() if it.changed > self._since and not it.loading]
        return [self.look(it) for it in found if it.author is not self.account]

    def messages(self) -> list[Message]:
        """The messages behind their timeline."""
        places = [channel for channel in self.discord.channels.values() if self.is_in(channel)]
        found = [it for channel in places for it in channel.messages.values() if it.to in {None, self}]
        return sorted(found, key=lambda message: int(message.id))

    @abstractmethod
    def is_in(self, channel: Channel) -> bool:
        """Whether they can read a channel."""

    def looks_like(self) -> str:
        """What they have before them, to explain why something is not there."""
        latest = [message.words for message in self.timeline[-3:]]
        thinking = " (thinking ...)" if self.thinking else ""
        return f"{self.screen() or 'nothing new'}{thinking}; latest messages {latest}"

    def quiet_for(self) -> float:
        """Seconds since anything went on; none while an answer is promised to them."""
        return 0.0 if self.thinking else super().quiet_for()

    def look(self, it: Message) -> Seen:
        """A message as it is now."""
        return Seen(
            id=it.id,
            channel=it.channel,
            author=it.author.name,
            content=it.content,
            components=tuple(it.components),
            files=tuple(SeenFile(file.name, file.description, file.data) for file in it.files),
            flags=it.flags,
            reference=it.reference.id if it.reference else None,
            edited=it.edited_at is not None,
            names=self.discord.names,
        )
