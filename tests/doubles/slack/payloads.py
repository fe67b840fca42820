"""What Slack sends to an app, in the very shapes in which it does.

After Slack's reference of interaction payloads and events, and the samples in the tests of its own libraries.
"""

import re
import secrets
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.doubles.slack.content import Channel, File, Message
    from tests.doubles.slack.elements import Json, Pressable
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.views import View
    from tests.doubles.slack.world import Tenant, Workspace

APP_ID = "A0CAREER"
TOKEN = "verification-token"

NAMED = re.compile(r"(?<![\w<])([@#])([\w.-]*\w)")

DEFAULT_TITLE = {"type": "plain_text", "text": "View Title", "emoji": True}
"""What Slack fills in as the title of a Home tab."""


def escaped(text: str) -> str:
    """Text as Slack passes it on: with its three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def by_id(workspace: "Workspace", text: str, *, label: bool) -> str:
    """Typed text with the people and channels in it named by id, like `<@U1>`, and with a *label* by name."""

    def named(found: re.Match[str]) -> str:
        kind, name = found.groups()
        people = [it.id for it in workspace.people.values() if it.username == name and kind == "@"]
        channels = [it.id for it in workspace.channels.values() if it.name == name and kind == "#"]
        ids = [f"{kind}{id}" for id in (*people, *channels)]
        return f"<{ids[0]}{f'|{name}' if label else ''}>" if ids else found[0]

    return NAMED.sub(named, text)


def command(person: "Person", channel: "Channel", name: str, text: str, **links: str) -> dict[str, str]:
    """A slash command, whose fields are all texts; *links* are its trigger_id and response_url."""
    workspace, enterprise = person.workspace, person.workspace.enterprise
    by_ids = workspace.slack.registration.escapes(name)
    org = {"enterprise_id": enterprise.id, "enterprise_name": enterprise.name} if enterprise else {}
    return {
        "token": TOKEN,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        **org,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": person.id,
        "user_name": person.username,
        "command": name,
        "text": by_id(workspace, escaped(text), label=True) if by_ids else escaped(text),
        "api_app_id": APP_ID,
        "is_enterprise_install": str(_for_all(workspace)).lower(),
        **links,
    }


def action_in_message(person: "Person", message: "Message", pressed: "Pressable", **links: str) -> "Json":
    """A block_actions from a message; of an ephemeral one the message itself is kept back."""
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel.id}
    container["is_ephemeral"] = message.to is not None
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    return {
        **_interaction(person, "block_actions"),
        "container": container,
        **links,
        "channel": {"id": message.channel.id, "name": message.channel.name},
        **({} if message.to else {"message": posted(person.workspace, message)}),
        "state": {"values": person.values_in(message)},
        "actions": [action(person, pressed)],
    }


def action_in_view(person: "Person", shown: "View", pressed: "Pressable", trigger_id: str) -> "Json":
    """A block_actions from a modal or Home, which have neither a channel nor a response_url."""
    return {
        **_interaction(person, "block_actions", in_view=True),
        "container": {"type": "view", "view_id": shown.id},
        "trigger_id": trigger_id,
        "view": view(shown),
        "actions": [action(person, pressed)],
    }


def action(person: "Person", pressed: "Pressable") -> "Json":
    """The one action of a block_actions."""
    return {
        "action_id": pressed.element["action_id"],
        "block_id": pressed.block["block_id"],
        "type": pressed.element["type"],
        "action_ts": person.workspace.slack.new_ts(),
        **pressed.said,
    }


def submission(shown: "View", trigger_id: str, response_urls: list["Json"]) -> "Json":
    """A view_submission."""
    return {
        **_interaction(shown.person, "view_submission", in_view=True),
        "trigger_id": trigger_id,
        "view": view(shown),
        "response_urls": response_urls,
    }


def closed(shown: "View", *, cleared: bool) -> "Json":
    """A view_closed; *cleared* if the whole stack went with it."""
    said = _interaction(shown.person, "view_closed", in_view=True)
    return {**said, "view": view(shown), "is_cleared": cleared}


def suggestion(shown: "View", block: "Json", typed: str) -> "Json":
    """A block_suggestion: what was typed into an external select of a modal."""
    return {
        **_interaction(shown.person, "block_suggestion", in_view=True),
        "container": {"type": "view", "view_id": shown.id},
        "action_id": block["element"]["action_id"],
        "block_id": block["block_id"],
        "value": typed,
        "view": view(shown),
    }


def shortcut(person: "Person", callback_id: str, trigger_id: str) -> "Json":
    """A global shortcut, which happens nowhere in particular."""
    said = _interaction(person, "shortcut")
    return {
        **said,
        "action_ts": person.workspace.slack.new_ts(),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
    }


def message_shortcut(person: "Person", callback_id: str, message: "Message", **links: str) -> "Json":
    """A shortcut on a message, in any channel."""
    return {
        **_interaction(person, "message_action"),
        "action_ts": person.workspace.slack.new_ts(),
        "channel": {"id": message.channel.id, "name": message.channel.name},
        "callback_id": callback_id,
        **links,
        "message_ts": message.ts,
        "message": posted(person.workspace, message),
    }


def view(shown: "View") -> "Json":
    """A view with what is in its inputs."""
    sent = shown.sent
    tenant = shown.person.workspace.tenant
    return {
        "id": shown.id,
        "team_id": shown.person.workspace.id,
        "type": sent["type"],
        "blocks": sent["blocks"],
        "private_metadata": sent.get("private_metadata", ""),
        "callback_id": sent.get("callback_id", ""),
        "state": {"values": shown.values},
        "hash": shown.hash,
        "title": sent.get("title", DEFAULT_TITLE),
        "clear_on_close": sent.get("clear_on_close", False),
        "notify_on_close": sent.get("notify_on_close", False),
        "close": sent.get("close"),
        "submit": sent.get("submit"),
        "previous_view_id": shown.previous_id,
        "root_view_id": shown.root_id or shown.id,
        "app_id": APP_ID,
        "external_id": sent.get("external_id", ""),
        "app_installed_team_id": tenant.id,
        "bot_id": tenant.bot_id,
    }


def posted(workspace: "Workspace", message: "Message") -> "Json":
    """A message as the API and payloads show it."""
    tenant = workspace.tenant
    by_bot = message.user == tenant.bot_user_id
    author: Json = (
        {"bot_id": tenant.bot_id, "app_id": APP_ID} if by_bot else {"client_msg_id": str(uuid.uuid4())}
    )
    rest: Json = {
        "thread_ts": message.thread_ts,
        "files": [file(workspace, it) for it in message.files] or None,
        "metadata": message.metadata,
        "edited": {"user": message.user, "ts": message.ts} if message.edited else None,
    }
    return {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": workspace.id,
        "blocks": message.blocks,
        **author,
        **{key: value for key, value in rest.items() if value is not None},
    }


def file(workspace: "Workspace", it: "File") -> "Json":
    """A file as the API and payloads show it."""
    address = f"{workspace.slack.url}/files-pri/{workspace.id}-{it.id}"
    return {
        "id": it.id,
        "name": it.name,
        "title": it.title or it.name,
        "mimetype": it.mimetype,
        "filetype": it.name.rpartition(".")[2],
        "size": it.length,
        "mode": "hosted",
        "is_external": False,
        "file_access": "visible",
        "alt_txt": it.alt_text,
        "url_private": f"{address}/{it.name}",
        "url_private_download": f"{address}/download/{it.name}",
    }


def typed_blocks(text: str) -> list["Json"]:
    """What Slack makes of what somebody types."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": secrets.token_hex(3), "elements": [section]}]


def message_event(workspace: "Workspace", message: "Message", type: str = "message") -> "Json":
    """The event of a new message, or of a mention in one."""
    said = posted(workspace, message) | {"type": type, "channel": message.channel.id, "event_ts": message.ts}
    if message.files:
        said["subtype"] = "file_share"
    return said if type == "app_mention" else {**said, "channel_type": message.channel.kind}


def home_opened(person: "Person", tab: str) -> "Json":
    """The event of somebody looking at the app, in its tab "home" or "messages"."""
    said: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": person.workspace.dm(person.id).id,
        "tab": tab,
        "event_ts": person.workspace.slack.new_ts(),
    }
    return said | ({"view": view(person.home)} if tab == "home" and person.home else {})


def event(workspace: "Workspace", inner: "Json", event_id: str | None = None) -> "Json":
    """The envelope of an event."""
    tenant, enterprise = workspace.tenant, workspace.enterprise
    authorization = {
        "enterprise_id": enterprise.id if enterprise else None,
        "team_id": None if _for_all(workspace) else workspace.id,
        "user_id": tenant.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": _for_all(workspace),
    }
    return {
        "token": TOKEN,
        "team_id": workspace.id,
        **({"enterprise_id": enterprise.id} if enterprise else {}),
        "context_team_id": workspace.id,
        "context_enterprise_id": enterprise.id if enterprise else None,
        "api_app_id": APP_ID,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id or f"Ev{secrets.token_hex(6).upper()}",
        "event_time": int(workspace.slack.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_urlsafe(24),
    }


def tenant_event(tenant: "Tenant", inner: "Json") -> "Json":
    """The envelope of an event about the whole installation: that of an organization is of no team."""
    said = event(tenant.reach[0], inner)
    return said if tenant is tenant.reach[0] else {**said, "team_id": None}


def _interaction(person: "Person", type: str, *, in_view: bool = False) -> "Json":
    workspace, enterprise = person.workspace, person.workspace.enterprise
    team: Json | None = {"id": workspace.id, "domain": workspace.domain}
    if team and enterprise:
        team |= {"enterprise_id": enterprise.id, "enterprise_name": enterprise.name}
    user: dict[str, Any] = {"id": person.id, "username": person.username, "name": person.username}
    return {
        "type": type,
        "user": {
            **user,
            "team_id": enterprise.id if enterprise and enterprise.names_itself else workspace.id,
        },
        "api_app_id": APP_ID,
        "token": TOKEN,
        # From a view of an app that is installed for all workspaces, no team is named.
        "team": None if in_view and _for_all(workspace) else team,
        "enterprise": {"id": enterprise.id, "name": enterprise.name} if enterprise else None,
        "is_enterprise_install": _for_all(workspace),
    }


def _for_all(workspace: "Workspace") -> bool:
    return workspace.tenant is not workspace
