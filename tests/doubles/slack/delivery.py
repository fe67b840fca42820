"""Bringing the bot what happened, over its sockets or as signed posts, and timing when it says so."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, WSMsgType, web

from tests.doubles.slack.elements import Json
from tests.doubles.slack.payloads import APP_ID

if TYPE_CHECKING:
    from tests.doubles.slack.server import Slack

SOCKETS_MAX = 10
"""Connections that an app may have in Socket Mode (Slack's page on it)."""


@dataclass(eq=False)
class Delivery:
    """One try to bring one payload. *ack_ms* is how long it took, None if nothing came back in time."""

    kind: str
    """As Socket Mode names it: "slash_commands", "interactive" or "events_api"."""
    payload: Json
    attempt: int = 0
    retry_reason: str = ""
    ack_ms: float | None = None
    ack: Json = field(default_factory=dict)
    failure: str = ""
    """What Slack calls it if it was not acknowledged: "operation_timeout", "dispatch_failed", ..."""

    @property
    def acknowledged(self) -> bool:
        """Whether the bot said that it got it, in time."""
        return self.ack_ms is not None

    @property
    def what(self) -> str:
        """What it is about: a command's name, an event's type, an action_id or a callback_id."""
        payload = self.payload
        if self.kind == "slash_commands":
            return str(payload["command"])
        if self.kind == "events_api":
            return str(payload["event"]["type"])
        names = [action["action_id"] for action in payload.get("actions", ())]
        return str(
            (names or [payload.get("callback_id") or payload.get("view", {}).get("callback_id", "")])[0]
        )


class Lost(Exception):
    """A delivery failed; its text is what Slack calls it."""


@dataclass(eq=False)
class Socket:
    """One connection of the bot, and the envelopes that it has not acknowledged.

    On one that is *leaving* nothing new is sent, but what was sent before can be acknowledged.
    """

    connection: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    leaving: bool = False


class Courier:
    """Delivers, one after the other socket's turn, and again what is an event and was not acknowledged."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self._tickets: set[str] = set()
        self._turn = 0
        self._session: ClientSession | None = None
        self.sockets: list[Socket] = []

    async def close(self) -> None:
        """Hang up."""
        for socket in list(self.sockets):
            await socket.connection.close()
        if self._session:
            await self._session.close()

    async def command(self, payload: Json) -> Delivery:
        """Bring a slash command."""
        return await self._try(Delivery("slash_commands", payload))

    async def interaction(self, payload: Json) -> Delivery:
        """Bring what somebody pressed, typed or submitted."""
        return await self._try(Delivery("interactive", payload))

    async def event(self, payload: Json) -> Delivery:
        """Bring an event: the first try, after which others may follow by themselves."""
        first = await self._try(Delivery("events_api", payload))
        if not first.acknowledged:
            self._slack.spawn(self._retry(first))
        return first

    async def _retry(self, last: Delivery) -> None:
        for attempt, delay in enumerate(self._slack.retry_seconds, start=1):
            await asyncio.sleep(delay)
            reason = {"operation_timeout": "timeout", "dispatch_failed": "connection_failed"}
            reason_now = reason.get(last.failure, "http_error")
            last = await self._try(Delivery("events_api", last.payload, attempt, reason_now))
            if last.acknowledged:
                return

    async def _try(self, delivery: Delivery) -> Delivery:
        self._slack.deliveries.append(delivery)
        bring = self._emit if self._slack.mode == "socket" else self._post
        start = time.perf_counter()
        with self._slack.busy():
            try:
                async with asyncio.timeout(self._slack.ack_seconds):
                    delivery.ack = await bring(delivery)
                delivery.ack_ms = (time.perf_counter() - start) * 1000
            except TimeoutError:
                delivery.failure = "operation_timeout"
            except Lost as lost:
                delivery.failure = str(lost)
        if delivery.failure:
            self._slack.unacknowledged.append(delivery)
        return delivery

    # Socket Mode

    def new_link(self) -> str:
        """An address for one connection."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return f"{self._slack.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve a connection as long as it lasts; its address is good for one try."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408)
        self._tickets.discard(ticket)
        return await self._slack.api.disturbed("link", request, lambda: self._connected(request))

    async def _connected(self, request: web.Request) -> web.StreamResponse:
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        if len(self.sockets) >= SOCKETS_MAX:
            await connection.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await connection.close()
            return connection
        socket = Socket(connection, request)
        self.sockets.append(socket)
        try:
            await self._greet(socket)
            await self._listen(socket)
        finally:
            self._forget(socket)
        return connection

    async def disconnect(self, how: str) -> None:
        """End all connections: with notice ("refresh_requested"), by closing them, or silently ("abort")."""
        for socket in list(self.sockets):
            if how == "abort":
                if socket.request.transport:
                    socket.request.transport.abort()
            elif how == "close":
                await socket.connection.close()
            else:
                await socket.connection.send_json({"type": "disconnect", "reason": how, "debug_info": {}})
                socket.leaving = True

    async def _greet(self, socket: Socket) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self.sockets),
            "connection_info": {"app_id": APP_ID},
            "debug_info": {"host": "double", "build_number": 1, "approximate_connection_time": 18060},
        }
        await socket.connection.send_json(hello)

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.connection:
            if message.type is not WSMsgType.TEXT:
                continue
            said = json.loads(message.data)
            future = socket.waiting.pop(said.get("envelope_id", ""), None)
            if future and not future.done():
                future.set_result(said.get("payload") or {})

    def _forget(self, socket: Socket) -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)
        for future in socket.waiting.values():
            if not future.done():
                future.set_exception(Lost("dispatch_failed"))

    async def _emit(self, delivery: Delivery) -> Json:
        sockets = [socket for socket in self.sockets if not socket.leaving]
        if not sockets:
            raise Lost("dispatch_failed")
        self._turn += 1
        socket = sockets[self._turn % len(sockets)]
        id = str(uuid.uuid4())
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        socket.waiting[id] = future
        envelope = {
            "envelope_id": id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.retry_reason}
        try:
            await socket.connection.send_json(envelope)
            return await future
        except ConnectionError as error:
            raise Lost("dispatch_failed") from error
        finally:
            socket.waiting.pop(id, None)

    # HTTP mode

    async def _post(self, delivery: Delivery) -> Json:
        body, headers = encoded(delivery)
        headers |= signed(self._slack.signing_secret, body)
        status, text = await self.send(body, headers)
        if status != 200:
            raise Lost("http_client_error" if status < 500 else "http_service_error")
        return dict(json.loads(text)) if text.startswith("{") else {"text": text} if text else {}

    async def send(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Post to the bot: the status and text of its answer."""
        if self._session is None:
            self._session = ClientSession(trust_env=False, timeout=ClientTimeout(total=30))
        assert self._slack.bot_url, "in HTTP mode Slack has to know the bot's address"
        try:
            async with self._session.post(
                f"{self._slack.bot_url}/slack/events", data=body, headers=headers
            ) as said:
                return said.status, await said.text()
        except ClientError as error:
            raise Lost("dispatch_failed") from error


def encoded(delivery: Delivery) -> tuple[bytes, dict[str, str]]:
    """A payload as its kind is posted: events as JSON, commands as a form, the rest as JSON in a form."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload).encode(), form
    if delivery.kind == "interactive":
        return urlencode({"payload": json.dumps(delivery.payload)}).encode(), form
    headers = {"Content-Type": "application/json"}
    if delivery.attempt:
        headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.retry_reason}
    return json.dumps(delivery.payload).encode(), headers


def signed(secret: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """The headers that prove that Slack sent it, now or at a time."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
