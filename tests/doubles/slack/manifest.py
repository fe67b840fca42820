"""What Slack would refuse in an app's manifest, or take and then not do what it promises."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any

from tests.doubles.slack.nodes import Problem, said
from tests.doubles.slack.schemas import Shape, problems_of_shape

Part = Mapping[str, Any]

NOTHING: Part = MappingProxyType({})

SCOPES = frozenset({
    "app_mentions:read", "assistant:write", "bookmarks:read", "bookmarks:write", "calls:read",
    "calls:write", "canvases:read", "canvases:write", "channels:history", "channels:join",
    "channels:manage", "channels:read", "channels:write.invites", "channels:write.topic", "chat:write",
    "chat:write.customize", "chat:write.public", "commands", "conversations.connect:manage",
    "conversations.connect:read", "conversations.connect:write", "datastore:read", "datastore:write",
    "dnd:read", "emoji:read", "files:read", "files:write", "groups:history", "groups:read",
    "groups:write", "groups:write.invites", "groups:write.topic", "im:history", "im:read", "im:write",
    "im:write.topic", "incoming-webhook", "links.embed:write", "links:read", "links:write", "lists:read",
    "lists:write", "metadata.message:read", "mpim:history", "mpim:read", "mpim:write", "mpim:write.topic",
    "pins:read", "pins:write", "reactions:read", "reactions:write", "reminders:read", "reminders:write",
    "remote_files:read", "remote_files:share", "remote_files:write", "search:read.files",
    "search:read.public", "search:read.users", "team.billing:read", "team.preferences:read", "team:read",
    "triggers:read", "triggers:write", "usergroups:read", "usergroups:write", "users.profile:read",
    "users:read", "users:read.email", "users:write", "workflow.steps:execute",
})  # fmt: skip
"""What a bot may be allowed (docs.slack.dev/reference/scopes, those for bot tokens)."""

EVENTS: Mapping[str, str] = MappingProxyType({
    "agent_session_stopped": "assistant:write",
    "app_context_changed": "assistant:write",
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "assistant_thread_context_changed": "",
    "assistant_thread_started": "assistant:write",
    "call_rejected": "calls:read",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_history_changed": "channels:history groups:history im:history mpim:history",
    "channel_id_changed": "channels:read groups:read im:read mpim:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_shared": "channels:read groups:read",
    "channel_unarchive": "channels:read",
    "channel_unshared": "channels:read groups:read",
    "dnd_updated_user": "dnd:read",
    "email_domain_changed": "team:read",
    "emoji_changed": "emoji:read",
    "entity_comments_requested": "",
    "entity_details_requested": "",
    "file_change": "files:read",
    "file_created": "files:read",
    "file_deleted": "files:read",
    "file_public": "files:read",
    "file_shared": "files:read",
    "file_unshared": "files:read",
    "function_executed": "",
    "grid_migration_finished": "",
    "grid_migration_started": "",
    "group_archive": "groups:read",
    "group_close": "groups:read",
    "group_deleted": "groups:read",
    "group_history_changed": "groups:history",
    "group_left": "groups:read",
    "group_open": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "im_close": "im:read",
    "im_created": "im:read",
    "im_history_changed": "im:history",
    "im_open": "im:read",
    "link_shared": "links:read",
    "member_joined_channel": "channels:read groups:read",
    "member_left_channel": "channels:read groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "message_metadata_deleted": "metadata.message:read",
    "message_metadata_posted": "metadata.message:read",
    "message_metadata_updated": "metadata.message:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "shared_channel_invite_accepted": "conversations.connect:manage",
    "shared_channel_invite_approved": "conversations.connect:manage",
    "shared_channel_invite_declined": "conversations.connect:manage",
    "shared_channel_invite_received": "conversations.connect:read conversations.connect:write",
    "shared_channel_invite_requested": "",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_self_added": "usergroups:read",
    "subteam_self_removed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_access_granted": "",
    "team_access_revoked": "",
    "team_domain_change": "team:read",
    "team_join": "users:read",
    "team_rename": "team:read",
    "tokens_revoked": "",
    "user_change": "users:read",
    "user_connection": "",
    "user_huddle_changed": "users:read",
    "user_profile_changed": "users:read users.profile:read",
    "user_status_changed": "users:read users.profile:read",
})  # fmt: skip
"""What a bot may be told, and the scopes of which that takes one (docs.slack.dev/reference/events)."""

AGENT_EVENTS = frozenset({"agent_session_stopped", "app_context_changed"})
"""What happens only in conversations with an agent."""

SCOPE_OF: Mapping[str, str] = MappingProxyType({
    "slash_commands": "commands",
    "shortcuts": "commands",
    "agent_view": "assistant:write",
    "assistant_view": "assistant:write",
})  # fmt: skip
"""The scope that a feature does not work without."""

ADDRESSES = frozenset({
    "direct_install_url", "installation_landing_page", "message_menu_options_url", "privacy_policy_url",
    "redirect_urls", "request_url", "support_url", "url",
})  # fmt: skip
"""Where a manifest has addresses: Slack sends people, what they wrote, or codes for tokens there."""

COLOR = re.compile("#([0-9a-fA-F]{3}){1,2}")
"""As the schema has it, but under a keyword that validators skip."""


def problems_in_manifest(manifest: Part) -> list[str]:
    """Of its shape and limits, where there is a schema; else, and then, what the schema has no words for."""
    shape = list(problems_of_shape(manifest, Shape.MANIFEST))
    features, settings = _part(manifest, "features"), _part(manifest, "settings")
    scopes = _part(manifest, "oauth_config", "scopes")
    granted = frozenset([*scopes.get("bot", ()), *scopes.get("bot_optional", ())])
    rules = chain(
        _of_scopes(granted, features),
        _of_events(settings, granted, features),
        _of_features(features, _part(settings, "interactivity")),
        () if settings.get("socket_mode_enabled") else _of_requests(features, settings),
        _of_addresses(manifest),
        _of_color(_part(manifest, "display_information")),
    )
    return [said(problem) for problem in shape or rules]


def _part(whole: Part, *names: str) -> Part:
    for name in names:
        whole = whole.get(name, NOTHING)
    return whole


def _of_scopes(granted: frozenset[str], features: Part) -> Iterator[Problem]:
    path = "oauth_config/scopes/bot"
    yield from ((path, f"{scope} is unknown") for scope in sorted(granted - SCOPES))
    for feature, scope in SCOPE_OF.items():
        if feature in features and scope not in granted:
            yield path, f"{scope} is missing, which {feature} takes"
    if granted and "bot_user" not in features:
        yield "features/bot_user", "missing, and with it whoever would have the scopes"


def _of_events(settings: Part, granted: frozenset[str], features: Part) -> Iterator[Problem]:
    path, home = "settings/event_subscriptions/bot_events", _part(features, "app_home")
    writable = home.get("messages_tab_enabled") and not home.get("messages_tab_read_only_enabled")
    for event in _part(settings, "event_subscriptions").get("bot_events", ()):
        scopes = EVENTS.get(event, "").split()
        if event not in EVENTS:
            yield path, f"{event} is unknown"
        elif scopes and granted.isdisjoint(scopes):
            yield path, f"{event} takes {' or '.join(scopes)}, which is not among the scopes"
        elif event == "message.im" and not writable:
            yield path, "message.im never comes where nobody can write in the messages tab"
        elif event in AGENT_EVENTS and "agent_view" not in features:
            yield path, f"{event} never comes without agent_view"


def _of_features(features: Part, interactivity: Part) -> Iterator[Problem]:
    if {"agent_view", "assistant_view"} <= features.keys():
        yield "features", "agent_view and assistant_view, of which an app has one"
    for feature, id in (("slash_commands", "command"), ("shortcuts", "callback_id")):
        for name, times in Counter(item[id] for item in features.get(feature, ())).items():
            if times > 1:
                yield f"features/{feature}", f"{times} have the {id} {name!r}"
    if "shortcuts" in features and not interactivity.get("is_enabled"):
        yield "settings/interactivity", "not enabled, and shortcuts do nothing without"


def _of_requests(features: Part, settings: Part) -> Iterator[Problem]:
    events, interactivity = _part(settings, "event_subscriptions"), _part(settings, "interactivity")
    if events.get("bot_events") and "request_url" not in events:
        yield "settings/event_subscriptions/request_url", "missing without Socket Mode"
    for address in ("request_url", "message_menu_options_url"):
        if interactivity.get("is_enabled") and address not in interactivity:
            yield f"settings/interactivity/{address}", "missing without Socket Mode"
    for index, command in enumerate(features.get("slash_commands", ())):
        if "url" not in command:
            yield f"features/slash_commands/{index}/url", "missing without Socket Mode"


def _of_addresses(value: object, path: str = "", field: str = "") -> Iterator[Problem]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _of_addresses(inner, f"{path}/{name}".lstrip("/"), name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _of_addresses(item, f"{path}/{index}", field)
    elif field in ADDRESSES and not str(value).startswith("https://"):
        yield path, f"{value!r} is not https"


def _of_color(display: Part) -> Iterator[Problem]:
    if not COLOR.fullmatch(color := display.get("background_color", "#000")):
        yield "display_information/background_color", f"{color!r} is no color like #2e7d6b"
