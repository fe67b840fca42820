"""Socket Mode: Slack's requests over connections that we open, so that nobody needs to reach us."""

import asyncio
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.inflight import Inflight

log = logging.getLogger(__name__)

CONNECTIONS = 2
"""While one is renewed, which Slack asks for every few hours, the other takes what comes; ten are allowed."""

PING_SECONDS = 5.0
"""Between two looks at whether a connection is alive; four without an answer, and it is taken for dead."""

AWAY_SECONDS = 10.0
"""How long a connection may take to come back before it is given another address to try."""

RECEIPTS = 3.0
"""Seconds for receipts that are on their way when we are told to stop: Slack waits no longer either."""

QUIET = logging.getLogger(f"{__name__}.sdk")
"""What the SDK says of each failed try, with the address in it: a connection, to whoever reads the log."""
QUIET.setLevel(logging.CRITICAL)


class Sockets:
    """Two connections, and the receipts that are still to go out on them."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        self._receiving = Inflight()
        self._handlers = [_Socket(app, app_token, client, self._receiving) for _ in range(CONNECTIONS)]
        self._watching: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, for as long as it takes."""
        self._watching = asyncio.get_running_loop().create_task(self._watch())
        await asyncio.gather(*(handler.client.connect() for handler in self._handlers))

    async def connected(self) -> bool:
        """Whether at least one connection is alive."""
        return any([await handler.client.is_connected() for handler in self._handlers])

    async def close(self) -> None:
        """Take nothing any more, and hand out the receipts for what was taken."""
        for handler in self._handlers:
            handler.open = False
        if self._watching:
            self._watching.cancel()
        await self._receiving.drained(RECEIPTS)
        for handler in self._handlers:
            await handler.client.close()

    async def _watch(self) -> None:
        """Have who is away for long ask Slack for another address: the SDK tries the same one for ever."""
        while True:
            before = [await handler.client.is_connected() for handler in self._handlers]
            await asyncio.sleep(AWAY_SECONDS)
            for handler, was_connected in zip(self._handlers, before, strict=True):
                if not was_connected and not await handler.client.is_connected():
                    log.warning("A connection to Slack is down; trying another address.")
                    handler.client.wss_uri = None


class _Socket(AsyncSocketModeHandler):
    """One connection."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient, receiving: Inflight) -> None:
        super().__init__(app, app_token, logger=QUIET, web_client=client, ping_interval=PING_SECONDS)
        self.open = True
        self._receiving = receiving

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Answer one request, unless we are leaving: without a receipt Slack brings it to another process."""
        if self.open:
            await self._receiving.spawn(super().handle(client, req))
