"""A platform on a socket of its own, which outlives whoever posts to it and knows what was posted."""

import asyncio
import json
import os
import shutil
import signal
import tempfile
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from bot.message import Message
from bot.model import Recipient
from bot.ports import Busy

REMEMBERS = timedelta(minutes=3)
"""How long a platform that refuses keys knows them: Discord says "a few minutes"."""


@dataclass
class Letterbox:
    """Takes posts in, and answers whether it has one of a key.

    One that *refuses* a key that it has seen gives the first message's id instead, like Discord with a nonce;
    any other takes in everything and can only be asked, like Slack. Each answer takes *latency* seconds, half
    of them before the post is taken in and half after. On the posts numbered in *deadly* the poster is killed
    as many seconds after its post was taken in, and is not answered before. Every *mute*-th post is taken in
    and never answered; every *busy*-th is not taken in.
    """

    refuses: bool
    latency: float = 0.004
    deadly: dict[int, float] = field(default_factory=dict)
    mute: int = 0
    busy: int = 0
    posts: int = 0
    look_ups: int = 0
    found: int = 0
    kills: int = 0
    shown: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often its readers see the message of a recipient and a key."""
    passed: dict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    """Set when as many posts were made."""
    _first: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    _folder: str = ""
    _killers: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        # Not in a test's own folder: the path of a socket has to be short.
        self._folder = tempfile.mkdtemp(prefix="letterbox-")
        self._server = await asyncio.start_unix_server(self._answer, self.path, backlog=2048)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for killer in self._killers:
            killer.cancel()
        shutil.rmtree(self._folder)

    @property
    def path(self) -> Path:
        return Path(self._folder) / "socket"

    @property
    def twice(self) -> int:
        """Messages that somebody sees again."""
        return sum(times - 1 for times in self.shown.values())

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whoever asked may be dead by now.
        with suppress(ConnectionError):
            line = await reader.readline()
            asked = json.loads(line) if line.endswith(b"\n") else {}
            await asyncio.sleep(self.latency / 2)
            answer = self._answered(asked) if asked else None
            await asyncio.sleep(self.latency / 2)
            if answer is not None:
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        writer.close()

    def _answered(self, asked: dict[str, str]) -> dict[str, object] | None:
        return self._asked(asked) if "since" in asked else self._posted(asked)

    def _asked(self, asked: dict[str, str]) -> dict[str, object]:
        self.look_ups += 1
        id, at = self._first.get((asked["to"], asked["key"]), (None, None))
        if at and at < datetime.fromisoformat(asked["since"]):
            id = None
        self.found += id is not None
        return {"id": id}

    def _posted(self, post: dict[str, str]) -> dict[str, object] | None:
        self.posts += 1
        if self.posts in self.passed:
            self.passed[self.posts].set()
        if self.busy and self.posts % self.busy == 0:
            return {"busy": "too fast"}
        letter, now = (post["to"], post["key"]), datetime.now(UTC)
        id, at = self._first.get(letter, ("", None))
        if not (self.refuses and at and now - at < REMEMBERS):
            id = str(self.posts)
            self.shown[letter] += 1
            self._first.setdefault(letter, (id, now))
        if self.posts in self.deadly:
            self._kill(int(post["from"]), self.deadly[self.posts])
        return None if self.mute and self.posts % self.mute == 0 else {"id": id}

    def _kill(self, pid: int, after: float) -> None:
        async def kill_later() -> None:
            await asyncio.sleep(after)
            self._shoot(pid)

        if after:
            killer = asyncio.get_running_loop().create_task(kill_later())
            self._killers.add(killer)
            killer.add_done_callback(self._killers.discard)
        else:
            self._shoot(pid)

    def _shoot(self, pid: int) -> None:
        # Another shot may have come first.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.kills += 1


class LetterboxSender:
    """The `Sender` to a letterbox at a *path*."""

    def __init__(self, path: Path, *, refuses_twice: bool) -> None:
        self.refuses_twice = refuses_twice
        self._path = path
        self._lines = asyncio.Semaphore(64)

    async def send(self, to: Recipient, message: Message, key: str) -> str:
        assert message.parts
        answer = await self._say({"to": to.id, "key": key, "from": str(os.getpid())})
        if "busy" in answer:
            raise Busy(str(answer["busy"]))
        return str(answer["id"])

    async def sent(self, to: Recipient, key: str, since: datetime) -> str | None:
        id = (await self._say({"to": to.id, "key": key, "since": since.isoformat()}))["id"]
        return None if id is None else str(id)

    async def _say(self, said: dict[str, str]) -> dict[str, object]:
        async with self._lines:
            reader, writer = await asyncio.open_unix_connection(self._path)
            try:
                writer.write(json.dumps(said).encode() + b"\n")
                answer = await reader.readline()
            finally:
                writer.close()
        if not answer:
            raise ConnectionError("no answer")
        return dict(json.loads(answer))
