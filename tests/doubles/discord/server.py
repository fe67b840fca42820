"""A Discord of one's own: a server on loopback with people in it, which a bot takes for the real one."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from socket import create_connection
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from tests.doubles.discord import account, interactions, load, messages, payloads
from tests.doubles.discord.cdn import Cdn
from tests.doubles.discord.content import Account, Channel, Json, Message, snowflake
from tests.doubles.discord.delivery import Courier
from tests.doubles.discord.gateway import CONTENT, DIRECT_MESSAGES, GUILD_MESSAGES, Gateway
from tests.doubles.discord.interactions import ANSWER_SECONDS, Interaction
from tests.doubles.discord.people import Person
from tests.doubles.discord.permissions import VIEW_CHANNEL
from tests.doubles.discord.rest import API, Rest
from tests.doubles.discord.viewing import Seen
from tests.doubles.discord.world import Server
from tests.doubles.faults import Fault
from tests.doubles.loopback import Loopback

__all__ = ["Channel", "Discord", "Interaction", "Person", "Seen", "Server"]

ROUTES_OF = (account, interactions, messages)
"""The modules whose functions are the REST API."""

LONG_AGO = 1_700_000_000.0
"""When everybody and everything came into being that a test names."""


class Discord(Loopback):
    """A Discord with one application, whose bot may connect.

    Without *checking* nothing that the bot sends is checked, to measure. With *limits* Discord's rate limits
    hold. With an *http_url* interactions are posted there instead of coming over the gateway. *echo*: the bot
    hears of its own messages, as it does in truth. *now* is when the clock starts.
    """

    NAME = "Discord"

    def __init__(
        self,
        *,
        now: datetime | None = None,
        http_url: str | None = None,
        port: int = 0,
        checking: bool = True,
        limits: bool = False,
        echo: bool = True,
        shards: int = 1,
        max_concurrency: int = 1,
        heartbeat_seconds: float = 41.25,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        super().__init__(port, now)
        self.http_url = http_url
        self.checking, self.limits, self.echo = checking, limits, echo
        self.answer_seconds = answer_seconds
        self.zombie = False
        """Whether heartbeats get no acknowledgement."""
        self.application_id = "1200000000000000001"
        # The same each time that a double starts: a bot that is played with by hand keeps its settings.
        self.token = "discord.double.token"
        self.account = Account(self.application_id, "career-mentor", "Career Mentor", bot=True)
        self.client = Account("1200000000000000002", "discord", "Discord", bot=True)
        """Who says what the client itself has to say."""
        self.somebody = Account("1200000000000000003", "eve", "Eve")
        """Who writes what nobody in particular wrote."""
        self.servers: dict[str, Server] = {}
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.names = {self.application_id: f"@{self.account.name}"}
        """What clients show for mentions, by id."""
        self.commands: list[Json] = []
        self.interactions: dict[str, Interaction] = {}
        self.unanswered: list[Interaction] = []
        self.nonces: dict[tuple[str, str], tuple[Message, float]] = {}
        self.calls: Counter[str] = Counter()
        self.refused: Counter[int] = Counter()
        """How often the bot was told a status that is no success."""
        self.rest = Rest(self)
        self.cdn = Cdn(self)
        self.courier = Courier(self)
        self.public_key = self.courier.public_key
        self.gateway = Gateway(
            self, shards=shards, max_concurrency=max_concurrency, heartbeat_seconds=heartbeat_seconds
        )
        self._ids, self._numbers = itertools.count(1), itertools.count()

    def serve(self, app: web.Application) -> None:
        self.rest.serve(app)
        app.router.add_get("/gateway", self.gateway.connect)
        app.router.add_get("/gateway/", self.gateway.connect)
        self.cdn.serve(app)

    async def hang_up(self) -> None:
        await self.gateway.close()
        await self.courier.close()

    # Who is there

    def server(self, name: str = "Guild", *, owner: Person | None = None, with_bot: bool = True) -> Server:
        """A server, there since it was named first; in one not *with_bot*, people can bring it along."""
        for server in self.servers.values():
            if server.name == name:
                return server
        server = Server(self, name, owner=owner, with_bot=with_bot)
        self.servers[server.id] = server
        if with_bot:
            self.soon(server.add_bot)
        return server

    def person(
        self,
        name: str,
        *,
        admin_of: Iterable[Server] = (),
        servers: Iterable[Server] | None = None,
        locale: str = "en-GB",
        dms_open: bool = True,
        installed: bool = False,
    ) -> Person:
        """Somebody, there since they were named first; in all *servers* unless some are named.

        They manage those that they are *admin_of*, and can use the bot anywhere if they *installed* it.
        """
        for person in self.people.values():
            if person.name == name:
                return person
        person = Person(self, name, locale=locale, dms_open=dms_open, installed=installed)
        person.servers = None if servers is None else {*servers, *admin_of}
        for server in admin_of:
            server.admins.add(person)
        self.people[person.id] = person
        return person

    def server_of_bot(self, id: str) -> Server | None:
        """A server that the bot is in."""
        server = self.servers.get(id)
        return server if server and server.with_bot else None

    # Addresses

    @property
    def api_url(self) -> str:
        """Where the REST API is."""
        return f"{self.url}{API}"

    def environment(self) -> dict[str, str]:
        """What to start the bot with."""
        ways = {"DISCORD_TOKEN": self.token, "DISCORD_API_URL": self.api_url}
        return {**ways, "DISCORD_PUBLIC_KEY": self.public_key} if self.http_url else ways

    # What there is to see

    def new_id(self) -> str:
        """The id of somebody or something that was there before."""
        return snowflake(LONG_AGO + next(self._ids) / 1000, 0)

    def new_id_now(self) -> str:
        """The id of what is new."""
        return snowflake(self.now(), next(self._numbers))

    def put(self, message: Message, event: str = "MESSAGE_CREATE") -> Message:
        """Let a new or changed message be seen, by people and by the bot."""
        message.changed = self.tick()
        message.channel.messages[message.id] = message
        # That the bot is thinking is nothing to read.
        for person in message.readers() if not message.loading else ():
            if person.account is not message.author:
                person.notice_change()
        if message.author is not self.account or self.echo:
            self._tell(message, event)
        return message

    def overheard(self, channel: Channel, text: str) -> Message:
        """What somebody else wrote."""
        return self.put(Message(self.new_id_now(), channel, self.somebody, text))

    def drop_message(self, message: Message) -> None:
        """Take a message away."""
        del message.channel.messages[message.id]
        for person in message.readers():
            person.notice_change()
        if self.echo:
            told = payloads.event(message)
            gone: Json = {key: told[key] for key in ("id", "channel_id", "guild_id") if key in told}
            self._event("MESSAGE_DELETE", gone)

    def _tell(self, message: Message, event: str) -> None:
        if message.author is self.client or not self._bot_sees(message):
            return
        told = payloads.event(message)
        direct = message.channel.server is None
        if direct or message.author is self.account or self.account in message.mentions:
            self._event(event, told)
            return
        unread = payloads.unread(told)
        for session in self.gateway.concerned(told.get("guild_id"), GUILD_MESSAGES):
            session.tell(event, json.dumps(told if session.intents & CONTENT else unread))

    def _event(self, event: str, told: Json) -> None:
        guild_id = told.get("guild_id")
        intent = GUILD_MESSAGES if guild_id else DIRECT_MESSAGES
        self.gateway.tell(event, told, guild_id=guild_id, intent=intent)

    def _bot_sees(self, message: Message) -> bool:
        channel = message.channel
        if channel.server is None:
            return channel.with_bot
        if message.to:
            return message.author is self.account
        return bool(channel.server.bot_permissions(channel) & VIEW_CHANNEL)

    # What goes wrong, and what happens besides

    def fail(
        self,
        method: str,
        template: str,
        *,
        status: int = 0,
        code: int = 0,
        delay: float = 0.0,
        drop: bool = False,
        retry_after: float = 1.0,
        everywhere: bool = False,
        page: str = "",
        times: int = 1,
    ) -> None:
        """Let the next calls of a route go wrong, as in `fail("POST", "/channels/{}/messages", status=500)`.

        They are refused with a *status* or a *code* (or with a *page*, if it is not Discord itself that
        answers), done but answered by a broken connection (*drop*), or late. One with the status 429 may be
        meant for all calls, *everywhere*. "CONNECT", "/gateway" stands for a connection to the gateway.
        """
        error = "global" if everywhere else code or ""
        fault = Fault(times, error, status, drop, delay, retry_after, page)
        self.rest.faults.add(f"{method} {template}", fault)

    def drop(self) -> None:
        """Cut the bot's connections to the gateway."""
        self.run(self.gateway.drop())

    def end(self, code: int) -> None:
        """Close the bot's connections to the gateway with one of Discord's codes."""
        self.run(self.gateway.end(code))

    def tell_again(self, seen: Seen) -> None:
        """Tell the bot of a message once more, as may happen when a session is resumed."""
        message = seen.channel.messages[seen.id]
        self.soon(lambda: self._tell(message, "MESSAGE_CREATE"))

    def ask_to_reconnect(self) -> None:
        """Ask the bot to connect anew."""
        self.run(self.gateway.ask_to_reconnect())

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is over."""
        self.run(self.gateway.invalidate(resumable=resumable))

    def soon(self, work: Callable[[], object]) -> None:
        """Do something on the double's loop; before that runs, there is no bot to be told of it."""
        if self.url:
            self._loop.call_soon_threadsafe(work)

    def ping(self) -> bool:
        """Whether the bot answers what Discord sends when its address is configured."""
        body = json.dumps(
            {"id": self.new_id_now(), "application_id": self.application_id, "type": 1}
        ).encode()
        status, said = self.run(self.courier.send(body, self.courier.signed(body)))
        return status == 200 and json.loads(said) == {"type": 1}

    def forge(self) -> int:
        """Post what somebody else has signed: the status of the bot's answer, which has to be 401."""
        body = b'{"type": 1}'
        return self.run(self.courier.send(body, Courier(self).signed(body)))[0]

    def measure(
        self, texts: Sequence[str], in_flight: int, *, at: Server | None = None, **how: Any
    ) -> load.Load:
        """Use a command with each of *texts*, so many at once, in a server: the first, unless it is said.

        *how*: by how many `people`, the command's `name`, its `option`, and the `seconds` to wait for each.
        Where the bot shows somebody several things for one command, there should be many more people than
        commands *in_flight*, lest the last of them pass for the next answer.
        """
        server = at or next(iter(self.servers.values()))
        return self.run_long(load.measured(server, texts, in_flight, **how))

    def wait_for_bot(self, seconds: float = 30.0) -> None:
        """Wait until the bot can be told something."""
        self.until(self._reachable, seconds=seconds)

    def _reachable(self) -> bool:
        if not self.http_url:
            return self.gateway.connected
        address = urlsplit(self.http_url)
        try:
            create_connection((address.hostname, address.port), timeout=1).close()
        except OSError:
            return False
        return True
