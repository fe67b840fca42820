"""`career discord`: invitations, commands, and what is said where something is wrong."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord as library
import pytest

from tests.career import Career
from tests.doubles.discord.server import Discord
from tests.doubles.postgres import free_port

APPLICATION = "1234567890"

COMMANDS = ["career", "career-admin", "Ask the mentor"]


@pytest.fixture
def discord() -> Iterator[Discord]:
    with Discord() as discord:
        yield discord


def addresses(printed: str) -> list[dict[str, str]]:
    """What the addresses that were printed ask Discord for."""
    found = [urlsplit(word) for word in printed.split() if word.startswith("https://")]
    assert {(it.netloc, it.path) for it in found} == {("discord.com", "/oauth2/authorize")}
    return [{name: value for name, [value] in parse_qs(it.query).items()} for it in found]


def test_it_has_help_with_an_example(tmp_path: Path):
    run = Career(tmp_path, {}).says("discord", "--help")

    assert run.exit_code == 0
    assert "Example: career discord invite" in run.stdout


# Invitations


def test_an_invitation_asks_for_what_the_guide_says_and_for_no_more(tmp_path: Path):
    run = Career(tmp_path, {}).says("discord", "invite", "--id", APPLICATION)

    to_server, to_account = addresses(run.stdout)
    assert run.exit_code == 0
    assert library.Permissions(int(to_server.pop("permissions"))) == library.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        read_message_history=True,
        attach_files=True,
    )
    assert to_server == {
        "client_id": APPLICATION,
        "scope": "bot applications.commands",
        "integration_type": "0",
    }
    assert to_account == {
        "client_id": APPLICATION,
        "scope": "applications.commands",
        "integration_type": "1",
    }


def test_whom_an_invitation_is_for_the_token_tells(discord: Discord, tmp_path: Path):
    run = Career(tmp_path, discord.environment(), source=".env").says("discord", "invite")

    assert run.exit_code == 0
    assert [it["client_id"] for it in addresses(run.stdout)] == [discord.application_id] * 2


def test_without_token_and_id_it_says_where_an_id_is_to_be_found(tmp_path: Path):
    run = Career(tmp_path, {}).says("discord", "invite")

    assert run.exit_code == 2
    assert run.stdout == ""
    assert "Set DISCORD_TOKEN, or give --id" in run.stderr
    assert "discord.com/developers/applications" in run.stderr


# Commands


def test_commands_can_be_told_again_however_often_they_were_told(discord: Discord, tmp_path: Path):
    career = Career(tmp_path, discord.environment())
    for _ in range(2):
        run = career.says("discord", "sync")
        assert run.exit_code == 0, run.stderr
        assert "Discord knows of 3 commands now." in run.stderr

    assert discord.calls["PUT /applications/{}/commands"] == 2
    assert [it["name"] for it in discord.commands] == COMMANDS
    assert discord.gateway.identifies == 0


# What is wrong


@pytest.mark.parametrize(
    ("word", "settings", "said"),
    [
        ("invite", {"DISCORD_TOKEN": "mis.typed.token"}, "Discord does not take DISCORD_TOKEN."),
        ("sync", {"DISCORD_API_URL": f"http://127.0.0.1:{free_port()}"}, "Discord cannot be reached."),
        ("sync", {"DISCORD_API_URL": "hello"}, "DISCORD_API_URL: an address begins with https://"),
        ("sync", {"DISCORD_GATEWAY": "maybe"}, "DISCORD_GATEWAY: "),
        ("sync", {"DISCORD_GATEWAY": "false"}, "nothing would reach the mentor without a key"),
    ],
    ids=["a bad token", "no way there", "no address", "neither yes nor no", "no way here"],
)
def test_what_is_wrong_is_said_in_a_sentence(
    discord: Discord, tmp_path: Path, word: str, settings: dict[str, str], said: str
):
    run = Career(tmp_path, discord.environment() | settings).says("discord", word)

    assert run.exit_code == 2
    assert run.stdout == ""
    assert said in run.stderr
    assert "CAREER_" not in run.stderr
    assert "Traceback" not in run.stderr
