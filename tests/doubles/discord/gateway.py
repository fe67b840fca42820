"""The gateway: connections of the bot, the sessions behind them, and what each of them is told."""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.doubles.discord import payloads
from tests.doubles.discord.content import Json

if TYPE_CHECKING:
    from tests.doubles.discord.server import Discord

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | CONTENT
"""Intents that an application has to be allowed: members, presences and content (the gateway's page)."""

INTENTS_MAX = 1 << 26

ON_ITS_WAY = 0.02
"""Seconds that an acknowledgement takes. discord.py counts from when it has handed a heartbeat out, which on
loopback is later than the answer: it would complain of the one before."""

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, INVALID, HELLO, ACK = (
    0, 1, 2, 3, 4, 6, 7, 9, 10, 11,
)  # fmt: skip
"""Opcodes."""

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, AUTHENTICATED_TWICE = 4001, 4002, 4003, 4004, 4005
BAD_SEQUENCE, TOO_FAST, BAD_SHARD, BAD_INTENTS, DENIED_INTENTS = 4007, 4008, 4010, 4013, 4014
"""Codes with which a connection is closed (Discord's page on opcodes and status codes)."""

SENT_MAX, SENT_SECONDS = 120, 60.0
PAYLOAD_MAX = 4096
"""What a connection may send (the gateway's page)."""

IDENTIFY_SECONDS = 5.0
"""In which max_concurrency sessions may begin (the same page)."""

KEPT, KEPT_SECONDS = 1000, 60.0
"""Events of a session that can be told again, and how long it can be resumed; Discord gives no numbers."""


class Closed(Exception):
    """The connection is over, and why: a code, and what it means."""


@dataclass(eq=False)
class Line:
    """A connection, and what is still to be sent over it."""

    socket: web.WebSocketResponse
    request: web.Request
    outbox: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)
    session: "Session | None" = None

    def send(self, op: int, data: Any = None) -> None:
        """Let something go out that is no event."""
        self.outbox.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))


@dataclass(eq=False)
class Session:
    """What outlives a connection: how far the bot has heard."""

    shard: int
    shards: int
    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    events: "deque[tuple[int, str]]" = field(default_factory=lambda: deque(maxlen=KEPT))
    line: Line | None = None
    left_at: float = 0.0
    """When its last connection ended."""

    @property
    def over(self) -> bool:
        """Whether it can be resumed no more."""
        return self.line is None and time.monotonic() - self.left_at > KEPT_SECONDS

    def tell(self, event: str, data: str) -> None:
        """Let it hear an event, now or when it resumes."""
        self.sequence += 1
        frame = f'{{"op":0,"t":"{event}","s":{self.sequence},"d":{data}}}'
        self.events.append((self.sequence, frame))
        if self.line:
            self.line.outbox.put_nowait(frame)

    def missed(self, since: int) -> Iterator[str]:
        """The events after one."""
        return (frame for sequence, frame in self.events if sequence > since)


class Gateway:
    """Lets the bot connect, and tells it what happens."""

    TOTAL = 1000
    """Sessions that may begin in a day (the gateway's page)."""

    def __init__(
        self, discord: "Discord", *, shards: int, max_concurrency: int, heartbeat_seconds: float
    ) -> None:
        self._discord = discord
        self.shards = shards
        self.max_concurrency = max_concurrency
        self.heartbeat_seconds = heartbeat_seconds
        self.privileged = PRIVILEGED
        self.allowed_intents = 0
        self.remaining = self.TOTAL
        self.identifies = 0
        self.resumes = 0
        self.lines: list[Line] = []
        self.sessions: dict[str, Session] = {}
        self._begun: deque[float] = deque()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self._discord.url.replace('http', 'ws', 1)}/gateway"

    @property
    def connected(self) -> bool:
        """Whether every shard of the bot can be told something."""
        live = [it for it in self.sessions.values() if it.line]
        return bool(live) and {it.shard for it in live} >= set(range(max(it.shards for it in live)))

    # Telling

    def tell(self, event: str, data: Json, *, guild_id: str | None = None, intent: int = 0) -> None:
        """Bring an event to the sessions that it concerns and that want it."""
        text = ""
        for session in self.concerned(guild_id, intent):
            text = text or json.dumps(data)
            session.tell(event, text)

    def concerned(self, guild_id: str | None, intent: int = 0) -> Iterator[Session]:
        """The sessions of a server's shard, or of the first for what is in none."""
        for session in list(self.sessions.values()):
            if session.over:
                self._forget(session)
                continue
            shard = (int(guild_id) >> 22) % session.shards if guild_id else 0
            if shard == session.shard and session.intents & intent == intent:
                yield session

    # Disturbing

    async def drop(self) -> None:
        """Cut all connections; their sessions can be resumed."""
        for line in list(self.lines):
            if line.request.transport:
                line.request.transport.abort()

    async def end(self, code: int) -> None:
        """Close all connections, and say why with a code; it is for the bot to know what can be resumed."""
        for line in list(self.lines):
            if line.session:
                line.session.line = None
                line.session.left_at = time.monotonic()
            await line.socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Tell the bot to connect anew, as Discord does every few hours."""
        for line in self.lines:
            line.send(RECONNECT)

    async def invalidate(self, *, resumable: bool) -> None:
        """End all sessions, unless they are *resumable*."""
        for line in self.lines:
            line.send(INVALID, resumable)
            if not resumable and line.session:
                self._forget(line.session)

    async def close(self) -> None:
        """Hang up."""
        for line in list(self.lines):
            await line.socket.close()

    # Listening

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve a connection as long as it lasts."""
        return await self._discord.rest.disturbed(
            "CONNECT /gateway", request, lambda: self._connected(request)
        )

    async def _connected(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        line = Line(socket, request)
        self.lines.append(line)
        writer = asyncio.create_task(_write(line))
        try:
            await self._serve(line)
        finally:
            writer.cancel()
            self.lines.remove(line)
            self._part(line)
        return socket

    async def _serve(self, line: Line) -> None:
        line.send(HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000), "_trace": []})
        sent: deque[float] = deque(maxlen=SENT_MAX)
        try:
            async for message in line.socket:
                if message.type is not WSMsgType.TEXT:
                    raise Closed(DECODE_ERROR, "Decode error")  # noqa: TRY301
                self._count(sent)
                self._heard(line, message.data)
        except Closed as closed:
            code, why = closed.args
            await line.socket.close(code=code, message=why.encode())

    def _count(self, sent: "deque[float]") -> None:
        now = time.monotonic()
        if self._discord.limits and len(sent) == SENT_MAX and now - sent[0] < SENT_SECONDS:
            raise Closed(TOO_FAST, "You are being rate limited.")
        sent.append(now)

    def _heard(self, line: Line, text: str) -> None:
        if len(text) > PAYLOAD_MAX:
            raise Closed(DECODE_ERROR, "Payload too large")
        try:
            said = json.loads(text)
        except ValueError:
            raise Closed(DECODE_ERROR, "Decode error") from None
        match said.get("op"):
            case 1:
                if not self._discord.zombie:
                    asyncio.get_running_loop().call_later(ON_ITS_WAY, line.send, ACK)
            case 2:
                self._identify(line, said["d"])
            case 6:
                self._resume(line, said["d"])
            case 3 | 4:
                if line.session is None:
                    raise Closed(NOT_AUTHENTICATED, "Not authenticated.")
            case op:
                self._discord.problems.append(f"gateway: the opcode {op} is none that the double knows")
                raise Closed(UNKNOWN_OPCODE, "Unknown opcode.")

    def _identify(self, line: Line, data: Json) -> None:
        self.identifies += 1
        shard, shards = data.get("shard") or (0, 1)
        intents = data.get("intents", 0)
        if line.session:
            raise Closed(AUTHENTICATED_TWICE, "Already authenticated.")
        if data.get("token") != self._discord.token or self.remaining <= 0:
            raise Closed(BAD_TOKEN, "Authentication failed.")
        if not 0 <= shard < shards:
            raise Closed(BAD_SHARD, "Invalid shard.")
        if not 0 <= intents < INTENTS_MAX:
            raise Closed(BAD_INTENTS, "Invalid intent(s).")
        if intents & self.privileged & ~self.allowed_intents:
            raise Closed(DENIED_INTENTS, "Disallowed intent(s).")
        if self._too_many():
            line.send(INVALID, False)  # noqa: FBT003
            return
        self.remaining -= 1
        self._begin(line, Session(shard, shards, intents))

    def _too_many(self) -> bool:
        if not self._discord.limits:
            return False
        now = time.monotonic()
        while self._begun and now - self._begun[0] >= IDENTIFY_SECONDS:
            self._begun.popleft()
        if len(self._begun) >= self.max_concurrency:
            return True
        self._begun.append(now)
        return False

    def _begin(self, line: Line, session: Session) -> None:
        self.sessions[session.id] = session
        session.line, line.session = line, session
        servers = [
            it
            for it in self._discord.servers.values()
            if it.with_bot and (int(it.id) >> 22) % session.shards == session.shard
        ]
        ready = {
            "v": 10,
            "user": payloads.user(self._discord.account),
            "guilds": [{"id": it.id, "unavailable": True} for it in servers],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": self._discord.application_id, "flags": 0},
            "private_channels": [],
            "session_type": "normal",
            "_trace": [],
        }
        session.tell("READY", json.dumps(ready))
        for server in servers if session.intents & GUILDS else ():
            if server.available:
                session.tell("GUILD_CREATE", json.dumps(payloads.server(server)))

    def _resume(self, line: Line, data: Json) -> None:
        self.resumes += 1
        if data.get("token") != self._discord.token:
            raise Closed(BAD_TOKEN, "Authentication failed.")
        session = self.sessions.get(data.get("session_id", ""))
        if session is None or session.over:
            line.send(INVALID, False)  # noqa: FBT003
            return
        if not 0 <= data["seq"] <= session.sequence:
            self._forget(session)
            raise Closed(BAD_SEQUENCE, "Invalid seq.")
        session.line, line.session = line, session
        for frame in session.missed(data["seq"]):
            line.outbox.put_nowait(frame)
        session.tell("RESUMED", '{"_trace":[]}')

    def _part(self, line: Line) -> None:
        """A connection is over: its session with it, if the bot said goodbye."""
        session = line.session
        if session and session.line is line:
            session.line = None
            session.left_at = time.monotonic()
            if line.socket.close_code in {1000, 1001}:
                self._forget(session)

    def _forget(self, session: Session) -> None:
        self.sessions.pop(session.id, None)


async def _write(line: Line) -> None:
    # Who is gone is told when they resume.
    with suppress(ConnectionError):
        while True:
            await line.socket.send_str(await line.outbox.get())
