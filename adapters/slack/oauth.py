"""Installing the mentor into a workspace from its own page: /slack/install, and back again."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.manifest import REDIRECT_PATH, SCOPES
from adapters.slack.places import Tenant

log = logging.getLogger(__name__)

INSTALL = "/slack/install"

QUIET = logging.getLogger(f"{__name__}.bolt")
"""What Bolt says of a failed installation, with the code in it that stands for the token."""
QUIET.setLevel(logging.CRITICAL)

STATE_SECONDS = 600
"""What a person has for Slack's page of permissions."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are to Slack when somebody installs: the app's id, and its secret."""

    id: str
    secret: str


def flow(
    client: Client,
    web: AsyncWebClient,
    installations: AsyncInstallationStore,
    states: AsyncOAuthStateStore,
    installed: Callable[[Tenant], Awaitable[None]],
) -> AsyncOAuthFlow:
    """The pages; *installed* is told of each workspace that came in, or came back."""

    async def success(args: AsyncSuccessArgs) -> BoltResponse:
        installation = args.installation
        org = bool(installation.is_enterprise_install)
        team = installation.team_id or installation.enterprise_id or ""
        await installed(Tenant(team, installation.enterprise_id, org))
        return await args.default.success(args)

    async def failure(args: AsyncFailureArgs) -> BoltResponse:
        log.warning("An installation failed: %s", args.reason)
        return await args.default.failure(args)

    settings = AsyncOAuthSettings(
        client_id=client.id,
        client_secret=client.secret,
        scopes=list(SCOPES),
        user_scopes=[],
        install_path=INSTALL,
        redirect_uri_path=REDIRECT_PATH,
        installation_store=installations,
        state_store=states,
        state_expiration_seconds=STATE_SECONDS,
        callback_options=AsyncCallbackOptions(success=success, failure=failure),
        authorization_url=authorize_url(web.base_url),
    )
    return AsyncOAuthFlow(client=web, settings=settings, logger=QUIET)


def authorize_url(api_url: str) -> str:
    """Where people are asked for permission, beside the Web API at *api_url* ("https://slack.com/api/")."""
    return f"{api_url.rstrip('/').removesuffix('/api')}/oauth/v2/authorize"
