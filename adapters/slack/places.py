"""Who asked for what in Slack, and where the answer goes. Values only."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any

WORKSPACE = "slack:"
"""In front of a team's id: the name by which the core knows a workspace of Slack."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A workspace by its *team* id, in an *enterprise* or none; *org* if that is who installed the mentor."""

    team: str
    enterprise: str | None = None
    org: bool = False

    @property
    def workspace(self) -> str:
        """What the core calls it."""
        return f"{WORKSPACE}{self.team}"


@dataclass(frozen=True, slots=True)
class Memory:
    """What an open modal has to know when it comes back: the form's command, and the channel it began in."""

    command: str = ""
    channel: str | None = None

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Memory":
        """What a view was given to remember, by this version of the mentor or by one before it."""
        kept = json.loads(view.get("private_metadata") or "{}")
        return cls(kept.get("command", ""), kept.get("channel"))


@dataclass(frozen=True, slots=True)
class Aside:
    """To one person alone in a channel; *url* writes there without being a member, five times."""

    channel: str
    url: str | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """For all who read a thread, that of a direct message or one in a channel; *begun* if it has answers."""

    channel: str
    ts: str
    begun: bool = False

    @property
    def direct(self) -> bool:
        """Whether it is with the member alone."""
        return is_direct(self.channel)


@dataclass(frozen=True, slots=True)
class Modal:
    """In place of what an open modal shows."""

    view: str


@dataclass(frozen=True, slots=True)
class Home:
    """Over the Home tab, in a modal of its own."""


Place = Aside | Thread | Modal | Home


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a *user* did: a line of text, or a form's fields, and where to answer.

    *channel* is one that others read, to share in. A *trigger* opens one modal within three seconds. See
    `Request` for *overheard*, *quoting* and *running*. *files* are those that came with it, by the names of
    fields, as Slack tells of them.
    """

    tenant: Tenant
    user: str
    text: str
    place: Place
    channel: str | None = None
    trigger: str | None = None
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=lambda: MappingProxyType({}))
    overheard: bool = False
    quoting: bool = False
    running: bool = False

    def alone(self) -> "Asked":
        """The same, to be answered to the user alone where others would read along."""
        match self.place:
            case Thread(channel, ts, begun) as thread if not thread.direct:
                # In a thread that nobody has answered in, Slack shows nobody what is for them alone.
                return replace(self, place=Aside(channel, thread=ts if begun else None))
        return self


def is_direct(channel: str) -> bool:
    """Whether a channel is a direct message; Slack's ids say so with their first letter."""
    return channel.startswith("D")
