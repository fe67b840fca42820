"""Tokens: a client for each workspace that the mentor was let into."""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import ClientError, ClientSession
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import TAKEN_BACK, TOKEN_IS_DEAD, code_of
from adapters.slack.places import Tenant
from bot.ports import StoreError

log = logging.getLogger(__name__)

RETRIES = 3

SECONDS = 10
"""What one call of the Web API may take; members wait for most of them."""

FRESH = 60.0
"""Seconds for which a token is believed without asking the database: another process may have changed it."""

ROTATE_MINUTES = 120
"""How long before its end a token is replaced; Slack's live for twelve hours."""

REFRESHING = 30.0
"""Seconds that one process has for a refresh before another may try."""


class NotInstalled(Exception):
    """The mentor has no token for a workspace: it was removed, or never let in."""


class Access(Protocol):
    """Clients for workspaces."""

    async def client(self, tenant: Tenant) -> AsyncWebClient:
        """What to call Slack's Web API with, waiting out its limits.

        Raises:
            NotInstalled: there is no token.
        """

    async def once(self, tenant: Tenant) -> AsyncWebClient:
        """The same, which tries everything once: for what must not happen twice."""

    def installed(self) -> None:
        """The mentor was installed somewhere, perhaps again: tokens that were good may not be."""

    async def removed(self, tenant: Tenant) -> bool:
        """The mentor was removed there: forget the token. False if it is good, since that was long ago."""

    async def taken_back(self) -> tuple[Tenant, ...]:
        """Where the mentor was removed, going by the tokens, whether that was told or not; never in doubt."""


@dataclass(frozen=True, slots=True)
class Line:
    """The way to Slack: where its Web API is, and the connections that all clients share."""

    api_url: str
    session: ClientSession

    def client(self, token: str | None, *, retries: int = RETRIES) -> AsyncWebClient:
        """A client for a token, or for none."""
        return AsyncWebClient(
            token=token,
            base_url=self.api_url,
            session=self.session,
            timeout=SECONDS,
            retry_handlers=retrying(retries),
        )


def retrying(times: int) -> list[AsyncRetryHandler]:
    """What waits out limits and hiccups; by itself the SDK repeats only what found no connection."""
    if not times:
        return []
    return [
        AsyncConnectionErrorRetryHandler(max_retry_count=times),
        AsyncRateLimitErrorRetryHandler(max_retry_count=times),
        AsyncServerErrorRetryHandler(max_retry_count=times),
    ]


class OneWorkspace:
    """A token from the settings, which opens one workspace, or each of an organisation."""

    def __init__(self, line: Line, token: str) -> None:
        self._patient = line.client(token)
        self._once = line.client(token, retries=0)

    async def client(self, tenant: Tenant) -> AsyncWebClient:  # noqa: ARG002  (there is one token)
        """See `Access`."""
        return self._patient

    async def once(self, tenant: Tenant) -> AsyncWebClient:  # noqa: ARG002
        """See `Access`."""
        return self._once

    def installed(self) -> None:
        """See `Access`. There is one token for good."""

    async def removed(self, tenant: Tenant) -> bool:
        """See `Access`. The token is the operator's to change."""
        if await _opens(self._patient):
            return False
        log.error("The mentor was removed from %s: SLACK_BOT_TOKEN is dead.", tenant.workspace)
        return True

    async def taken_back(self) -> tuple[Tenant, ...]:
        """See `Access`. Whoever starts with a dead token is told so."""
        return ()


class Register(Protocol):
    """What the database knows about workspaces that installed the mentor."""

    installations: AsyncInstallationStore
    """Tokens, as Slack's SDK keeps them."""

    async def installed(self) -> tuple[tuple[str | None, str | None], ...]:
        """The organization and the team of each token; without a team it is for all of the organization."""

    async def enterprise_of(self, workspace: str) -> str | None:
        """The enterprise that a workspace belongs to, if it was ever said."""

    async def remember_team(self, workspace: str, enterprise_id: str | None) -> None:
        """Keep the enterprise that a workspace belongs to."""

    async def acquire(self, name: str, seconds: float) -> str | None:
        """A lease of a name, which one process at a time holds; None if another does."""

    async def release(self, name: str, token: str) -> None:
        """Let go of it."""


@dataclass(frozen=True, slots=True)
class _Known:
    bot: Bot
    until: float


class ManyWorkspaces:
    """Tokens that installing brought, and the settings' *own* by team; what expires is replaced in time."""

    def __init__(
        self, line: Line, register: Register, rotator: AsyncTokenRotator, own: Mapping[str, str]
    ) -> None:
        self._line = line
        self._register = register
        self._rotator = rotator
        self._own = own
        self._known = dict[Tenant, _Known]()
        self._turns = dict[Tenant, asyncio.Lock]()
        self._unsaved = dict[tuple[str | None, str | None], Bot]()

    async def client(self, tenant: Tenant) -> AsyncWebClient:
        """See `Access`."""
        return self._line.client(await self._token(tenant))

    async def once(self, tenant: Tenant) -> AsyncWebClient:
        """See `Access`."""
        return self._line.client(await self._token(tenant), retries=0)

    def installed(self) -> None:
        """See `Access`. It is rare enough to ask the database anew about all."""
        self._known.clear()

    async def removed(self, tenant: Tenant) -> bool:
        """See `Access`. Slack may say so late or again, when the mentor has long been let in anew."""
        try:
            bot = await self._bot(tenant)
        except NotInstalled:
            return True
        if await _opens(self._line.client(bot.bot_token)):
            return False
        await self._register.installations.async_delete_all(
            enterprise_id=tenant.enterprise, team_id=None if tenant.org else tenant.team
        )
        self._known.clear()
        return True

    async def taken_back(self) -> tuple[Tenant, ...]:
        """See `Access`."""
        found = [
            Tenant(team or enterprise or "", enterprise, org=team is None)
            for enterprise, team in await self._register.installed()
        ]
        return tuple([it for it in found if await self._is_taken_back(it)])

    async def _is_taken_back(self, tenant: Tenant) -> bool:
        try:
            token = (await self._fresh(tenant)).bot_token
            try:
                await self._line.client(token).auth_test()
            except SlackApiError as error:
                # Another process may have renewed the token since it was read.
                return code_of(error) in TAKEN_BACK and (await self._bot(tenant)).bot_token == token
        except (NotInstalled, ClientError, TimeoutError, StoreError) as error:
            log.info("Whether the mentor is in %s is not known: %s", tenant.workspace, type(error).__name__)
        return False

    async def _token(self, tenant: Tenant) -> str:
        known = self._known.get(tenant)
        if known is None or known.until < time.monotonic():
            async with self._turns.setdefault(tenant, asyncio.Lock()):
                known = self._known.get(tenant)
                if known is None or known.until < time.monotonic():
                    known = _Known(await self._fresh(tenant), time.monotonic() + FRESH)
                    self._known[tenant] = known
        return known.bot.bot_token

    async def _fresh(self, tenant: Tenant) -> Bot:
        """The token as it is now, replaced if it ends soon; while another process does that, the old one."""
        bot = await self._bot(tenant)
        while _ends_in(bot, ROTATE_MINUTES * 60):
            name = f"slack {bot.enterprise_id} {bot.team_id}"
            lease = await self._register.acquire(name, REFRESHING)
            if lease:
                try:
                    return await self._rotated(await self._bot(tenant))
                finally:
                    await self._register.release(name, lease)
            if not _ends_in(bot, 0):
                break
            await asyncio.sleep(0.2)
            bot = await self._bot(tenant)
        return bot

    async def _rotated(self, bot: Bot) -> Bot:
        try:
            rotated = await self._rotator.perform_bot_token_rotation(
                bot=bot, minutes_before_expiration=ROTATE_MINUTES
            )
        except (SlackTokenRotationError, ClientError, TimeoutError) as error:
            # The old one may still be good for a while: who asks now is answered.
            log.warning("A token could not be refreshed: %s", _why(error))
            return bot
        if rotated:
            await self._keep(rotated)
        return rotated or bot

    async def _keep(self, bot: Bot) -> None:
        """Save a new token; the old one is spent, so until the store takes it there is only this process."""
        key = (bot.enterprise_id, bot.team_id)
        self._unsaved[key] = bot
        try:
            await self._register.installations.async_save_bot(bot)
        except StoreError as error:
            log.error("A new token could not be saved, and is tried again: %s", error)  # noqa: TRY400
        else:
            del self._unsaved[key]

    async def _bot(self, tenant: Tenant) -> Bot:
        """What was installed for the team, perhaps before it joined an enterprise, or for all of that."""
        if own := self._own.get(tenant.team):
            return Bot(team_id=tenant.team, bot_token=own, bot_id="", bot_user_id="", installed_at=0.0)
        enterprise = await self._enterprise(tenant)
        for of, team in ((enterprise, tenant.team), (enterprise, None), (None, tenant.team)):
            if not of and not team:
                continue
            bot = await self._register.installations.async_find_bot(
                enterprise_id=of, team_id=team, is_enterprise_install=team is None
            )
            if bot:
                return await self._newest(bot)
        raise NotInstalled(f"The mentor is not installed in {tenant.workspace}.")

    async def _newest(self, bot: Bot) -> Bot:
        """*bot*, or what took its place and could not be saved yet."""
        unsaved = self._unsaved.get((bot.enterprise_id, bot.team_id))
        if unsaved is None:
            return bot
        await self._keep(unsaved)
        return unsaved

    async def _enterprise(self, tenant: Tenant) -> str | None:
        """The enterprise that a workspace is in; prompts know the workspace alone, so it is remembered."""
        if tenant.enterprise is None:
            return await self._register.enterprise_of(tenant.workspace)
        await self._register.remember_team(tenant.workspace, tenant.enterprise)
        return tenant.enterprise


def _why(error: Exception) -> str:
    return code_of(error.api_error) if isinstance(error, SlackTokenRotationError) else type(error).__name__


def _ends_in(bot: Bot, seconds: float) -> bool:
    ends = bot.bot_token_expires_at
    return ends is not None and ends < time.time() + seconds


async def _opens(client: AsyncWebClient) -> bool:
    """Whether Slack takes a token; raises what says nothing about that."""
    try:
        await client.auth_test()
    except SlackApiError as error:
        if code_of(error) in TOKEN_IS_DEAD:
            return False
        raise
    return True
