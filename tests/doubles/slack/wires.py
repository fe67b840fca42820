"""A bot reduced to its end of the wire: it hears everything, and says what a test tells it to."""

import asyncio
import json
from typing import Any, Self

from aiohttp import ClientSession, WSMsgType, web

from tests.doubles.slack.server import Slack


class Door:
    """A bot's address, which keeps what is posted there and answers what it is told to."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict[str, str]]] = []
        self.answers: list[web.Response] = []
        self.delay = 0.0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/slack/events", self._open)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _open(self, request: web.Request) -> web.Response:
        self.posts.append((await request.text(), dict(request.headers)))
        answer = self.answers.pop(0) if self.answers else web.Response()
        await asyncio.sleep(self.delay)
        return answer


class Line:
    """A bot's connection in Socket Mode."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def __aenter__(self) -> Self:
        self._session = ClientSession(headers={"Authorization": f"Bearer {self._slack.app_token}"})
        async with self._session.post(f"{self._slack.api_url}apps.connections.open") as answer:
            self.url = (await answer.json())["url"]
        self._socket = await self._session.ws_connect(self.url)
        self.hello = await self.hear()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._session.close()

    async def hear(self) -> dict[str, Any]:
        message = await self._socket.receive(timeout=5)
        return dict(json.loads(message.data)) if message.type is WSMsgType.TEXT else {}

    async def acknowledge(self, envelope: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        said = {"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})}
        await self._socket.send_json(said)
