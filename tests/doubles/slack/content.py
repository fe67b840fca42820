"""What there is to read in a workspace: channels, files and messages."""

import mimetypes
from dataclasses import dataclass, field

from tests.doubles.slack.elements import Json


@dataclass(eq=False)
class Channel:
    """Where messages are. *members* is None if everybody is in it; a DM's only member talks with the bot."""

    id: str
    name: str
    kind: str = "channel"
    """As events name it: "channel", "group" (a private one) or "im"."""
    bot_is_member: bool = True
    members: set[str] | None = None

    def holds(self, user_id: str) -> bool:
        """Whether somebody can read it."""
        return self.members is None or user_id in self.members


@dataclass(eq=False)
class File:
    """What was uploaded. *complete* since the bot said that it was all of it."""

    id: str
    name: str
    length: int
    title: str = ""
    alt_text: str = ""
    data: bytes | None = None
    complete: bool = False

    @property
    def mimetype(self) -> str:
        """Its type, as its name gives it away."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(eq=False)
class Message:
    """One message. *to* is its only reader, if it is ephemeral; *changed* counts what happened before."""

    channel: Channel
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    to: str | None = None
    files: list[File] = field(default_factory=list)
    metadata: Json | None = None
    changed: int = 0
    edited: bool = False
