"""What people do in Discord, from the event to the answer.

Discord waits three seconds for the first response to an interaction, and a modal can only be that one. So
an answer is waited for a while and sent as that; if it takes longer, Discord is told to wait, and the answer
takes the place of that.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import discord
from discord import app_commands
from yarl import URL

from adapters.brought import LOAD
from adapters.discord.answers import Answers
from adapters.discord.commands import CHOICE_MAX, Translator, add_commands
from adapters.discord.controls import Pick, Press
from adapters.discord.failures import PLATFORM, TOO_LATE, noted, persistently, quietly
from adapters.discord.forms import command_of, fields_of, files_of, refilled
from adapters.discord.presence import Presence
from adapters.discord.requests import Interaction, is_direct, names, of_interaction, of_message, words_of
from adapters.discord.sender import DiscordSender
from adapters.discord.uploads import NOTHING, ORIGINS, Files, beside, uploads
from adapters.inflight import Inflight
from adapters.metrics import ANSWERS
from adapters.platform import Inside
from bot import wording
from bot.mentor import given_back
from bot.message import Choice, Form, Message, Paragraph
from bot.model import Request
from bot.pacing import Priority
from bot.ports import Busy, Unreachable

log = logging.getLogger(__name__)

FIRST = 1.0
"""Seconds that the first response waits for the answer; at three, Discord gives up, and a busy machine needs
some of those to say anything at all."""

THINKING = 0.5
"""Seconds after which a direct message shows that an answer is being written."""

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""None of them privileged: what names the mentor, and what is written to it, comes with its words anyway."""


class App(discord.AutoShardedClient):
    """Discord's side of the mentor: hears, and answers. Whoever has it logs it in and closes it."""

    def __init__(
        self,
        inside: Inside,
        inflight: Inflight,
        origins: frozenset[URL] = ORIGINS,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            # The mentor knows nobody but who speaks to it.
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **options,
        )
        self.sender = DiscordSender(self)
        self._inside = inside
        self._inflight = inflight
        self._origins = origins
        self._answers = Answers(inside.lanes, inside.mentor.unposted)
        self._presence = Presence(inside.store, inside.clock)
        self._tree = Tree(self)
        add_commands(self._tree)

    @property
    def commands(self) -> app_commands.CommandTree[Any]:
        """What can be typed, as Discord is to be told."""
        return self._tree

    async def setup_hook(self) -> None:
        """Have buttons of any age work, and names in all languages."""
        self.add_dynamic_items(Press, Pick)
        await self._tree.set_translator(Translator())

    # What people do

    async def commanded(
        self, interaction: Interaction, text: str, file: discord.Attachment | None = None
    ) -> None:
        """A line that was typed behind a command, or a *file* that came with it."""
        files = beside(text, [file])
        self._begin(interaction, LOAD if files else text, files=files)

    async def asked_about(self, interaction: Interaction, message: discord.Message) -> None:
        """A message that somebody wants advice on; they alone see it."""
        self._begin(interaction, f"ask {words_of(message)}", quoting=True)

    async def suggested(self, interaction: Interaction, text: str) -> Sequence[tuple[str, str]]:
        """What a line may become, as labels and lines."""
        offered = await self._offered(of_interaction(interaction, text, self._inside.clock()))
        typed = (
            [(text, text)]
            if 0 < len(text) <= CHOICE_MAX and text not in {it.command for it in offered}
            else []
        )
        labelled = [(f"{it.label}: {it.detail}" if it.detail else it.label, it.command) for it in offered]
        return [*labelled, *typed][:25]

    async def _offered(self, request: Request) -> Sequence[Choice]:
        """The mentor's suggestions; none rather than too late, or if they fail: whoever types goes on."""
        try:
            async with asyncio.timeout(FIRST):
                return await self._inside.mentor.suggestions(request)
        except TimeoutError:
            return ()
        except Exception as error:  # noqa: BLE001  (discord.py would log what it says, and with it what was typed)
            noted(error)
            return ()

    async def pressed(self, interaction: Interaction, line: str) -> None:
        """A button, or a line of a menu."""
        self._begin(interaction, line)

    async def reopened(self, interaction: Interaction, line: str, typed: Mapping[int, str]) -> None:
        """The button of a form, with what was typed into it before."""
        request = of_interaction(interaction, line, self._inside.clock())
        self._spawn(self._respond(request, interaction, typed))

    async def on_interaction(self, interaction: Interaction) -> None:
        """A form that was sent in. It is read here, since nobody remembers modals; see `answers`."""
        if interaction.type is discord.InteractionType.modal_submit and interaction.data:
            data: Mapping[str, Any] = interaction.data
            self._begin(interaction, command_of(data["custom_id"]), fields_of(data), files_of(data))

    async def on_message(self, message: discord.Message) -> None:
        """A direct message, or one that names the mentor."""
        named = self.user is not None and names(message, self.user)
        # Two programs that answer each other would not stop.
        if not message.author.bot and (message.guild is None or named):
            self._spawn(self._reply(message))

    async def sorry(self, interaction: Interaction, error: Exception) -> None:
        """A command that could not be read."""
        id = noted(error)
        if (
            not interaction.response.is_done()
            and interaction.type is discord.InteractionType.application_command
        ):
            said = Message((Paragraph(wording.went_wrong(id)),))
            self._spawn(self._answers.respond(said, interaction))

    # Where the mentor is

    async def on_ready(self) -> None:
        """All connections are there, for the first time or anew."""
        self._spawn(persistently(partial(self._presence.found, [guild.id for guild in self.guilds])))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server let the mentor in."""
        self._spawn(persistently(partial(self._presence.joined, guild.id)))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server removed it; discord.py has another event for one that is out of order."""
        self._spawn(persistently(partial(self._presence.left, guild.id)))

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:  # noqa: ANN401
        """Note what went wrong in an event, without what came with it."""
        log.error("%s failed.", event_method, exc_info=False)

    # Answering

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._inflight.spawn(quietly(work))

    def _begin(
        self,
        interaction: Interaction,
        text: str,
        fields: Mapping[str, str] | None = None,
        files: Files = NOTHING,
        *,
        quoting: bool = False,
    ) -> None:
        request = of_interaction(interaction, text, self._inside.clock(), fields or {}, quoting=quoting)
        self._spawn(self._respond(request, interaction, files=files))

    async def _respond(
        self,
        request: Request,
        interaction: Interaction,
        typed: Mapping[int, str] | None = None,
        files: Files = NOTHING,
    ) -> None:
        """Answer an interaction once there is an answer, and say so if it takes longer, or fails."""
        reply = asyncio.ensure_future(self._considered(request, files, direct=is_direct(interaction)))
        try:
            with ANSWERS.labels(PLATFORM).time():
                await asyncio.wait({reply}, timeout=FIRST)
                if not reply.done():
                    await self._answers.wait(interaction)
                message = await reply
                await self._answers.respond(_with_typed(message, typed), interaction, request.text)
        except Exception as error:
            if _is_too_late(error):
                raise
            await self._answers.respond(_apology(error, request), interaction)
        finally:
            reply.cancel()

    async def _reply(self, message: discord.Message) -> None:
        """Answer a message."""
        request = of_message(message, self._inside.clock())
        if files := beside(request.text, message.attachments):
            request = replace(request, text=LOAD)
        try:
            with ANSWERS.labels(PLATFORM).time():
                reply = self._considered(request, files, direct=message.guild is None)
                await self._answers.reply(await self._typing(reply, message), message)
        except Exception as error:  # noqa: BLE001  (somebody waits for an answer)
            await self._answers.reply(_apology(error, request), message)

    async def _typing(self, reply: Coroutine[Any, Any, Message], message: discord.Message) -> Message:
        """The reply; if it takes a while, seen to be written."""
        coming = asyncio.ensure_future(reply)
        done, _ = await asyncio.wait({coming}, timeout=THINKING)
        if not done:
            await quietly(_show_typing(message.channel))
        return await coming

    async def _considered(self, request: Request, files: Files, *, direct: bool) -> Message:
        """The mentor's reply, once it is proved that what it promises can arrive."""
        mentor = self._inside.mentor
        handed = uploads(files, self.http, self._origins)
        message = await mentor.reply(replace(request, files=handed))
        if message.promise is None or direct:
            return message
        try:
            await self._inside.lanes.turn(request.member.workspace, Priority.ANSWER)
            await self.sender.send(request.member, message.promise, f"promise {request.at.isoformat()}")
        except Unreachable as closed:
            return await mentor.unreached(request, str(closed))
        except Busy as busy:
            # It may still arrive on the day; who is told otherwise would switch off for nothing.
            log.info("A direct message could not be tried: %s", busy)
        return message


class Tree(app_commands.CommandTree[App]):
    """Commands, of which some may be older or newer than this program."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        """Say so where a command is not what it was when Discord was told."""
        await interaction.client.sorry(interaction, error)


async def _show_typing(channel: discord.abc.Messageable) -> None:
    await channel.typing()


def _with_typed(message: Message, typed: Mapping[int, str] | None) -> Message:
    """*message*, its form with what was typed into it before."""
    if not typed:
        return message
    parts = [refilled(part, typed) if isinstance(part, Form) else part for part in message.parts]
    return replace(message, parts=tuple(parts))


def _apology(error: Exception, request: Request) -> Message:
    """What to say instead of an answer, with all that was typed."""
    return Message((Paragraph(wording.went_wrong(noted(error))), *given_back(request)))


def _is_too_late(error: Exception) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in TOO_LATE
