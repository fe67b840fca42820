"""A small app on slack_bolt, as a bot to try the double with: in a thread, and in either mode."""

import asyncio
import threading
from typing import Any, Self

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack.server import Slack, Workspace


class Bolt:
    """Runs an app against a double while its context lasts; its listeners are added before.

    It serves one *workspace*, or those that install it if it is told how, by *more* arguments of the app.
    """

    def __init__(self, slack: Slack, workspace: Workspace | None = None, **more: Any) -> None:
        self._slack = slack
        client = AsyncWebClient(token=workspace.bot_token if workspace else None, base_url=slack.api_url)
        self.app = AsyncApp(client=client, signing_secret=slack.signing_secret, **more)

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._live(ready)), name="bolt", daemon=True
        )
        self._thread.start()
        assert ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(20)

    async def _live(self, ready: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        await (self._connect(ready) if self._slack.mode == "socket" else self._serve(ready))

    async def _connect(self, ready: threading.Event) -> None:
        handler = AsyncSocketModeHandler(self.app, self._slack.app_token, ping_interval=1)
        await handler.connect_async()
        ready.set()
        await self._over.wait()
        await handler.close_async()

    async def _serve(self, ready: threading.Event) -> None:
        runner = web.AppRunner(self.app.server(port=0, path="/slack/events").web_app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._slack.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        await self._over.wait()
        await runner.cleanup()
