"""From what Slack sends to what was asked. Pure: no network, no clock."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from adapters.brought import BESIDE, LOAD, is_load
from adapters.slack.forms import fields_of, files_of
from adapters.slack.manifest import ADMINS_COMMAND
from adapters.slack.places import Aside, Asked, Home, Memory, Modal, Place, Tenant, Thread, is_direct
from adapters.slack.text import plain
from bot.commands import line_of

Payload = Mapping[str, Any]

NAMED_FIRST = re.compile(r"^\s*<@\w+(\|[^>]*)?>[\s,:]*")
"""A mention at the beginning of a message: of the mentor, since it is what made Slack tell us."""

BY_ID = re.compile(r"admins\b|ritual\s+(?:off|stop)\s", re.IGNORECASE)
"""The lines that name whom or what they are about as Slack writes it: "admins add <@U1>"."""


def tenant_of(context: AsyncBoltContext, body: Payload) -> Tenant:
    """Where a payload comes from."""
    enterprise, team = context.enterprise_id, context.team_id
    # Bolt may find only the organisation that installed the mentor, and not the workspace in it.
    unnamed = team in {None, enterprise}
    org = bool(context.is_enterprise_install) or (unnamed and enterprise is not None)
    if unnamed:
        team = _team_in(body, enterprise) or enterprise
    return Tenant(team or "", enterprise, org)


def commanded(body: Payload, tenant: Tenant) -> Asked:
    """A slash command."""
    return Asked(
        tenant,
        body["user_id"],
        _line(body),
        Aside(body["channel_id"], body["response_url"]),
        channel=_shared(body["channel_id"]),
        trigger=body.get("trigger_id"),
        running=body["command"] == ADMINS_COMMAND,
    )


def pressed(body: Payload, tenant: Tenant) -> Asked:
    """A button, or a line of a menu, on a message, in a modal or on Home."""
    action = body["actions"][0]
    chosen = action.get("selected_option") or action
    view = body.get("view")
    channel = Memory.of(view).channel if view else body["channel"]["id"]
    return Asked(
        tenant,
        body["user"]["id"],
        chosen.get("value") or "",
        _place_of_view(view) if view else _place_of_message(body),
        channel=_shared(channel),
        trigger=body.get("trigger_id"),
    )


def submitted(body: Payload, tenant: Tenant) -> Asked:
    """A form that was filled in."""
    view = body["view"]
    memory = Memory.of(view)
    return Asked(
        tenant,
        body["user"]["id"],
        memory.command,
        Modal(view["id"]),
        channel=_shared(memory.channel),
        fields=fields_of(view),
        files=files_of(view),
    )


def asked_about(body: Payload, tenant: Tenant) -> Asked:
    """A message that somebody wants advice on; they alone see it."""
    channel = body["channel"]["id"]
    message = body["message"]
    place = Aside(channel, body["response_url"], message.get("thread_ts"))
    text = f"ask {plain(message.get('text') or '')}"
    return Asked(
        tenant, body["user"]["id"], text, place, _shared(channel), body.get("trigger_id"), quoting=True
    )


def called(body: Payload, tenant: Tenant) -> Asked:
    """A shortcut from anywhere, named by the command that it stands for."""
    return Asked(tenant, body["user"]["id"], body["callback_id"], Home(), trigger=body.get("trigger_id"))


def mentioned(event: Payload, tenant: Tenant) -> Asked | None:
    """The mentor's name in a channel: the answer goes into the thread, where others read it."""
    if not _by_somebody(event):
        return None
    channel = event["channel"]
    asked = Asked(
        tenant,
        event["user"],
        _line({"text": NAMED_FIRST.sub("", event.get("text") or "")}),
        Thread(channel, event.get("thread_ts") or event["ts"], begun="thread_ts" in event),
        channel=_shared(channel),
        overheard=not is_direct(channel),
    )
    return _with_files(asked, event)


def written(event: Payload, tenant: Tenant) -> Asked | None:
    """A direct message; None for what is none: edits, joins, and what other programs write."""
    is_message = event.get("subtype") in {None, "file_share", "thread_broadcast"}
    if not is_message or not _by_somebody(event) or event.get("channel_type") != "im":
        return None
    asked = Asked(
        tenant,
        event["user"],
        _line(event),
        Thread(event["channel"], event.get("thread_ts") or event["ts"]),
    )
    return _with_files(asked, event)


def _with_files(asked: Asked, event: Payload) -> Asked:
    """*asked*, with what is attached to a message if that is to be loaded."""
    files = event.get("files")
    if not files or not is_load(asked.text):
        return asked
    return replace(asked, text=LOAD, files={BESIDE: files})


def _by_somebody(event: Payload) -> bool:
    """Whether a person wrote it: two programs that answer each other would not stop."""
    return bool(event.get("user")) and not event.get("bot_id")


def _team_in(body: Payload, enterprise: str | None) -> str | None:
    """The workspace that a payload names; people on a Grid may go by their organisation instead."""
    places = (body, body.get("view"), body.get("user"))
    named = [place.get("team_id") for place in places if isinstance(place, Mapping)]
    return next((team for team in named if team and team != enterprise), None)


def _line(said: Payload) -> str:
    """What was typed, as plain text; people and channels to arrange something about stay as ids."""
    text = (said.get("text") or "").strip()
    return text if BY_ID.match(line_of(text)) else plain(text).strip()


def _place_of_message(body: Payload) -> Place:
    channel, container = body["channel"]["id"], body["container"]
    ts = container.get("thread_ts") or container.get("message_ts")
    if is_direct(channel) and ts and not container.get("is_ephemeral"):
        return Thread(channel, ts)
    return Aside(channel, body.get("response_url"), container.get("thread_ts"))


def _place_of_view(view: Payload) -> Place:
    return Home() if view["type"] == "home" else Modal(view["id"])


def _shared(channel: str | None) -> str | None:
    return None if channel is None or is_direct(channel) else channel
