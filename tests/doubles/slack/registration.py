"""What an app is registered for with Slack, which decides what people can do with it and what it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "chat:write",
        "commands",
        "files:write",
        "im:history",
        "im:read",
        "im:write",
        "users:read",
    }
)
"""What an app gets that came without a manifest and not through OAuth; reading channels is not among it."""


HISTORY_SCOPES = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
"""What an app needs to read messages, or to be told about them, by the kind of channel."""

MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
"""By which name an app subscribes to messages in each kind of channel."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The app's commands, shortcuts (type and callback_id), events and scopes; all there are, where None.

    In commands that are *escaping*, people and channels are named by their ids (`should_escape`).
    """

    commands: frozenset[str] | None = None
    shortcuts: frozenset[tuple[str, str]] | None = None
    events: frozenset[str] | None = None
    escaping: frozenset[str] | None = None
    scopes: frozenset[str] = SCOPES

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Self:
        """As a manifest says it."""
        features = manifest.get("features", {})
        commands = features.get("slash_commands", ())
        subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
        return cls(
            frozenset(it["command"] for it in commands),
            frozenset((it["type"], it["callback_id"]) for it in features.get("shortcuts", ())),
            frozenset(subscriptions.get("bot_events", ())),
            frozenset(it["command"] for it in commands if it.get("should_escape")),
            frozenset(manifest["oauth_config"]["scopes"]["bot"]),
        )

    def has_command(self, name: str) -> bool:
        """Whether somebody can type it."""
        return self.commands is None or name in self.commands

    def escapes(self, name: str) -> bool:
        """Whether a command names people and channels by their ids."""
        return self.escaping is None or name in self.escaping

    def has_shortcut(self, type: str, callback_id: str) -> bool:
        """Whether it is in the menus of messages ("message") or everywhere ("global")."""
        return self.shortcuts is None or (type, callback_id) in self.shortcuts

    def hears(self, event: Mapping[str, Any]) -> bool:
        """Whether the app wants to be told about it."""
        name = MESSAGE_EVENTS[event["channel_type"]] if event["type"] == "message" else event["type"]
        return self.events is None or name in self.events
