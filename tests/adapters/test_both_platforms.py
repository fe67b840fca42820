"""Slack and Discord in one process: both are served, and neither has to suffer for the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.career import STOP_SECONDS, Career, assert_refused, readiness, stopped, wait
from tests.doubles.discord.server import Discord
from tests.doubles.postgres import free_port
from tests.doubles.slack.server import Slack
from tests.office import SOURCE, secrets_in

NO_SLACK = {"SLACK_BOT_TOKEN": "xoxb-mistyped"}
NO_DISCORD = {"DISCORD_TOKEN": "mis.typed.token"}
SLACK_REFUSES = "Slack does not take SLACK_BOT_TOKEN (invalid_auth)."
DISCORD_REFUSES = "Discord does not take DISCORD_TOKEN."
ON = "Going on without it."


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        slack.workspace()
        yield slack
        assert slack.unacknowledged == []


@pytest.fixture
def discord() -> Iterator[Discord]:
    with Discord() as discord:
        discord.server()
        yield discord
        assert discord.unanswered == []


@pytest.fixture
def port() -> int:
    return free_port()


def serving(folder: Path, port: int, *settings: dict[str, str]) -> Career:
    """What is asked for by these settings, without the model: words are enough for what is said here."""
    together = {"CAREER_HTTP_PORT": str(port), "CAREER_MODEL_DIR": str(folder)}
    for some in settings:
        together |= some
    return Career(folder, together)


def answered_in_slack(slack: Slack) -> bool:
    ada = slack.workspace().person("UADA")
    ada.command("/career", "staff")
    return SOURCE in ada.wait()


def answered_in_discord(discord: Discord) -> bool:
    ada = discord.person("ada")
    ada.command("career", about="staff", at=discord.server())
    return SOURCE in ada.wait()


def test_slack_is_served_before_discord_is_there_with_it_and_after_it(
    slack: Slack, tmp_path: Path, port: int
):
    port_of_discord = free_port()
    # The settings of a double that begins there later.
    later = Discord(port=port_of_discord)
    away = {"DISCORD_TOKEN": later.token, "DISCORD_API_URL": f"http://127.0.0.1:{port_of_discord}/api/v10"}
    career = serving(tmp_path, port, slack.environment(slack.workspace()), away)
    with career.serves(until="Slack: answering in") as process:
        assert readiness(port) == {"ready": True, "slack": True, "discord": False}
        assert answered_in_slack(slack)

        with later as discord:
            discord.server()
            wait(lambda: readiness(port) == {"ready": True, "slack": True, "discord": True})
            assert answered_in_discord(discord)
            assert answered_in_slack(slack)

            discord.end(4004)
            wait(lambda: ON in career.log.read_text())
            assert readiness(port) == {"ready": True, "slack": True, "discord": False}
            assert answered_in_slack(slack)
            assert secrets_in(career.log.read_text(), discord) == []
        assert stopped(process) == (0, True)


def test_slack_that_is_down_is_waited_for_while_discord_is_served_and_after_that(
    discord: Discord, tmp_path: Path, port: int
):
    away = {
        "SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api",
        "SLACK_BOT_TOKEN": "xoxb-T1-1-double",
        "SLACK_APP_TOKEN": "xapp-1-double",
    }
    career = serving(tmp_path, port, away, discord.environment())
    with career.serves(until="Discord: answering in") as process:
        assert readiness(port) == {"ready": True, "slack": False, "discord": True}
        assert answered_in_discord(discord)

        discord.end(4004)
        wait(lambda: ON in career.log.read_text())
        assert readiness(port) == {"ready": False, "slack": False, "discord": False}
        assert stopped(process) == (0, True)


def test_discord_is_served_without_slacks_token_until_it_ends_too(
    slack: Slack, discord: Discord, tmp_path: Path, port: int
):
    ways = slack.environment(slack.workspace()) | NO_SLACK
    career = serving(tmp_path, port, ways, discord.environment())
    with career.serves() as process:
        assert SLACK_REFUSES in career.log.read_text()
        assert readiness(port) == {"ready": True, "slack": False, "discord": True}
        assert answered_in_discord(discord)

        discord.end(4004)
        assert process.wait(STOP_SECONDS) == 2
    said = career.log.read_text()
    assert said.count(ON) == 1
    assert "Discord does not take DISCORD_TOKEN any more." in said
    assert "Traceback" not in said


def test_slack_is_served_without_discords_token(slack: Slack, discord: Discord, tmp_path: Path, port: int):
    ways = discord.environment() | NO_DISCORD
    career = serving(tmp_path, port, slack.environment(slack.workspace()), ways)
    with career.serves() as process:
        assert DISCORD_REFUSES in career.log.read_text()
        assert ON in career.log.read_text()
        assert readiness(port) == {"ready": True, "slack": True, "discord": False}
        assert answered_in_slack(slack)
        assert stopped(process) == (0, True)


def test_without_any_good_token_it_stops_and_names_both(slack: Slack, discord: Discord, tmp_path: Path):
    ways = slack.environment(slack.workspace()) | NO_SLACK | discord.environment() | NO_DISCORD
    assert_refused(tmp_path, ways, SLACK_REFUSES, DISCORD_REFUSES)
