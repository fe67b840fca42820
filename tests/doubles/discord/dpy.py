"""A small bot on discord.py, to try the double with: in a thread, and over the gateway or HTTP."""

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

import discord
import yarl
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from discord import app_commands

from tests.doubles.discord.server import Discord

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class Client(discord.AutoShardedClient):
    """A client with a tree of commands, which it tells Discord of at the start."""

    def __init__(self, **options: Any) -> None:
        options = {"intents": INTENTS, "allowed_mentions": discord.AllowedMentions.none(), **options}
        super().__init__(guild_ready_timeout=0.05, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[tuple[str, object]] = []
        """What happened, in its order."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait: the double says itself when it is too early."""

    async def on_resumed(self) -> None:
        self.heard.append(("resumed", None))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.heard.append(("joined", guild.name))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.heard.append(("removed", guild.name))

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self.heard.append(("unavailable", guild.name))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        self.heard.append(("available", guild.name))


class Dpy:
    """Runs a client against a double while its context lasts; *listen* adds what it does, before."""

    def __init__(
        self, double: Discord, listen: Callable[[Client], None], *, token: str = "", **options: Any
    ) -> None:
        self._double, self._listen, self._options = double, listen, options
        self._token = token or double.token
        self.failure: BaseException | None = None

    def __enter__(self) -> Self:
        discord.http.Route.BASE = self._double.api_url
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._double.gateway.url)
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[ready], name="dpy", daemon=True)
        self._thread.start()
        assert ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        # Its loop may be closed already, since it failed.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(20)

    def run(self, work: Any) -> Any:
        """Do something on the client's loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def _run(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self._live(ready))
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            self.failure = error
            ready.set()

    async def _live(self, ready: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self.client = Client(**self._options)
        self._listen(self.client)
        async with self.client:
            await self.client.login(self._token)
            await (self._serve(ready) if self._double.http_url == "" else self._connect(ready))

    async def _connect(self, ready: threading.Event) -> None:
        over = asyncio.create_task(self._over.wait())
        connected = asyncio.create_task(self.client.connect())
        waiting = asyncio.create_task(self.client.wait_until_ready())
        await asyncio.wait({waiting, connected}, return_when=asyncio.FIRST_COMPLETED)
        ready.set()
        await asyncio.wait({over, connected}, return_when=asyncio.FIRST_COMPLETED)
        await self.client.close()
        waiting.cancel()
        await connected

    async def _serve(self, ready: threading.Event) -> None:
        app = web.Application()
        app.router.add_post("/discord/interactions", self._posted)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._double.http_url = f"http://127.0.0.1:{runner.addresses[0][1]}/discord/interactions"
        ready.set()
        await self._over.wait()
        await runner.cleanup()

    async def _posted(self, request: web.Request) -> web.Response:
        body = await request.read()
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self._double.public_key))
        try:
            signature = bytes.fromhex(request.headers["X-Signature-Ed25519"])
            key.verify(signature, request.headers["X-Signature-Timestamp"].encode() + body)
        except InvalidSignature:
            return web.Response(status=401)
        payload = json.loads(body)
        if payload["type"] == 1:
            return web.json_response({"type": 1})
        self.client._connection.parse_interaction_create(payload)  # noqa: SLF001  (there is no other way in)
        return web.Response(status=202)
