"""Who there is in a Slack: organizations and workspaces, and the tokens of the app that is in them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doubles.slack import oauth, payloads
from tests.doubles.slack.content import Channel, File, Message
from tests.doubles.slack.elements import Json, named
from tests.doubles.slack.people import Person
from tests.doubles.slack.registration import HISTORY_SCOPES

if TYPE_CHECKING:
    from tests.doubles.slack.delivery import Delivery
    from tests.doubles.slack.server import Slack

BOT_NAME = "career-mentor"


@dataclass(eq=False)
class Grant:
    """An access token. *void* is the error that Slack answers it with since it is worth nothing any more."""

    token: str
    tenant: "Tenant"
    refresh_token: str = ""
    expires_at: float | None = None
    void: str = ""

    def trouble(self, now: float) -> str:
        """Why Slack does not take it at a time; nothing if it does."""
        expired = self.expires_at is not None and now >= self.expires_at
        return self.void or ("token_expired" if expired else "")


class Tenant:
    """Whoever an app is installed by: one workspace, or an organization for all of its workspaces."""

    def __init__(self, slack: "Slack", id: str, *, rotating: bool) -> None:
        self.slack = slack
        self.id = id
        self.rotating = rotating
        self.scopes = slack.registration.scopes
        self.bot_user_id = f"U0BOT{id}"
        self.bot_id = f"B0BOT{id}"
        self.grants: list[Grant] = []

    @property
    def installed(self) -> bool:
        """Whether the app is installed here."""
        return bool(self.grants)

    @property
    def bot_token(self) -> str:
        """The token that the app got last."""
        assert self.grants, f"the app is not installed in {self.id}"
        return self.grants[-1].token

    def is_told(self, event: Json) -> bool:
        """Whether the app here subscribed to such events, and has the scope that they need."""
        match event:
            case {"type": "message", "channel_type": kind}:
                scope = HISTORY_SCOPES[kind]
            case {"type": "app_mention"}:
                scope = "app_mentions:read"
            case _:
                scope = ""
        return self.installed and self.slack.registration.hears(event) and scope in {"", *self.scopes}

    def grant(self) -> Grant:
        """A token for the app: always the same, unless it has to be renewed."""
        good = [grant for grant in self.grants if not grant.void]
        if good and not self.rotating:
            return good[-1]
        prefix = "xoxe.xoxb-1-" if self.rotating else "xoxb-"
        # The same each time that a double starts: a bot that is played with by hand keeps its settings.
        number = len(self.slack.grants) + 1
        grant = Grant(f"{prefix}{self.id}-{number}-double", self)
        if self.rotating:
            grant.refresh_token = f"xoxe-1-{self.id}-{number}-double"
            grant.expires_at = self.slack.now() + self.slack.token_seconds
        self.grants.append(grant)
        self.slack.grants[grant.token] = grant
        return grant

    def revoke(self, error: str) -> None:
        """Make all its tokens void."""
        for grant in self.grants:
            grant.void = grant.void or error
            grant.refresh_token = ""
        self.grants = []

    def install(self, person: Person, base_url: str, **how: Any) -> tuple[int, str]:
        """Install as *person* does in a browser, from the bot's page to its page: its status and text.

        *how*: `cancel` on Slack's page, come back with a `forged_state`, or `without_cookie`.
        """
        return self.slack.run(oauth.browse(self, person, base_url, **how))

    def uninstall(self, order: tuple[str, ...] = ("app_uninstalled", "tokens_revoked")) -> None:
        """Remove the app, and send it the events about it."""
        self.slack.run(oauth.uninstall(self, order))

    @property
    def reach(self) -> "list[Workspace]":
        """The workspaces that a token of it is good for."""
        raise NotImplementedError


class Enterprise(Tenant):
    """An organization, by which an app can be installed once for all workspaces."""

    def __init__(self, slack: "Slack", id: str, *, rotating: bool = False) -> None:
        super().__init__(slack, id, rotating=rotating)
        self.name = f"Org {id}"
        self.workspaces: list[Workspace] = []
        self.names_itself = False
        """Whether payloads name it, and not the workspace, as the team of who acts: they can do either."""

    @property
    def reach(self) -> "list[Workspace]":
        return self.workspaces

    def take_out(self, workspace: "Workspace") -> None:
        """Take the app out of one workspace, keep it in the others, and tell it so."""
        workspace.closed = True
        self._tell({"type": "team_access_revoked", "team_ids": [workspace.id]})

    def let_in(self, workspace: "Workspace") -> None:
        """Let the app into that workspace again, and tell it so."""
        workspace.closed = False
        self._tell({"type": "team_access_granted", "team_ids": [workspace.id]})

    def _tell(self, event: Json) -> None:
        if self.is_told(event):
            self.slack.run(self.slack.courier.event(payloads.tenant_event(self, event)))


class Workspace(Tenant):
    """One team: its people, channels and messages."""

    def __init__(
        self,
        slack: "Slack",
        id: str,
        *,
        enterprise: Enterprise | None = None,
        rotating: bool = False,
    ) -> None:
        super().__init__(slack, id, rotating=rotating)
        self.name = f"Team {id}"
        self.domain = f"team-{id.lower()}"
        self.enterprise = enterprise
        self.closed = False
        """Whether its organization keeps the app out of it."""
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.files: dict[str, File] = {}
        if enterprise:
            enterprise.workspaces.append(self)

    @property
    def tenant(self) -> Tenant:
        """By whom the app is installed here."""
        if self.installed or not (self.enterprise and self.enterprise.installed):
            return self
        return self.enterprise

    @property
    def reach(self) -> "list[Workspace]":
        return [self]

    def person(self, id: str, name: str = "", *, tz: str = "Europe/Berlin", admin: bool = False) -> Person:
        """Somebody in it, who is there since they were named first."""
        if id not in self.people:
            self.people[id] = Person(self, id, name or id.removeprefix("U").capitalize(), tz, admin=admin)
        return self.people[id]

    def channel(
        self,
        id: str,
        *,
        private: bool = False,
        bot_is_member: bool = True,
        members: set[str] | None = None,
    ) -> Channel:
        """A channel, which is there since it was named first."""
        if id not in self.channels:
            kind = "group" if private else "channel"
            self.channels[id] = Channel(id, f"channel-{id.lower()}", kind, bot_is_member, members)
        return self.channels[id]

    def dm(self, user_id: str) -> Channel:
        """Where somebody and the bot are alone."""
        id = f"D{user_id[1:]}"
        if id not in self.channels:
            self.channels[id] = Channel(id, "directmessage", "im", members={user_id})
        return self.channels[id]

    def readers(self, channel: Channel, to: str | None = None) -> Iterator[Person]:
        """Who sees what is said there, or said to one person."""
        ids = {to} if to else self.people.keys() if channel.members is None else channel.members
        return (self.people[id] for id in ids if id in self.people and channel.holds(id))

    def upload(self, name: str, data: bytes) -> File:
        """Keep what somebody uploads."""
        file = File(f"F{secrets.token_hex(5).upper()}", name, len(data), name, data=data, complete=True)
        self.files[file.id] = file
        return file

    def put(self, message: Message) -> Message:
        """Let a new or changed message be seen."""
        message.blocks = named(message.blocks)
        message.changed = self.slack.tick()
        self.messages[message.channel.id, message.ts] = message
        self._show(message)
        return message

    def drop(self, message: Message) -> None:
        """Take a message away."""
        del self.messages[message.channel.id, message.ts]
        self._show(message)

    def send_event(self, event: Json, event_id: str | None = None) -> "Delivery":
        """Bring the bot any event from here, and retry like Slack; what became of the first try."""
        return self.slack.run(self.slack.courier.event(payloads.event(self, event, event_id)))

    def _show(self, message: Message) -> None:
        for person in self.readers(message.channel, message.to):
            if person.id != message.user:
                person.notice_change()
