"""The mentor in Discord from start to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

import discord
from aiohttp import ClientSession, ClientTimeout, web
from discord.app_commands import CommandTree
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord.app import App
from adapters.discord.commands import Translator, add_commands, digest
from adapters.discord.failures import TROUBLES, Brief, code_of, noted
from adapters.discord.interactions import PATH, Interactions
from adapters.discord.keys import FIND_BOT, Keys
from adapters.discord.uploads import ORIGINS
from adapters.inflight import Inflight
from adapters.platform import Inside, PlatformUnusable
from bot.ports import Sender, StoreError

log = logging.getLogger(__name__)

PATIENCE = 4.0
"""Seconds for one question to Discord at the start; the next one after a failure waits as long."""

RATE_LIMIT_MAX = 30.0
"""Seconds of Discord's "too fast" that are waited out within a call; longer ones are for whoever calls."""

SETTLED = 0.5
"""Seconds without word of another server after which those that Discord named are taken for all; the mentor
answers before, too, but brings no prompts yet, and takes nothing over HTTP."""

USER_AGENT = "DiscordBot (career-mentor, 1)"
"""As Discord wants it (reference, user agent); what discord.py sends has its own."""

SESSIONS_KEPT = 5
"""Sessions of the thousand a day that are left alone: who uses up all of them has their token reset."""

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,
    attach_files=True,
)
"""What the mentor asks for on a server: to answer who names it, and to bring weekly prompts to channels."""

GIVEN_UP = {
    4004: f"Discord does not take DISCORD_TOKEN any more. {FIND_BOT}.",
    4013: "Discord does not know one of the intents that the mentor asks for. A newer version may help.",
    4014: "Discord does not allow one of the intents that the mentor asks for. See your application, Bot.",
}
"""Codes with which the gateway closes for good (opcodes and status codes, gateway close event codes)."""

# The one logs addresses with tokens in them, the other two what they post.
for _name, _level in (("discord", "WARNING"), ("discord.http", "ERROR"), ("discord.webhook", "ERROR")):
    logging.getLogger(_name).setLevel(_level)
for _name in Brief.LOGGERS:
    logging.getLogger(f"discord.{_name}").addFilter(Brief())
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

T = TypeVar("T")


class Register(Protocol):
    """What the database keeps for Discord."""

    async def digest(self, application: str) -> str | None:
        """The digest of the commands that Discord was told last."""

    async def keep(self, application: str, digest: str) -> None:
        """Remember it."""


@dataclass(frozen=True, slots=True)
class Application:
    """What Discord says about whose token it is; *waits* for as long as no new session may begin."""

    id: str
    name: str
    gateway: str
    waits: timedelta | None = None


class Discord:
    """Everything between Discord and the mentor. Made in a running loop, started once, stopped once."""

    name = "discord"

    def __init__(self, keys: Keys, inside: Inside, register: Register) -> None:
        self._keys = keys
        self._register = register
        self._inflight = Inflight()
        self._app = App(
            inside,
            self._inflight,
            ORIGINS | {URL(keys.api_url).origin()},
            max_ratelimit_timeout=RATE_LIMIT_MAX,
            guild_ready_timeout=SETTLED,
        )
        self._connected: asyncio.Task[None] | None = None
        self._opened = self._started = False
        self.sender: Sender = self._app.sender

    async def start(self) -> str:
        """Log in, tell Discord of the commands if they are others than before, and hear. See `Platform`."""
        application = await _patiently(self._looked)
        await _patiently(self._logged_in)
        await _patiently(self._told)
        if self._keys.gateway:
            await _patiently(self._heard)
        self._started = True
        return self._reach(application)

    async def lost(self) -> None:
        """Wait for the end of the connection. See `Platform`."""
        if self._connected is None:
            await asyncio.Event().wait()
            return
        try:
            await asyncio.shield(self._connected)
        except (discord.ConnectionClosed, discord.PrivilegedIntentsRequired, discord.LoginFailure) as error:
            self._started = False
            code = error.code if isinstance(error, discord.ConnectionClosed) else 4014
            raise PlatformUnusable(
                GIVEN_UP.get(code, f"Discord closed the connection for good ({code}).")
            ) from error

    async def ready(self) -> bool:
        """Whether what people do in Discord reaches us."""
        return self._started and (not self._keys.gateway or self._is_connected())

    async def take_no_more(self) -> None:
        """Leave the gateway, and send away whoever calls; answers go another way. See `Platform`."""
        self._started = False
        if self._connected:
            self._connected.cancel()
        for shard in self._app.shards.values():
            await shard.disconnect()

    async def stop(self, seconds: float) -> int:
        """Answer what was asked before. See `Platform`."""
        await self.take_no_more()
        left = await self._inflight.drained(seconds)
        if self._opened:
            await self._app.close()
        return left

    def routes(self) -> list[web.RouteDef]:
        """What is to be found at our address: interactions, if Discord sends them there."""
        if not self._keys.public_key:
            return []
        return [Interactions(self._keys.public_key, self._app, lambda: self._started).route()]

    def _is_connected(self) -> bool:
        return self._app.is_ready() and not any(shard.is_closed() for shard in self._app.shards.values())

    async def _looked(self) -> Application:
        application = await look(self._keys)
        if application.waits and self._keys.gateway:
            log.warning("Discord allows no new session for %s; waiting.", application.waits)
            raise TimeoutError
        go_to(self._keys.api_url, application.gateway)
        return application

    async def _heard(self) -> None:
        """Connect to the gateway, and wait until it has said what there is."""
        self._connected = asyncio.create_task(self._app.connect())
        ready = asyncio.create_task(self._app.wait_until_ready())
        try:
            await asyncio.wait({ready, self._connected}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if self._connected.done():
            await self.lost()

    async def _told(self) -> None:
        try:
            await sync(self._app.commands, self._register)
        except discord.HTTPException as error:
            if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            # People can use the commands that Discord knows from before.
            noted(error)

    async def _logged_in(self) -> None:
        self._opened = True
        try:
            await self._app.login(self._keys.token)
        except discord.LoginFailure as error:
            raise PlatformUnusable(GIVEN_UP[4004]) from error
        except TROUBLES:
            # Trying again makes another session.
            await self._app.http.close()
            raise

    def _reach(self, application: Application) -> str:
        count = len(self._app.guilds)
        ways = [f"{count} server{'s' * (count != 1)}, over the gateway"] if self._keys.gateway else []
        ways += [f"interactions posted to {PATH}"] if self._keys.public_key else []
        return f"{application.name}: {' and '.join(ways)}"


async def check(keys: Keys) -> str:
    """Ask Discord whether the token is good; whose it is, for people.

    Raises:
        PlatformUnusable: it is not.
        ClientError, TimeoutError: Discord cannot be reached.
    """
    application = await look(keys)
    return f"application {application.name} ({application.id})"


async def look(keys: Keys) -> Application:
    """What the token belongs to, and whether a session may begin.

    Raises: see `check`.
    """
    headers = {"Authorization": f"Bot {keys.token}", "User-Agent": USER_AGENT}
    async with ClientSession(headers=headers, timeout=ClientTimeout(total=PATIENCE)) as session:
        me = await _asked(session, f"{keys.api_url}/applications/@me")
        gateway = await _asked(session, f"{keys.api_url}/gateway/bot")
    limit = gateway.get("session_start_limit") or {}
    used_up = limit.get("remaining", SESSIONS_KEPT) < SESSIONS_KEPT
    waits = timedelta(milliseconds=limit.get("reset_after", 0)) if used_up else None
    return Application(str(me["id"]), str(me["name"]), str(gateway["url"]), waits)


async def sync(tree: CommandTree[Any], register: Register, *, anyway: bool = False) -> bool:
    """Tell Discord of the commands if they are others than it was told last; whether it was told."""
    application, commands = str(tree.client.application_id), await digest(tree)
    if not anyway and await register.digest(application) == commands:
        return False
    await tree.sync()
    await register.keep(application, commands)
    return True


async def tell(keys: Keys, register: Register) -> int:
    """Tell Discord of the commands, whatever it was told before; of how many.

    Raises: see `check`; PlatformUnusable, too, if Discord does not take the commands.
    """
    application = await look(keys)
    go_to(keys.api_url, application.gateway)
    client = discord.Client(intents=discord.Intents(guilds=True))
    tree = CommandTree(client)
    add_commands(tree)
    async with client:
        await client.login(keys.token)
        await tree.set_translator(Translator())
        try:
            await sync(tree, register, anyway=True)
        except discord.HTTPException as error:
            raise PlatformUnusable(f"Discord does not take the commands ({code_of(error)}).") from error
    return len(tree.get_commands())


def go_to(api_url: str, gateway: str) -> None:
    """Have discord.py ask and listen there, for which it has no other place than its classes."""
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)


def invite(application_id: int, *, to_account: bool = False) -> str:
    """The address at which somebody adds the mentor to a server, or to their own account."""
    address = discord.utils.oauth_url(
        application_id,
        permissions=discord.utils.MISSING if to_account else PERMISSIONS,
        scopes=("applications.commands",) if to_account else ("bot", "applications.commands"),
    )
    return f"{address}&integration_type={int(to_account)}"


async def _asked(session: ClientSession, url: str) -> dict[str, Any]:
    async with session.get(url) as response:
        if response.status == HTTPStatus.UNAUTHORIZED:
            raise PlatformUnusable(f"Discord does not take DISCORD_TOKEN. {FIND_BOT}.")
        if response.status != HTTPStatus.OK:
            raise TimeoutError(str(response.status))
        answer: dict[str, Any] = await response.json()
    return answer


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What Discord says, once it can be reached."""
    while True:
        try:
            return await ask()
        except (*TROUBLES, StoreError) as error:
            log.warning("Discord cannot be reached (%s); trying again.", type(error).__name__)
            await asyncio.sleep(PATIENCE)
