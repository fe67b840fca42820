"""What Slack is told about the mentor: that it would take it, that it asks for no more than is used."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from adapters.slack.manifest import ADMINS_COMMAND, MEMBERS_COMMAND, SCOPES, AddressUnusable, manifest
from bot.commands import Ask, parse
from tests.doubles.slack.manifest import problems_in_manifest

ROOT = Path(__file__).parents[3]
URL = "https://mentor.example.com"
REQUESTS = "https://mentor.example.com/slack/events"

FORMS = pytest.mark.parametrize("url", [None, URL], ids=["socket", "http"])


@FORMS
def test_slacks_schema_takes_it(url: str | None, shared: Path):
    schema = json.loads((shared / "specs" / "slack-manifest.schema.json").read_text())

    faults = [error.message for error in Draft7Validator(schema).iter_errors(manifest(url))]

    assert faults == []


@FORMS
def test_nothing_is_promised_that_would_not_work(url: str | None):
    assert problems_in_manifest(manifest(url)) == []


@FORMS
def test_no_text_is_longer_than_slack_takes(url: str | None):
    made = manifest(url)
    display, features = made["display_information"], made["features"]

    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4000
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert re.fullmatch(r"[a-z0-9_.-]{1,80}", features["bot_user"]["display_name"])
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000


@FORMS
def test_it_acts_for_nobody_and_reads_no_channel(url: str | None):
    scopes = manifest(url)["oauth_config"]["scopes"]

    assert list(scopes) == ["bot"]
    assert not {"channels:history", "groups:history", "mpim:history", "channels:read"} & set(scopes["bot"])


def test_members_talk_to_it_as_to_an_agent_and_find_a_home():
    features = manifest()["features"]

    assert "agent_view" in features
    assert "assistant_view" not in features
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_over_a_socket_slack_needs_no_address_and_the_token_stays():
    made = manifest()

    assert "http" not in json.dumps(made)
    assert made["settings"]["interactivity"] == {"is_enabled": True}
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["token_rotation_enabled"] is False


def test_over_http_all_is_sent_to_one_address_and_tokens_rotate():
    made = manifest(URL)
    settings = made["settings"]

    assert {command["url"] for command in made["features"]["slash_commands"]} == {REQUESTS}
    assert settings["event_subscriptions"]["request_url"] == REQUESTS
    assert settings["interactivity"] == {
        "is_enabled": True,
        "request_url": REQUESTS,
        "message_menu_options_url": REQUESTS,
    }
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert settings["socket_mode_enabled"] is False
    assert settings["token_rotation_enabled"] is True


@pytest.mark.parametrize("url", [f"{URL}/", f" {URL}\n"])
def test_a_slash_behind_the_address_or_blanks_around_it_do_no_harm(url: str):
    assert manifest(url) == manifest(URL)


def test_the_address_may_have_a_port():
    assert manifest(f"{URL}:8443")["oauth_config"]["redirect_urls"] == [f"{URL}:8443/slack/oauth_redirect"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mentor.example.com",
        "http://mentor.example.com",
        f"{URL}/slack/events",
        f"{URL}?team=T1",
        f"{URL}#top",
        "https://me:secret@mentor.example.com",
        "https://mentor.example.com:port",
        "https://localhost",
        "https://[::1]",
        f"{URL}\n/slack",
    ],
)
def test_an_address_that_slack_cannot_send_to_is_refused(url: str):
    with pytest.raises(AddressUnusable, match=re.escape("such as https://mentor.example.com")):
        manifest(url)


@pytest.mark.parametrize("command", [MEMBERS_COMMAND, ADMINS_COMMAND])
def test_every_hint_behind_a_command_can_be_typed(command: str):
    hints = {it["command"]: it["usage_hint"] for it in manifest()["features"]["slash_commands"]}
    words = hints[command].strip("[]").split("|")

    asked = [word for word in words if isinstance(parse(word, {}), Ask)]

    assert asked == (["question"] if command == MEMBERS_COMMAND else [])


def test_the_guide_says_what_each_scope_is_for():
    _, section = (ROOT / "docs" / "slack.md").read_text().split("\n## What it may do\n")
    rows = re.findall(r"^\| `(\S+)` \| (.+) \|$", section.partition("\n## ")[0], re.MULTILINE)

    assert rows == list(SCOPES.items())


def test_every_setting_in_the_guide_is_explained_where_settings_are():
    guide = (ROOT / "docs" / "slack.md").read_text()
    example = (ROOT / ".env.example").read_text()

    named = set(re.findall(r"\b(?:SLACK|CAREER)_[A-Z_]+\b", guide))

    assert {name for name in named if f"\n#{name}=" not in example} == set()
