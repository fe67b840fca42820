"""Bringing a message to where it was asked for, by whichever way of Discord's is open."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord
from aiohttp import ClientError
from discord.abc import Messageable

from adapters.discord.failures import PLATFORM
from adapters.discord.files import discord_files
from adapters.discord.forms import modal
from adapters.discord.layout import Page
from adapters.discord.render import Drawing, render
from adapters.discord.requests import Interaction, is_direct, may_post, may_write
from adapters.discord.sender import CLOSED
from bot import wording
from bot.message import Audience, Form, Message, Paragraph
from bot.pacing import Lanes, Priority

Unposted = Callable[[Message], Awaitable[None]]
"""What to do about a message that was for all in a channel and did not get there; see `Mentor.unposted`."""

log = logging.getLogger(__name__)

DEFERRED = discord.InteractionResponseType.deferred_channel_message

ACKNOWLEDGED = 40060
"""Code of a first response to an interaction that had one (opcodes and status codes, JSON error codes)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Draws messages and delivers them."""

    lanes: Lanes
    unposted: Unposted

    # To an interaction

    async def respond(self, message: Message, interaction: Interaction, opens: str = "") -> None:
        """Answer *interaction*, with a modal if *message* asks for something and one can open.

        *opens* is the line that shows the form once more.
        """
        drawing = render(message, opens)
        if drawing.form and _can_open(interaction):
            await _open(drawing.form, message, interaction)
        elif message.audience is Audience.CHANNEL:
            await self._share(message, drawing, interaction)
        else:
            await _show(drawing.pages, interaction, ephemeral=not is_direct(interaction))

    async def wait(self, interaction: Interaction) -> None:
        """Say that an answer is coming; from then on there is a quarter of an hour for it."""
        await _is_first(
            lambda: interaction.response.defer(ephemeral=not is_direct(interaction), thinking=True)
        )

    @asynccontextmanager
    async def _or_unposted(self, message: Message) -> AsyncIterator[None]:
        """Have *message* taken for one that nobody saw if posting it fails."""
        try:
            yield
        except BaseException:
            await self.unposted(message)
            raise

    async def _share(self, message: Message, drawing: Drawing, interaction: Interaction) -> None:
        """With everybody in the channel, on the member's word, and in nobody's name if that can be.

        A response to an interaction carries for all to see whose it was; it is what is left where the mentor
        may not write by itself.
        """
        if not may_write(interaction):
            await self.unposted(message)
            await _show(_told(wording.SHARE_MUTE).pages, interaction, ephemeral=True)
        elif may_post(interaction) and interaction.channel_id:
            channel = interaction.client.get_partial_messageable(interaction.channel_id)
            async with self._or_unposted(message):
                if not interaction.response.is_done():
                    await self.wait(interaction)
                await self._write(drawing.pages, channel, interaction.id)
            await _show(_told(wording.SHARED_THERE).pages, interaction, ephemeral=True)
        else:
            async with self._or_unposted(message):
                await self._respond_to_all(drawing, interaction)

    async def _respond_to_all(self, drawing: Drawing, interaction: Interaction) -> None:
        if interaction.response.type is DEFERRED:
            # What is shared is a message of its own: the one that waits is for the member alone.
            await _show(_told(wording.SHARED_THERE).pages, interaction, ephemeral=True)
        await _show(drawing.pages, interaction, ephemeral=False)

    # To a message

    async def reply(self, message: Message, to: discord.Message) -> None:
        """Answer a message *to* the mentor where it stands, or in private what is for its author alone."""
        drawing = render(message)
        if message.audience is not Audience.MEMBER or to.guild is None:
            async with self._or_unposted(message):
                if not await self._post(drawing, to):
                    await self.unposted(message)
        elif not await self._whisper(drawing, to):
            await self._post(drawing if message.urgent else _told(wording.CLOSED_TO_ME), to)

    async def _post(self, drawing: Drawing, to: discord.Message) -> bool:
        """Under the message; where that may not be done, behind it, and where nothing may, in private.

        Whether it stands where the message does.
        """
        first, *more = drawing.pages
        for send in (partial(to.reply, mention_author=False), to.channel.send):
            await self.lanes.turn(PLATFORM, Priority.ANSWER)
            try:
                await _send(first, send, nonce=_nonce(to.id, 0))
            except discord.HTTPException as error:
                if error.status not in {400, 403}:
                    raise
            else:
                await self._write(more, to.channel, to.id, begin=1)
                return True
        if to.guild is None or not await self._whisper(drawing, to):
            log.info("A message stays unanswered: its author and its channel are closed to the mentor.")
        return False

    async def _whisper(self, drawing: Drawing, to: discord.Message) -> bool:
        """By direct message to the author; False if those are closed."""
        try:
            await self._write(drawing.pages, await to.author.create_dm(), to.id)
        except discord.HTTPException as error:
            if error.code not in CLOSED:
                raise
            return False
        return True

    async def _write(self, pages: Iterable[Page], place: Messageable, cause: int, *, begin: int = 0) -> None:
        for number, page in enumerate(pages, begin):
            await self.lanes.turn(PLATFORM, Priority.ANSWER)
            await _send(page, place.send, nonce=_nonce(cause, number))


def _nonce(cause: int, number: int) -> str:
    """Of a page of the answer to one thing: a connection that is taken up again may bring that twice."""
    return f"{cause} {number}"


def _can_open(interaction: Interaction) -> bool:
    """Whether a modal can be the answer: the first one, and not to a modal."""
    return not interaction.response.is_done() and interaction.type is not discord.InteractionType.modal_submit


async def _open(form: Form, message: Message, interaction: Interaction) -> None:
    asked = modal(form, [part for part in message.parts if part is not form])
    # discord.py would keep it in memory until it is sent in, which may be never; what comes of it is read
    # from the interaction, whoever opened it and however long ago.
    asked.stop()
    await _is_first(lambda: interaction.response.send_modal(asked))


async def _show(pages: Iterable[Page], interaction: Interaction, *, ephemeral: bool) -> None:
    """One page after another; the first in place of the response that is still to come."""
    for page in pages:
        if interaction.extras.get(ANSWERED):
            await interaction.followup.send(**await _content(page), ephemeral=ephemeral)
        else:
            await _begin(page, interaction, ephemeral=ephemeral)
        interaction.extras[ANSWERED] = True


async def _begin(page: Page, interaction: Interaction, *, ephemeral: bool) -> None:
    async def respond() -> None:
        await interaction.response.send_message(**await _content(page), ephemeral=ephemeral)

    async def edit() -> None:
        await interaction.edit_original_response(**_edited(await _content(page)))

    if interaction.response.is_done() or not await _is_first(respond):
        await _surely(edit)


ANSWERED = "answered"
"""Set in an interaction's extras once something other than "thinking" stands there."""


async def _is_first(respond: Callable[[], Awaitable[object]]) -> bool:
    """Respond to an interaction; whether there was no response before, be it one that we took for lost."""
    try:
        await _surely(respond)
    except discord.HTTPException as error:
        if error.code != ACKNOWLEDGED:
            raise
        return False
    return True


async def _send(page: Page, send: Callable[..., Awaitable[object]], **how: Any) -> None:  # noqa: ANN401
    """Send a page, with a nonce, so that it comes once."""

    async def sending() -> None:
        await send(**await _content(page), **how)

    await _surely(sending)


async def _surely(call: Callable[[], Awaitable[object]]) -> None:
    """Do what Discord does only once anyway; again if the connection broke, as one does that was idle."""
    try:
        await call()
    except (ClientError, OSError):
        await call()


async def _content(page: Page) -> dict[str, Any]:
    """What to send for a page. Nothing on it needs to be kept in memory: see `controls`."""
    view = page.view()
    view.stop()
    # Some tens of milliseconds of drawing that nobody else should wait for.
    files = await asyncio.to_thread(discord_files, page.files) if page.files else []
    return {"view": view, **({"files": files} if files else {})}


def _edited(content: dict[str, Any]) -> dict[str, Any]:
    """The same as an edit, which has another name for files."""
    files = content.get("files")
    return {"view": content["view"], **({"attachments": files} if files else {})}


def _told(sentence: str) -> Drawing:
    return render(Message((Paragraph(sentence),)))
