"""The bot's own account, its application and commands, and what it may look up about servers and people."""

from typing import TYPE_CHECKING

from tests.doubles.discord import payloads
from tests.doubles.discord.content import Json
from tests.doubles.discord.rest import Call, Refused, route
from tests.doubles.discord.rules import problems_in_commands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.doubles.discord.server import Discord

UNSET: Json = {
    "description": "",
    "default_member_permissions": None,
    "dm_permission": True,
    "nsfw": False,
    "integration_types": [0],
    "contexts": None,
    "name_localizations": None,
    "description_localizations": None,
}
"""What a command is unless its bot says otherwise (Discord's page on commands)."""


@route("GET", "/users/@me")
def me(call: Call) -> Json:
    return {**payloads.user(call.discord.account), "mfa_enabled": True, "locale": "en-US", "verified": True}


@route("GET", "/users/{}")
def somebody(call: Call, id: str) -> Json:
    if id == call.discord.account.id:
        return payloads.user(call.discord.account)
    if id not in call.discord.people:
        raise Refused(10013)
    return payloads.user(call.discord.people[id].account)


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def application(call: Call) -> Json:
    return payloads.application(call.discord)


@route("GET", "/gateway", open=True)
def gateway(call: Call) -> Json:
    return {"url": call.discord.gateway.url}


@route("GET", "/gateway/bot")
def gateway_for_bots(call: Call) -> Json:
    known = call.discord.gateway
    limit = {
        "total": known.TOTAL,
        "remaining": known.remaining,
        "reset_after": 24 * 60 * 60 * 1000,
        "max_concurrency": known.max_concurrency,
    }
    return {"url": known.url, "shards": known.shards, "session_start_limit": limit}


@route("GET", "/applications/{}/commands")
def commands(call: Call, application: str) -> list[Json]:
    _is_own(call, application)
    return list(call.discord.commands)


@route("PUT", "/applications/{}/commands")
def set_commands(call: Call, application: str) -> list[Json]:
    _is_own(call, application)
    if call.discord.checking:
        call.refuse_problems(problems_in_commands(call.body))
    return register(call.discord, call.body)


def register(discord: "Discord", wanted: "Iterable[Json]") -> list[Json]:
    """Let these be the bot's commands; those that were there before keep their ids."""
    before = {(it["name"], it["type"]): it["id"] for it in discord.commands}
    discord.commands = [
        {
            **UNSET,
            **{key: value for key, value in it.items() if value is not None},
            "id": before.get((it["name"], it.get("type", 1))) or discord.new_id_now(),
            "type": it.get("type", 1),
            "application_id": discord.application_id,
            "version": discord.new_id_now(),
        }
        for it in wanted
    ]
    return discord.commands


def _is_own(call: Call, application: str) -> None:
    if application != call.discord.application_id:
        raise Refused(50001)


@route("GET", "/guilds/{}")
def guild(call: Call, id: str) -> Json:
    server = call.discord.server_of_bot(id)
    if server is None:
        raise Refused(10004)
    return payloads.guild(server)


@route("GET", "/guilds/{}/channels")
def channels(call: Call, id: str) -> list[Json]:
    server = call.discord.server_of_bot(id)
    if server is None:
        raise Refused(50001)
    return [payloads.channel(it) for it in server.channels.values()]
