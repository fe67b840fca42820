"""A Slack of one's own: a server on loopback with people in it, which an app takes for the real one."""

import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from socket import create_connection
from typing import Any, Literal
from urllib.parse import urlsplit

from aiohttp import web

from tests.doubles.faults import Fault
from tests.doubles.loopback import Loopback
from tests.doubles.slack import agents, chat, files, load, lookups, oauth, payloads, views
from tests.doubles.slack.api import WebApi
from tests.doubles.slack.delivery import Courier, Delivery, signed
from tests.doubles.slack.elements import Json
from tests.doubles.slack.people import Person
from tests.doubles.slack.registration import Registration
from tests.doubles.slack.sight import Seen
from tests.doubles.slack.triggers import TRIGGER_SECONDS, ResponseUrls, Triggers
from tests.doubles.slack.world import Enterprise, Grant, Tenant, Workspace

__all__ = ["Delivery", "Enterprise", "Person", "Seen", "Slack", "Workspace"]

METHODS_OF = (agents, chat, files, lookups, oauth, views)
"""The modules whose functions are the Web API."""

ACK_SECONDS = 3.0
"""How long Slack waits for an acknowledgement (its pages on commands, interactivity and events)."""

RETRY_SECONDS = (0.0, 60.0, 300.0)
"""After how long an event comes again that was not acknowledged (its page on the Events API)."""

TOKEN_SECONDS = 12 * 60 * 60.0
"""How long a token lasts that has to be renewed (its page on token rotation)."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Slack(Loopback):
    """A Slack with one app, which can be in several workspaces.

    *mode* says how the app is told what happens; "http" needs *bot_url* as soon as something does. With a
    *manifest*, people can do only what it offers, and the bot is told only what it asks for. With *limits*
    Slack's rate limits hold. Without *validate* nothing that the bot sends is checked, to measure. *echo*:
    the bot gets events about its own messages in DMs, as it does in truth. *now* is when the clock starts.
    """

    NAME = "Slack"

    def __init__(
        self,
        *,
        mode: Literal["socket", "http"] = "socket",
        signing_secret: str = "signing-secret",
        bot_url: str | None = None,
        port: int = 0,
        manifest: Mapping[str, Any] | None = None,
        validate: bool = True,
        limits: bool = False,
        echo: bool = True,
        now: datetime | None = None,
        ack_seconds: float = ACK_SECONDS,
        trigger_seconds: float = TRIGGER_SECONDS,
        retry_seconds: tuple[float, ...] = RETRY_SECONDS,
        token_seconds: float = TOKEN_SECONDS,
    ) -> None:
        super().__init__(port, now)
        self.mode = mode
        self.bot_url = bot_url
        self.signing_secret = signing_secret
        self.client_id, self.client_secret = "1111.2222", "client-secret"
        self.app_token = "xapp-1-A0CAREER-1-double"
        self.validate, self.limits, self.echoes = validate, limits, echo
        self.ack_seconds, self.trigger_seconds = ack_seconds, trigger_seconds
        self.retry_seconds, self.token_seconds = retry_seconds, token_seconds
        self.registration = Registration.of(manifest) if manifest else Registration()
        self.workspaces: dict[str, Workspace] = {}
        self.enterprises: dict[str, Enterprise] = {}
        self.grants: dict[str, Grant] = {}
        self.calls: Counter[str] = Counter()
        self.deliveries: list[Delivery] = []
        self.unacknowledged: list[Delivery] = []
        self.api = WebApi(self)
        self.courier = Courier(self)
        self.triggers = Triggers(self)
        self.urls = ResponseUrls(self)
        self.authorizer = oauth.Authorizer(self)
        self._ts = itertools.count(1)

    def serve(self, app: web.Application) -> None:
        app.middlewares.append(self._counted)
        app.router.add_route("*", "/api/{method}", self.api.answer)
        app.router.add_get("/oauth/v2/authorize", self.authorizer.page)
        app.router.add_post("/commands/{team}/{key}", self.urls.answer)
        app.router.add_route("*", "/upload/v1/{id}", partial(files.upload, self))
        app.router.add_get("/files-pri/{file}/{path:.+}", partial(files.download, self))
        app.router.add_get("/link/", self.courier.connect)

    async def hang_up(self) -> None:
        await self.courier.close()

    @web.middleware
    async def _counted(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        # A connection of Socket Mode lasts, and is no sign of work.
        if request.path == "/link/":
            return await handler(request)
        with self.busy():
            try:
                return await handler(request)
            except web.HTTPException:
                raise
            except Exception as error:
                self.problems.append(f"{request.path}: the double itself failed: {error!r}")
                raise

    # Who is there

    def workspace(
        self,
        id: str = "T1",
        *,
        enterprise: "Enterprise | str | None" = None,
        rotating: bool = False,
        installed: bool = True,
    ) -> Workspace:
        """A workspace, there since it was named first; with the app, unless an organization installs it."""
        if id not in self.workspaces:
            org = self.enterprise(enterprise) if isinstance(enterprise, str) else enterprise
            self.workspaces[id] = Workspace(self, id, enterprise=org, rotating=rotating)
            if installed and org is None:
                self.workspaces[id].grant()
        return self.workspaces[id]

    def enterprise(self, id: str = "E1", *, rotating: bool = False) -> Enterprise:
        """An organization, which is there since it was named first."""
        return self.enterprises.setdefault(id, Enterprise(self, id, rotating=rotating))

    def tenant(self, id: str) -> Tenant:
        """The workspace or organization with an id."""
        return self.workspaces.get(id) or self.enterprises[id]

    # Addresses

    @property
    def api_url(self) -> str:
        """Where the Web API is."""
        return f"{self.url}/api/"

    @property
    def authorize_url(self) -> str:
        """Where a browser goes to install the app."""
        return f"{self.url}/oauth/v2/authorize"

    def environment(self, workspace: Workspace | None = None) -> dict[str, str]:
        """What to start the bot with: for one workspace, or for whoever installs it."""
        ways = {"SLACK_API_URL": self.api_url, "SLACK_SIGNING_SECRET": self.signing_secret}
        if self.mode == "socket":
            ways["SLACK_APP_TOKEN"] = self.app_token
        if workspace:
            return {**ways, "SLACK_BOT_TOKEN": workspace.bot_token}
        return {**ways, "SLACK_CLIENT_ID": self.client_id, "SLACK_CLIENT_SECRET": self.client_secret}

    # Time

    def new_ts(self) -> str:
        """A timestamp that no other message has."""
        return f"{int(self.now())}.{next(self._ts):06d}"

    # What goes wrong, and what happens besides

    def fail(
        self,
        method: str,
        *,
        error: str = "",
        status: int = 0,
        drop: bool = False,
        delay: float = 0.0,
        retry_after: int = 0,
        page: str = "",
        times: int = 1,
    ) -> None:
        """Let the next calls of a method go wrong.

        They are refused with an *error* or a *status* (and a *page*, if it is not Slack itself that answers),
        done but answered by a broken connection (*drop*), or late. The methods "response_url", "upload",
        "download" and "link" (a connection of Socket Mode) stand for those addresses.
        """
        self.api.faults.add(method, Fault(times, error, status, drop, delay, retry_after, page))

    def disconnect(
        self, how: Literal["refresh_requested", "warning", "close", "abort"] = "refresh_requested"
    ) -> None:
        """End the bot's connections in Socket Mode, politely or not."""
        self.run(self.courier.disconnect(how))

    def redeliver(self, delivery: Delivery, *, event_id: str | None = None) -> Delivery:
        """Bring an event again, as Slack may although it was acknowledged: the same, or under another id."""
        payload = {**delivery.payload, "event_id": event_id or delivery.payload["event_id"]}
        return self.run(self.courier.event(payload))

    def echo(self, workspace: Workspace, event: Json) -> None:
        """Tell the bot about its own message, if Slack would."""
        if self.echoes and event["channel_type"] == "im" and workspace.tenant.is_told(event):
            self.spawn(self.courier.event(payloads.event(workspace, event)))

    def verify_url(self) -> bool:
        """Whether the bot answers the challenge that Slack sends when its address is configured."""
        body = b'{"token": "verification-token", "challenge": "3eZbrw1aB", "type": "url_verification"}'
        headers = {"Content-Type": "application/json", **signed(self.signing_secret, body)}
        status, text = self.run(self.courier.send(body, headers))
        return status == 200 and "3eZbrw1aB" in text

    def wait_for_bot(self, seconds: float = 30.0) -> None:
        """Wait until the bot can be told something."""
        self.until(self._reachable, seconds=seconds)

    def _reachable(self) -> bool:
        if self.mode == "socket":
            return any(not socket.leaving for socket in self.courier.sockets)
        address = urlsplit(self.bot_url or "")
        try:
            create_connection((address.hostname, address.port), timeout=1).close()
        except OSError:
            return False
        return True

    def measure(
        self,
        commands: list[str],
        in_flight: int,
        *,
        people: int = 0,
        name: str = "/career",
        seconds: float = 10.0,
    ) -> load.Load:
        """Send slash commands of these texts in the first workspace, so many at once.

        They come from as many *people* in turn. Where the bot shows somebody several things for one command,
        there should be many more than commands *in_flight*, lest the last of them pass for the next answer.
        """
        team = next(iter(self.workspaces.values()))
        work = load.measured(team, commands, in_flight, people=people, name=name, seconds=seconds)
        return self.run_long(work)
