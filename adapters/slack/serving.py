"""The mentor in Slack from start to stop: over sockets that we open, or at an address of our own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters.inflight import Inflight
from adapters.platform import Inside, PlatformUnusable
from adapters.slack import access, oauth
from adapters.slack.access import Access, Line, ManyWorkspaces, OneWorkspace
from adapters.slack.answers import Answers
from adapters.slack.app import Listeners, present
from adapters.slack.desk import Desk
from adapters.slack.failures import code_of, persistently, quietly
from adapters.slack.files import Files
from adapters.slack.heard import Heard
from adapters.slack.homes import Homes
from adapters.slack.keys import FIND_APP, FIND_BOT, FIND_SIGNING, Keys
from adapters.slack.manifest import REDIRECT_PATH, REQUESTS_PATH
from adapters.slack.people import People
from adapters.slack.places import Tenant
from adapters.slack.presence import Presence, Teams
from adapters.slack.sender import SlackSender
from adapters.slack.socket import Sockets
from bot.ports import Sender, StoreError

log = logging.getLogger(__name__)

PATIENCE = 4.0
"""Seconds for one question to Slack at the start; the next one after a failure waits as long."""

STOCK = 24 * 60 * 60.0
"""Seconds until it is looked again whether the mentor was removed anywhere without a word."""

BUSY = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Errors that say nothing about a token."""

AWAY = "The mentor cannot finish the installation right now. Please begin it again in a minute."

QUIET = logging.getLogger(f"{__name__}.bolt")
QUIET.setLevel(logging.ERROR)

T = TypeVar("T")


class Register(access.Register, Teams, Protocol):
    """What the database keeps for installing, too."""

    states: AsyncOAuthStateStore
    """Installations that have begun."""


class Slack:
    """Everything between Slack and the mentor. Made in a running loop, started once, stopped once."""

    name = "slack"

    def __init__(self, keys: Keys, inside: Inside, register: Register) -> None:
        self._keys = keys
        self._register = register
        # The SDK's own limit of time is not for a session that others brought.
        self._session = ClientSession(timeout=ClientTimeout(total=access.SECONDS))
        self._line = Line(keys.api_url, self._session)
        self._inflight = Inflight()
        self._own = dict[str, str]()
        self._access: Access = self._many() if keys.many else OneWorkspace(self._line, keys.bot_token)
        self._presence = Presence(self._access, register, inside.store, inside.clock)
        files = Files(self._access, self._session, keys.api_url)
        desk = Desk(inside.mentor, People(self._access), files, inside.clock)
        listeners = Listeners(
            desk,
            Answers(self._line, self._access, inside.lanes, inside.mentor.unposted),
            Homes(desk, self._access),
            Heard(inside.store, inside.clock),
            self._presence,
            self._inflight,
        )
        self._app = _app(self._line, keys)
        listeners.listen(self._app)
        self._sockets = (
            Sockets(self._app, keys.app_token, self._line.client(None)) if keys.app_token else None
        )
        self._started = False
        self._stock: asyncio.Task[None] | None = None
        self.sender: Sender = SlackSender(self._access)

    async def start(self) -> str:
        """Ask Slack whether the tokens are good, and take requests from then on. See `Platform`."""
        team = await _patiently(lambda: look(self._line, self._keys))
        if team:
            self._own[team.team] = self._keys.bot_token
            await self._presence.installed(team)
        if self._sockets:
            await self._sockets.open()
        self._started = True
        self._stock = asyncio.create_task(self._take_stock())
        return _reach(self._keys, team)

    async def _take_stock(self) -> None:
        """Now, since nobody listened until now, and every day."""
        while True:
            await quietly(persistently(self._presence.take_stock))
            await asyncio.sleep(STOCK)

    async def lost(self) -> None:
        """Slack may take tokens back, and give new ones; nothing that it does is the end. See `Platform`."""
        await asyncio.Event().wait()

    async def ready(self) -> bool:
        """Whether what people do in Slack reaches us."""
        return self._started and (self._sockets is None or await self._sockets.connected())

    async def take_no_more(self) -> None:
        """Close the sockets, and send away whoever calls. See `Platform`."""
        self._started = False
        if self._stock:
            self._stock.cancel()
        if self._sockets:
            await self._sockets.close()

    async def stop(self, seconds: float) -> int:
        """Answer what was asked before. See `Platform`."""
        await self.take_no_more()
        left = await self._inflight.drained(seconds)
        await self._session.close()
        return left

    def routes(self) -> list[web.RouteDef]:
        """What is to be found at our address: Slack's requests, and the pages for installing."""
        routes = [web.post(REQUESTS_PATH, self._requested)] if self._keys.signing_secret else []
        if self._keys.many:
            flow = oauth.flow(
                oauth.Client(self._keys.client_id, self._keys.client_secret),
                self._line.client(None),
                self._register.installations,
                self._register.states,
                self._presence.installed,
            )
            routes += [
                web.get(oauth.INSTALL, _page(flow.handle_installation)),
                web.get(REDIRECT_PATH, _page(flow.handle_callback)),
            ]
        return routes

    async def _requested(self, request: web.Request) -> web.Response:
        if not self._started:
            # Slack brings events again; a command gets an error that says to try again.
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        answer = await self._app.async_dispatch(await to_bolt_request(request))
        match answer.status:
            case HTTPStatus.UNAUTHORIZED:
                log.warning(
                    "A request was not signed with SLACK_SIGNING_SECRET, or too long ago. %s.", FIND_SIGNING
                )
            case HTTPStatus.NOT_FOUND:
                # Such as that it holds back events, since there were too many.
                log.warning("Slack said something that nobody here knows.")
                return web.Response()
        return await to_aiohttp_response(answer)

    # Tokens

    def _many(self) -> ManyWorkspaces:
        rotator = AsyncTokenRotator(
            client_id=self._keys.client_id,
            client_secret=self._keys.client_secret,
            # Who waits has the old token, and the next minute another try.
            client=self._line.client(None, retries=0),
        )
        return ManyWorkspaces(self._line, self._register, rotator, self._own)


def _app(line: Line, keys: Keys) -> AsyncApp:
    """Bolt, for signatures and for telling requests apart; what it would look up itself, we look up later."""
    return AsyncApp(
        name="career-mentor",
        # It tells the operator about settings that we do not go by.
        logger=QUIET,
        client=line.client(None),
        authorize=present,
        signing_secret=keys.signing_secret,
        # The receipt goes out as soon as a listener has handed it over, instead of at Bolt's next look.
        process_before_response=True,
        # By a token's own names, which we do not look up before the receipt; see `payloads.written`.
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )


def _page(
    handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def page(request: web.Request) -> web.Response:
        try:
            return await to_aiohttp_response(await handle(await to_bolt_request(request)))
        except (StoreError, ClientError, TimeoutError) as error:
            log.error("An installation failed: %s", error)  # noqa: TRY400  (it says where, and for people)
            return web.Response(status=503, text=AWAY)

    return page


async def check(keys: Keys) -> str:
    """Ask Slack whether the tokens are good; where they lead, for people.

    Raises:
        PlatformUnusable: one is not good.
        ClientError, TimeoutError: Slack cannot be reached.
    """
    async with ClientSession() as session:
        team = await look(Line(keys.api_url, session), keys)
    return _reach(keys, team)


def _reach(keys: Keys, team: Tenant | None) -> str:
    own = [f"workspace {team.team}"] if team else []
    others = [f"every workspace that installs it at {oauth.INSTALL}"] if keys.many else []
    way = "sockets" if keys.app_token else f"requests to {REQUESTS_PATH}"
    return f"{' and '.join([*own, *others])}, over {way}"


async def look(line: Line, keys: Keys) -> Tenant | None:
    """The workspace that the bot token opens, if there is one; both tokens were good.

    Raises: see `check`.
    """
    team = None
    if keys.bot_token:
        me = await _asked(line.client(keys.bot_token).auth_test(), "SLACK_BOT_TOKEN", FIND_BOT)
        team = Tenant(me["team_id"], me.get("enterprise_id"))
    if keys.app_token:
        opening = line.client(None).apps_connections_open(app_token=keys.app_token)
        await _asked(opening, "SLACK_APP_TOKEN", FIND_APP)
    return team


async def _asked(call: Awaitable[T], setting: str, where: str) -> T:
    try:
        return await asyncio.wait_for(call, PATIENCE)
    except SlackApiError as error:
        code = code_of(error)
        # Without a code it was somebody in front of Slack who answered.
        if not code or code in BUSY:
            raise TimeoutError(code) from error
        raise PlatformUnusable(f"Slack does not take {setting} ({code}). {where}.") from error


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What Slack says, once it can be reached."""
    while True:
        try:
            return await ask()
        except (ClientError, TimeoutError, OSError) as error:
            log.warning("Slack cannot be reached (%s); trying again.", type(error).__name__)
            await asyncio.sleep(PATIENCE)
