"""What Discord says about people, places, messages and interactions, as JSON."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.doubles.discord.content import (
    COMMAND,
    COMMAND_REPLY,
    COMPONENT,
    DEFAULT,
    EPHEMERAL,
    REPLY,
    Account,
    Channel,
    File,
    Json,
    Message,
    born,
    when,
)
from tests.doubles.discord.permissions import EVERYONE, MANAGE_SERVER

if TYPE_CHECKING:
    from tests.doubles.discord.interactions import Interaction
    from tests.doubles.discord.server import Discord
    from tests.doubles.discord.world import Server

FILE_MAX = 10 * 1024**2
"""Bytes that a file may have where nobody pays for more."""


def user(account: Account) -> Json:
    """Somebody."""
    return {
        "id": account.id,
        "username": account.username,
        "global_name": None if account.bot else account.name,
        "discriminator": "0000" if account.bot else "0",
        "avatar": None,
        "bot": account.bot,
        "public_flags": 0,
        "flags": 0,
        "accent_color": None,
        "banner": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "clan": None,
        "primary_guild": None,
    }


def member(account: Account, roles: list[str]) -> Json:
    """Somebody as a member of a server, without who they are."""
    return {
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": roles,
        "joined_at": born(account.id),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def channel(it: Channel) -> Json:
    """A channel, of a server or between people."""
    told: Json = {
        "id": it.id,
        "type": it.kind,
        "last_message_id": next(reversed(it.messages), None),
        "flags": 0,
    }
    if it.server is None:
        others = sorted(it.people or (), key=lambda person: person.id)
        return {**told, "recipients": [user(person.account) for person in others]}
    denied = {"id": it.server.discord.application_id, "type": 1, "allow": "0", "deny": str(it.denied)}
    return {
        **told,
        "name": it.name,
        "guild_id": it.server.id,
        "parent_id": None,
        "position": list(it.server.channels).index(it.name) if it.name in it.server.channels else 0,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": [denied] if it.denied else [],
    }


def server(it: "Server") -> Json:
    """A guild with all that is in it, as the bot is told when it connects."""
    bot = it.discord.account
    return {
        **guild(it),
        "joined_at": born(it.id),
        "large": False,
        "unavailable": False,
        "member_count": sum(1 for _ in it.people()) + 1,
        "voice_states": [],
        "members": [{**member(bot, []), "user": user(bot)}],
        "channels": [channel(each) for each in it.channels.values()],
        "threads": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def guild(it: "Server") -> Json:
    """A guild by itself."""
    return {
        "id": it.id,
        "name": it.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": it.owner.id if it.owner else it.id,
        "application_id": None,
        "region": "us-west",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 1,
        "roles": roles(it),
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 2,
        "max_presences": None,
        "max_members": 25_000_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": it.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def roles(it: "Server") -> list[Json]:
    """Everybody's role, and the admins'."""
    return [
        _role(it.id, "@everyone", EVERYONE, 0),
        _role(it.admin_role, "Admins", EVERYONE | MANAGE_SERVER, 1),
    ]


def _role(id: str, name: str, permissions: int, position: int) -> Json:
    return {
        "id": id,
        "name": name,
        "description": None,
        "permissions": str(permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def attachment(file: File) -> Json:
    """A file of a message."""
    told: Json = {
        "id": file.id,
        "filename": file.name,
        "size": len(file.data),
        "url": file.url,
        "proxy_url": file.url,
        "content_type": file.content_type,
    }
    return {**told, "description": file.description} if file.description else told


def resolved(files: Iterable[File]) -> Json:
    """Files as what is done with them tells of them; nothing if there are none."""
    told = {file.id: attachment(file) for file in files}
    return {"resolved": {"attachments": told}} if told else {}


def message(it: Message, *, inner: bool = False) -> Json:
    """A message as the bot is told of it by answers; *inner* is one that another refers to."""
    told: Json = {
        "id": it.id,
        "channel_id": it.channel.id,
        "author": user(it.author),
        "content": it.content,
        "timestamp": born(it.id),
        "edited_timestamp": when(it.edited_at) if it.edited_at else None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [user(account) for account in it.mentions],
        "mention_roles": [],
        "attachments": [attachment(file) for file in it.files],
        "embeds": it.embeds,
        "components": it.components,
        "pinned": False,
        "flags": it.flags,
        "type": _kind(it),
    }
    if it.nonce is not None:
        told["nonce"] = it.nonce
    if it.reference:
        told["message_reference"] = _reference(it.reference)
        if not inner:
            told["referenced_message"] = message(it.reference, inner=True)
    if it.answers:
        told["webhook_id"] = told["application_id"] = it.answers.discord.application_id
        told["interaction_metadata"] = _metadata(it.answers)
    return told


def _kind(it: Message) -> int:
    if it.reference:
        return REPLY
    return COMMAND_REPLY if it.answers and it.answers.kind == COMMAND else DEFAULT


def event(it: Message) -> Json:
    """A message as an event about it says."""
    told = message(it)
    server = it.channel.server
    # What is ephemeral is told as if it were in no server (gateway events, message create).
    if server is None or it.flags & EPHEMERAL:
        return told
    person = server.discord.people.get(it.author.id)
    return {
        **told,
        "guild_id": server.id,
        "member": member(it.author, server.roles_of(person) if person else []),
    }


def unread(told: Json) -> Json:
    """What is left of a message's event for a bot that may not read it."""
    return {**told, "content": "", "embeds": [], "attachments": [], "components": []}


def _reference(it: Message) -> Json:
    told: Json = {"type": 0, "message_id": it.id, "channel_id": it.channel.id}
    return {**told, "guild_id": it.channel.server.id} if it.channel.server else told


def _metadata(it: "Interaction") -> Json:
    told: Json = {
        "id": it.id,
        "type": it.kind,
        "user": user(it.person.account),
        "authorizing_integration_owners": it.owners,
    }
    if it.kind == COMMAND:
        told |= {"name": it.data["name"]}
    if it.kind == COMMAND and "target_id" in it.data:
        told |= {"target_message_id": it.data["target_id"]}
    if it.kind == COMPONENT and it.source:
        told |= {"interacted_message_id": it.source.id}
    if it.cause:
        told |= {"triggering_interaction_metadata": _metadata(it.cause)}
    return told


def interaction(it: "Interaction") -> Json:
    """What somebody did, as the bot is told."""
    place, server = it.channel, it.channel.server
    told: Json = {
        "id": it.id,
        "application_id": it.discord.application_id,
        "type": it.kind,
        "token": it.token,
        "version": 1,
        "channel_id": place.id,
        "channel": channel(place),
        "app_permissions": str(_app_permissions(it)),
        "locale": it.person.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": it.owners,
        "context": place.context,
        "attachment_size_limit": FILE_MAX,
        "data": it.data,
    }
    if it.source:
        told["message"] = message(it.source)
    if server is None:
        return {**told, "user": user(it.person.account)}
    permissions = str(server.permissions_of(it.person))
    who = {**member(it.person.account, server.roles_of(it.person)), "user": user(it.person.account)}
    told["channel"]["permissions"] = permissions
    return {
        **told,
        "guild_id": server.id,
        "guild": {"id": server.id, "locale": server.locale, "features": []},
        "guild_locale": server.locale,
        "member": {**who, "permissions": permissions},
    }


def _app_permissions(it: "Interaction") -> int:
    server = it.channel.server
    return server.bot_permissions(it.channel) if server and server.with_bot else EVERYONE


def application(discord: "Discord") -> Json:
    """The bot's application."""
    return {
        "id": discord.application_id,
        "name": discord.account.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": discord.public_key,
        "flags": 0,
        "flags_new": "0",
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "role_connections_verification_url": None,
        "approximate_user_authorization_count": 0,
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": discord.http_url,
        "owner": user(discord.account),
        "team": None,
        "summary": "",
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": len(discord.servers),
        "approximate_user_install_count": sum(it.installed for it in discord.people.values()),
    }
