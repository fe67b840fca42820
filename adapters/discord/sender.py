"""Weekly prompts in Discord: to people as direct messages, to the channels of servers."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus

import discord
from discord.abc import Messageable

from adapters.discord.failures import TROUBLES
from adapters.discord.render import render
from adapters.discord.requests import PEOPLE
from bot.message import Message
from bot.model import Channel, Recipient
from bot.ports import Away, Busy, Unreachable

log = logging.getLogger(__name__)

NONCE_MAX = 25
"""Characters of a nonce (resources/message, create message)."""

LOOKED_THROUGH = 50
"""Messages looked through for one that was sent: few stand in a direct message since."""

CLOSED = {
    50007: "direct messages from this server are closed",
    50278: "there is no server any more that we share",
    50001: "the channel cannot be seen",
    50013: "there is no permission to write in the channel",
    10003: "the channel is gone",
    10013: "the account is gone",
}
"""Codes after which trying again is no use, in words (opcodes and status codes, JSON error codes)."""

TOO_FAST = 40003
"""Code of direct messages that are opened too fast."""

COOL_DOWN = timedelta(minutes=1)
"""How long to send none after that, or where Discord's guard refuses our address; nobody says how long."""


class DiscordSender:
    """The `Sender` of Discord.

    Discord refuses a nonce that it saw "in the past few minutes" (resources/message), which is too short to
    rely on; so prompts carry their key, and can be asked for it.
    """

    refuses_twice = False

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def send(self, to: Recipient, message: Message, key: str) -> str:
        """Post the prompt; "channel:message". See `Sender`."""
        posted = None
        try:
            place = await self._place(to)
            for number, page in enumerate(render(message).pages):
                sent = await place.send(view=page.view(_mark(key)), nonce=_nonce(key, number))
                posted = posted or f"{sent.channel.id}:{sent.id}"
        except TROUBLES as error:
            raise self._translated(error, to) from error
        if posted is None:
            raise ValueError("A prompt is not empty.")
        return posted

    async def sent(self, to: Recipient, key: str, since: datetime) -> str | None:
        """Look for the key where the prompt would be; "channel:message" of the one that has it."""
        mark, me = _mark(key), self._client.user
        try:
            place = await self._place(to)
            async for message in place.history(after=since, limit=LOOKED_THROUGH, oldest_first=True):
                if me and message.author.id == me.id and _is_marked(message.components, mark):
                    return f"{message.channel.id}:{message.id}"
        except discord.Forbidden:
            # Who may not look cannot know; sending will tell if they may not write either.
            return None
        except TROUBLES as error:
            raise self._translated(error, to) from error
        return None

    async def _place(self, to: Recipient) -> Messageable:
        if isinstance(to, Channel):
            return self._client.get_partial_messageable(int(to.id))
        return await self._client.create_dm(discord.Object(int(to.id)))

    def _translated(self, error: Exception, to: Recipient) -> Exception:
        """The core's name for what Discord said; no word of the request, which may quote a reflection."""
        if isinstance(error, discord.RateLimited):
            return Busy("rate limited", timedelta(seconds=error.retry_after))
        if not isinstance(error, discord.HTTPException):
            return Busy(type(error).__name__)
        if error.code == TOO_FAST or error.status == HTTPStatus.TOO_MANY_REQUESTS:
            return Busy(str(error.code or error.status), COOL_DOWN)
        if error.code in CLOSED:
            return Away(str(error.code)) if self._is_outside(to) else Unreachable(CLOSED[error.code])
        return Busy(str(error.code or error.status))

    def _is_outside(self, to: Recipient) -> bool:
        """Whether a channel is on a server that the mentor was removed from: it may come back."""
        if to.workspace == PEOPLE or not self._client.is_ready():
            return False
        return self._client.get_guild(int(to.workspace.rpartition(":")[2])) is None


def _nonce(key: str, number: int) -> str:
    """The same for each try of a page: for some minutes, Discord answers a second one with the first."""
    return blake2b(f"{key} {number}".encode()).hexdigest()[:NONCE_MAX]


def _mark(key: str) -> int:
    """A component id, by which a prompt is found again: of 31 bits, and above those that count from one."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest()) >> 2 | 1 << 30


def _is_marked(components: Sequence[discord.Component], mark: int) -> bool:
    return any(getattr(component, "id", None) == mark for component in components)
