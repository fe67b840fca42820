from copy import deepcopy

import pytest

from tests.doubles.slack.manifest import EVENTS, SCOPES, problems_in_manifest

REQUESTS = "https://mentor.example.com/slack/events"
UNSAFE = "http://mentor.example.com"

COMMAND = {"command": "/career", "description": "Ask a question", "url": REQUESTS}
SHORTCUT = {"name": "Reflect", "type": "global", "callback_id": "reflect", "description": "Write"}
PROMPT = {"title": "Staff", "message": "How do I get to staff?"}
GRANTED = ["app_mentions:read", "assistant:write", "chat:write", "commands", "im:history"]

OVER_HTTP = {
    "display_information": {"name": "Mentor", "background_color": "#2e7d6b"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "agent_view": {"agent_description": "Answers career questions."},
        "bot_user": {"display_name": "mentor"},
        "shortcuts": [SHORTCUT],
        "slash_commands": [COMMAND],
    },
    "oauth_config": {
        "redirect_urls": ["https://mentor.example.com/slack/oauth_redirect"],
        "scopes": {"bot": GRANTED},
    },
    "settings": {
        "event_subscriptions": {
            "request_url": REQUESTS,
            "bot_events": ["app_home_opened", "app_mention", "app_context_changed", "message.im"],
        },
        "interactivity": {
            "is_enabled": True,
            "request_url": REQUESTS,
            "message_menu_options_url": REQUESTS,
        },
    },
}
"""An app in which nothing is wrong."""

BOT_EVENTS = "settings/event_subscriptions/bot_events"
GONE = object()


def changed(path, value):
    *steps, last = path.split("/")
    manifest = part = deepcopy(OVER_HTTP)
    for step in steps:
        part = part[int(step) if step.isdigit() else step]
    part[last] = value
    if value is GONE:
        del part[last]
    return manifest


def but(*scopes):
    return [scope for scope in GRANTED if scope not in scopes]


def test_an_app_over_http_passes():
    assert problems_in_manifest(OVER_HTTP) == []


def test_an_app_over_sockets_has_no_addresses():
    manifest = changed("features/slash_commands", [{"command": "/career", "description": "Ask a question"}])
    manifest["settings"] = {
        "event_subscriptions": {"bot_events": ["app_mention"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    }
    assert problems_in_manifest(manifest) == []
    manifest["settings"]["socket_mode_enabled"] = False
    assert problems_in_manifest(manifest) == [
        "settings/event_subscriptions/request_url: missing without Socket Mode",
        "settings/interactivity/request_url: missing without Socket Mode",
        "settings/interactivity/message_menu_options_url: missing without Socket Mode",
        "features/slash_commands/0/url: missing without Socket Mode",
    ]


@pytest.mark.parametrize(
    ("scopes", "problems"),
    [
        ([*GRANTED, "chat:read"], ["oauth_config/scopes/bot: chat:read is unknown"]),
        (
            but("commands"),
            [
                "oauth_config/scopes/bot: commands is missing, which slash_commands takes",
                "oauth_config/scopes/bot: commands is missing, which shortcuts takes",
            ],
        ),
        (
            but("im:history"),
            [f"{BOT_EVENTS}: message.im takes im:history, which is not among the scopes"],
        ),
    ],
)
def test_an_app_is_granted_what_it_takes(scopes, problems):
    assert problems_in_manifest(changed("oauth_config/scopes/bot", scopes)) == problems


def test_a_scope_may_be_optional():
    scopes = {"bot": but("im:history"), "bot_optional": ["im:history"]}
    assert problems_in_manifest(changed("oauth_config/scopes", scopes)) == []


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("app_mentioned", "app_mentioned is unknown"),
        (
            "member_joined_channel",
            "member_joined_channel takes channels:read or groups:read, which is not among the scopes",
        ),
    ],
)
def test_an_event_has_to_be_known_and_allowed(event, problem):
    assert problems_in_manifest(changed(BOT_EVENTS, [event])) == [f"{BOT_EVENTS}: {problem}"]


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (
            "features/app_home",
            {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True},
            "message.im never comes where nobody can write in the messages tab",
        ),
        (
            "features/app_home",
            {"messages_tab_enabled": False},
            "message.im never comes where nobody can write in the messages tab",
        ),
        ("features/agent_view", GONE, "app_context_changed never comes without agent_view"),
    ],
)
def test_an_event_that_cannot_come_is_told(path, value, problem):
    assert problems_in_manifest(changed(path, value)) == [f"{BOT_EVENTS}: {problem}"]


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("features/bot_user", GONE, "features/bot_user: missing, and with it whoever would have the scopes"),
        (
            "features/assistant_view",
            {"assistant_description": "Answers"},
            "features: agent_view and assistant_view, of which an app has one",
        ),
        (
            "features/slash_commands",
            [COMMAND, COMMAND],
            "features/slash_commands: 2 have the command '/career'",
        ),
        (
            "features/shortcuts",
            [SHORTCUT, SHORTCUT],
            "features/shortcuts: 2 have the callback_id 'reflect'",
        ),
        (
            "settings/interactivity/is_enabled",
            False,
            "settings/interactivity: not enabled, and shortcuts do nothing without",
        ),
        (
            "display_information/background_color",
            "#green",
            "display_information/background_color: '#green' is no color like #2e7d6b",
        ),
    ],
)
def test_a_feature_that_does_not_work_is_told(path, value, problem):
    assert problems_in_manifest(changed(path, value)) == [problem]


@pytest.mark.parametrize(
    "path",
    [
        "settings/event_subscriptions/request_url",
        "settings/interactivity/request_url",
        "settings/interactivity/message_menu_options_url",
    ],
)
def test_nothing_is_sent_in_the_clear(path):
    assert problems_in_manifest(changed(path, UNSAFE)) == [f"{path}: '{UNSAFE}' is not https"]


def test_neither_are_codes_and_commands():
    assert problems_in_manifest(changed("oauth_config/redirect_urls", [UNSAFE])) == [
        f"oauth_config/redirect_urls/0: '{UNSAFE}' is not https"
    ]
    assert problems_in_manifest(changed("features/slash_commands", [COMMAND | {"url": UNSAFE}])) == [
        f"features/slash_commands/0/url: '{UNSAFE}' is not https"
    ]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("display_information/name", 35),
        ("display_information/description", 140),
        ("display_information/long_description", 4000),
        ("features/agent_view/agent_description", 300),
        ("features/slash_commands/0/usage_hint", 1000),
        ("features/shortcuts/0/name", 24),
    ],
)
def test_a_text_may_be_so_long_and_not_a_character_longer(path, most):
    assert problems_in_manifest(changed(path, "x" * most)) == []
    (told,) = problems_in_manifest(changed(path, "x" * (most + 1)))
    assert told.startswith(f"{path}: 'xxx")


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("display_information/long_description", "x" * 174, "display_information/long_description: 'xxx"),
        (
            "features/slash_commands/0/command",
            "career",
            "features/slash_commands/0/command: 'career' does not",
        ),
        ("features/slash_commands/0/command", "/", "features/slash_commands/0/command: '/' is too short"),
        (
            "features/slash_commands/0/description",
            GONE,
            "features/slash_commands/0: 'description' is a required",
        ),
        (
            "features/agent_view/suggested_prompts",
            [PROMPT] * 5,
            "features/agent_view/suggested_prompts: [{'title'",
        ),
        ("features/home", {}, "features: Additional properties are not allowed ('home' was unexpected)"),
    ],
)
def test_the_schema_has_the_first_word(path, value, problem):
    (told,) = problems_in_manifest(changed(path, value))
    assert told.startswith(problem)


def test_every_scope_that_an_event_takes_is_known():
    assert {scope for scopes in EVENTS.values() for scope in scopes.split()} <= SCOPES
