"""What the bot may look up: itself, people and conversations."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.doubles.slack.api import Call, Refused, method
from tests.doubles.slack.elements import Json
from tests.doubles.slack.world import BOT_NAME

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person


@method("auth.test")
def auth_test(call: Call) -> Json:
    assert call.grant
    tenant, team = call.grant.tenant, call.grant.tenant.reach[0]
    for_all, enterprise = team is not tenant, team.enterprise
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": enterprise.name if for_all and enterprise else team.name,
        "user": BOT_NAME,
        "team_id": tenant.id,
        "user_id": tenant.bot_user_id,
        "bot_id": tenant.bot_id,
        **({"enterprise_id": enterprise.id} if enterprise else {}),
        "is_enterprise_install": for_all,
    }


@method("apps.connections.open", open=True)
def open_connection(call: Call) -> Json:
    if call.token != call.slack.app_token:
        raise Refused("not_allowed_token_type" if call.token.startswith("xoxb-") else "invalid_auth")
    return {"url": call.slack.courier.new_link()}


@method("users.info", scope="users:read", tier=4)
def users_info(call: Call) -> Json:
    return {"user": _user(call.person(call["user"]))}


@method("conversations.open", tier=3)
def conversations_open(call: Call) -> Json:
    ids = [id for id in str(call.args.get("users") or "").split(",") if id]
    call.needs("mpim:write" if len(ids) > 1 else "im:write")
    if call.args.get("channel"):
        return {"channel": {"id": call.channel(call["channel"])[1].id}}
    if not ids:
        raise Refused("users_list_not_supplied")
    workspace = call.person(ids[0]).workspace
    already = f"D{ids[0][1:]}" in workspace.channels
    return {
        "channel": {"id": workspace.dm(ids[0]).id},
        **({"no_op": True, "already_open": True} if already else {}),
    }


@method("conversations.info", tier=3)
def conversations_info(call: Call) -> Json:
    workspace, channel = call.channel(call["channel"])
    call.needs({"channel": "channels:read", "group": "groups:read"}.get(channel.kind, "im:read"))
    said: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "channel",
        "is_archived": False,
        "is_ext_shared": False,
        "context_team_id": workspace.id,
    }
    if channel.kind == "im":
        [user] = channel.members or {""}
        return {"channel": {**said, "user": user}}
    return {"channel": {**said, "name": channel.name, "is_member": channel.bot_is_member}}


def _user(person: "Person") -> Json:
    at = datetime.fromtimestamp(person.workspace.slack.now(), ZoneInfo(person.tz))
    offset = at.utcoffset()
    return {
        "id": person.id,
        "team_id": person.company or person.workspace.id,
        "is_stranger": bool(person.company),
        "name": person.username,
        "real_name": person.name,
        "deleted": False,
        "tz": person.tz,
        "tz_label": at.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {"real_name": person.name, "display_name": person.name, "team": person.workspace.id},
        "is_admin": person.admin,
        "is_owner": person.owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 1700000000,
    }
