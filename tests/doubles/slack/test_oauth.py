"""An app on slack_bolt is installed, renewed and removed as with Slack, by a workspace or an organization."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack.bolt import Bolt
from tests.doubles.slack.server import Slack

# slack_sdk makes its headers for OAuth in a way that aiohttp is going to remove.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

SCOPES = ["commands", "chat:write", "im:history"]


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack(mode="http") as slack:
        yield slack


@pytest.fixture
def bolt(slack: Slack, tmp_path: Path) -> Iterator[Bolt]:
    store = FileInstallationStore(base_dir=str(tmp_path), client_id=slack.client_id)
    settings = AsyncOAuthSettings(
        client_id=slack.client_id,
        client_secret=slack.client_secret,
        scopes=SCOPES,
        installation_store=store,
        state_store=FileOAuthStateStore(
            expiration_seconds=600, base_dir=str(tmp_path), client_id=slack.client_id
        ),
        authorization_url=slack.authorize_url,
    )
    settings.state_store.logger.disabled = store.logger.disabled = True
    bolt = Bolt(slack, oauth_settings=settings, installation_store=store)
    bolt.gone = []

    @bolt.app.command("/career")
    async def career(ack: Any, context: Any, command: Any, client: AsyncWebClient) -> None:
        await ack()
        text = f"{context.team_id} {context.enterprise_id} {context.is_enterprise_install} {client.token}"
        await client.chat_postEphemeral(channel=command["channel_id"], user=command["user_id"], text=text)

    @bolt.app.event("app_uninstalled")
    @bolt.app.event("tokens_revoked")
    async def gone(event: Any) -> None:
        bolt.gone.append(event["type"])

    @bolt.app.event("message")
    async def heard() -> None:
        """Say nothing."""

    with bolt:
        yield bolt


@pytest.mark.usefixtures("bolt")
def test_a_workspace_installs_the_app_and_uses_it(slack: Slack) -> None:
    team = slack.workspace("T1", installed=False)
    ada = team.person("UADA")
    ada.command("/career")
    assert ada.wait() == "/career is not a valid command."
    status, page = team.install(ada, slack.bot_url)
    assert status == 200
    assert "Thank you!" in page
    assert team.scopes == frozenset(SCOPES)
    ada.command("/career")
    assert ada.wait() == f"T1 None False {team.bot_token}"
    assert team.install(ada, slack.bot_url)[0] == 200
    assert len(team.grants) == 1


@pytest.mark.parametrize(
    ("how", "status"),
    [({"cancel": True}, 200), ({"forged_state": True}, 400), ({"without_cookie": True}, 400)],
)
@pytest.mark.usefixtures("bolt")
def test_an_installation_that_goes_wrong_installs_nothing(
    slack: Slack, how: dict[str, bool], status: int
) -> None:
    team = slack.workspace("T1", installed=False)
    assert team.install(team.person("UADA"), slack.bot_url, **how)[0] == status
    assert not team.installed


@pytest.mark.usefixtures("bolt")
def test_an_organization_installs_the_app_for_all_its_workspaces(slack: Slack) -> None:
    org = slack.enterprise("E1")
    one, two = (slack.workspace(id, enterprise=org) for id in ("T1", "T2"))
    ada, bob = one.person("UADA"), two.person("UBOB")
    assert org.install(ada, slack.bot_url)[0] == 200
    for person, team in ((ada, "T1"), (bob, "T2")):
        person.command("/career")
        assert person.wait() == f"{team} E1 True {org.bot_token}"


def test_an_app_that_is_removed_is_told_and_its_token_is_void(slack: Slack, bolt: Bolt) -> None:
    team = slack.workspace("T1", installed=False)
    ada = team.person("UADA")
    team.install(ada, slack.bot_url)
    team.uninstall(order=("tokens_revoked", "app_uninstalled"))
    slack.until(lambda: len(bolt.gone) == 2)
    assert [it.what for it in slack.deliveries if it.acknowledged] == ["tokens_revoked", "app_uninstalled"]
    ada.command("/career")
    assert ada.wait() == "/career is not a valid command."


@pytest.mark.usefixtures("bolt")
def test_a_token_is_renewed_once_by_each_refresh_token(slack: Slack) -> None:
    slack.token_seconds = 60.0
    team = slack.workspace("T1", rotating=True, installed=False)
    ada = team.person("UADA")
    team.install(ada, slack.bot_url)
    first = team.bot_token
    used = team.grants[-1].refresh_token
    ada.command("/career")
    assert ada.wait() == f"T1 None False {team.bot_token}"
    assert team.bot_token != first
    assert slack.calls["oauth.v2.access"] == 2
    again = {"grant_type": "refresh_token", "refresh_token": used}
    client = AsyncWebClient(base_url=slack.api_url)
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        asyncio.run(
            client.oauth_v2_access(client_id=slack.client_id, client_secret=slack.client_secret, **again)
        )
