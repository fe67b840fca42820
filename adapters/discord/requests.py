"""From what people do in Discord to what the mentor is asked."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import discord

from adapters.discord.failures import PLATFORM
from bot.model import Channel, Member, Request, people_of

PEOPLE = people_of(PLATFORM)
"""The workspace of all members: on Discord somebody is the same person on every server, in direct messages,
and with the mentor in their own account."""

ADMINS_COMMAND = "career-admin"

NOTHING: Mapping[str, str] = MappingProxyType({})

Interaction = discord.Interaction[Any]

_NAMED_FIRST = re.compile(r"^\s*<@!?\d+>[\s,:]*")
"""A mention at the beginning of a message: of the mentor, if that is what makes it one for us."""

_MARKUP = re.compile(r"<(?:@!?(?P<user>\d+)|@&\d+|#\d+|a?:(?P<emoji>\w+):\d+)>")


def workspace_of(guild_id: int | None) -> str:
    """The name by which the core knows a server; outside of servers, that of people."""
    return f"{PLATFORM}:{guild_id}" if guild_id else PEOPLE


def of_interaction(
    interaction: Interaction,
    text: str,
    at: datetime,
    fields: Mapping[str, str] = NOTHING,
    *,
    quoting: bool = False,
) -> Request:
    """A command, a press or a form, whose answer only the member reads."""
    return Request(
        Member(PEOPLE, str(interaction.user.id)),
        text,
        at,
        fields,
        channel=_channel(interaction),
        # Where the mentor is only in somebody's own account, nobody has let it in to arrange things.
        admin=interaction.is_guild_integration() and interaction.permissions.manage_guild,
        quoting=quoting,
        running=interaction.command is not None and interaction.command.name == ADMINS_COMMAND,
        can_post=may_post(interaction),
    )


def of_message(message: discord.Message, at: datetime) -> Request:
    """A direct message, or one that names the mentor, where others read the answer."""
    channel = Channel(workspace_of(message.guild.id), str(message.channel.id)) if message.guild else None
    return Request(
        Member(PEOPLE, str(message.author.id)),
        _line(message),
        at,
        channel=channel,
        admin=_runs(message),
        overheard=channel is not None,
        can_post=_is_let_in(message),
    )


def names(message: discord.Message, user: discord.abc.Snowflake) -> bool:
    """Whether a message names somebody in its words, and does not only answer one of theirs."""
    return f"<@{user.id}>" in message.content or f"<@!{user.id}>" in message.content


def is_direct(interaction: Interaction) -> bool:
    """Whether it comes from the direct message with the mentor, which nobody else reads."""
    return interaction.guild_id is None and interaction.context.dm_channel is True


def may_post(interaction: Interaction) -> bool:
    """Whether the mentor may write in the channel by itself, without an interaction to answer."""
    return interaction.is_guild_integration() and _may_write(
        interaction.app_permissions, interaction.channel, of_app=True
    )


def may_write(interaction: Interaction) -> bool:
    """Whether the member may write in the channel; outside of servers, all do."""
    if interaction.guild_id is None:
        return True
    return _may_write(interaction.permissions, interaction.channel)


def words_of(message: discord.Message) -> str:
    """What a message says, with the names that people see where Discord has ids."""
    return _spoken(message.content, message.mentions)


def _line(message: discord.Message) -> str:
    """What was typed to us; who is to be named or dismissed stays as Discord wrote it, by their id."""
    text = message.content if message.guild is None else _NAMED_FIRST.sub("", message.content)
    return text.strip() if text.strip().casefold().startswith("admins") else _spoken(text, message.mentions)


def _spoken(text: str, people: Sequence[discord.abc.User]) -> str:
    known = {str(user.id): user.display_name for user in people}

    def name(found: re.Match[str]) -> str:
        if found["user"]:
            return f"@{known.get(found['user'], 'somebody')}"
        return f":{found['emoji']}:" if found["emoji"] else found[0]

    return _MARKUP.sub(name, text).strip()


def _channel(interaction: Interaction) -> Channel | None:
    if interaction.channel_id is None or is_direct(interaction):
        return None
    return Channel(workspace_of(interaction.guild_id), str(interaction.channel_id))


def _may_write(permissions: discord.Permissions, channel: object, *, of_app: bool = False) -> bool:
    inside = isinstance(channel, discord.Thread)
    sends = permissions.send_messages_in_threads if inside else permissions.send_messages
    return sends and (permissions.view_channel or not of_app)


def _is_let_in(message: discord.Message) -> bool:
    channel = message.channel
    if message.guild is None or not isinstance(channel, discord.abc.GuildChannel):
        return True
    return _may_write(channel.permissions_for(message.guild.me), channel, of_app=True)


def _runs(message: discord.Message) -> bool:
    """Whether who wrote it runs the server, which their roles tell."""
    return isinstance(message.author, discord.Member) and message.author.guild_permissions.manage_guild
