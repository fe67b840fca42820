"""All that Slack is told about the mentor when the app is made: its names, its commands, what it may do."""

import re
from collections.abc import Mapping
from types import MappingProxyType

MEMBERS_COMMAND, ADMINS_COMMAND = "/career", "/career-admin"
"""The slash commands."""

ASK_ABOUT, REFLECT = "ask_about", "reflect"
"""What the shortcut in a message's menu, and the one that is everywhere, go by when somebody uses them."""

REQUESTS_PATH, REDIRECT_PATH = "/slack/events", "/slack/oauth_redirect"
"""Where Slack sends whatever happens, and whoever has just installed the app."""

SCOPES: Mapping[str, str] = MappingProxyType({
    "commands": "Offers `/career`, `/career-admin` and the two shortcuts.",
    "chat:write": "Answers, and posts weekly prompts.",
    "app_mentions:read": "Receives the messages that mention it, and no others in a channel.",
    "im:history": (
        "Receives what members write to it directly; and looks there whether a prompt arrived, before it "
        "would send it a second time."
    ),
    "im:write": "Finds the direct message with a member, for that look.",
    "assistant:write": "Suggests questions in the direct message, and shows there that it is at work.",
    "files:read": "Reads a transcript that somebody hands it to load, and no other file.",
    "files:write": "Hands over progress pictures and exports, in the direct message.",
    "users:read": "Proposes a member's own time zone for their prompts, and sees who is an admin or owner.",
})  # fmt: skip
"""The permissions that are asked for, and what for. One more, and every workspace has to agree again."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "message.im",
    "app_uninstalled",
    "tokens_revoked",
    "team_access_granted",
    "team_access_revoked",
)
"""What Slack reports. An agent could hear of more, such as its stop button: answers are too quick for one."""

ADDRESS = re.compile(r"(https://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?)/?", re.IGNORECASE)


class AddressUnusable(ValueError):
    """Slack could not send anything to this address; the message says what one looks like."""


def manifest(url: str | None = None) -> dict[str, object]:
    """For one workspace over Socket Mode; with the mentor's public *url*, for many over HTTP and OAuth.

    Raises AddressUnusable for anything but https, a host and perhaps a port.
    """
    origin = _origin(url) if url is not None else None
    requests = f"{origin}{REQUESTS_PATH}" if origin else None
    redirects = {"redirect_urls": [f"{origin}{REDIRECT_PATH}"]} if origin else {}
    return {
        "display_information": _display(),
        "features": {
            **_features(),
            "shortcuts": _shortcuts(),
            "slash_commands": [{**it, **_sent_to(requests, "url")} for it in _slash_commands()],
        },
        "oauth_config": {**redirects, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**_sent_to(requests, "request_url"), "bot_events": list(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **_sent_to(requests, "request_url", "message_menu_options_url"),
            },
            "org_deploy_enabled": True,
            "socket_mode_enabled": origin is None,
            # A token that is pasted into a file has to stay the same; one that came by OAuth need not.
            "token_rotation_enabled": origin is not None,
        },
    }


def _origin(url: str) -> str:
    fits = ADDRESS.fullmatch(url.strip())
    if fits is None:
        raise AddressUnusable(
            f"Slack cannot send to {url!r}. The address has to be https and a host, with no path behind it, "
            "such as https://mentor.example.com"
        )
    return fits[1]


def _sent_to(requests: str | None, *names: str) -> dict[str, str]:
    """The address under all of Slack's *names* for it; nothing where everything comes over a socket."""
    return dict.fromkeys(names, requests) if requests else {}


def _display() -> dict[str, object]:
    return {
        "name": "Career Mentor",
        "description": "Career advice for engineers from podcasts: who said it, and a link to that moment.",
        "long_description": (
            "Ask a career question and get the advice that fits: in short, with who gave it and a link to "
            "that very moment in the transcript of a podcast episode. Where no episode has an answer, the "
            "mentor says so; it makes nothing up. It remembers what you read and saved, keeps a private "
            "journal, and asks you one question a week if you switch that on. To begin, type /career help."
        ),
    }


def _features() -> dict[str, object]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        # Suggested prompts could stand here, too, but the same for everybody; the mentor has some by stage.
        "agent_view": {
            "agent_description": (
                "Answers career questions with what people said in podcast episodes, and says so where "
                "nobody did. Keeps your progress, and a journal that is yours alone."
            ),
        },
        # Slack takes small letters, digits and -_. here (App manifest reference, features.bot_user).
        "bot_user": {"display_name": "career-mentor", "always_online": True},
    }


def _shortcuts() -> list[dict[str, object]]:
    return [
        {
            "name": "Ask the mentor",
            "type": "message",
            "callback_id": ASK_ABOUT,
            "description": "Ask the mentor about this message",
        },
        {
            "name": "Reflect",
            "type": "global",
            "callback_id": REFLECT,
            "description": "Write something down, for your eyes only",
        },
    ]


def _slash_commands() -> list[dict[str, object]]:
    # Escaped, names arrive as ids, which stay the same when people rename themselves.
    return [
        {
            "command": MEMBERS_COMMAND,
            "description": "Ask a career question, or see what is yours",
            "usage_hint": "[question|topics|progress|saved|reflect|journal|nudges|stage|data|help]",
            "should_escape": True,
        },
        {
            "command": ADMINS_COMMAND,
            "description": "Load episodes, arrange weekly prompts, and see which questions found no answer",
            "usage_hint": "[load|rituals|ritual on|gaps|questions keep|admins|admins add @name]",
            "should_escape": True,
        },
    ]
