"""Installing and removing the app: Slack's page, codes and tokens for it, and a browser to go there."""

import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import ClientSession, web

from tests.doubles.slack import payloads
from tests.doubles.slack.api import Call, Refused, method
from tests.doubles.slack.elements import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.server import Slack
    from tests.doubles.slack.world import Grant, Tenant

CODE_SECONDS = 10 * 60
"""How long a code can be exchanged (Slack's page on installing with OAuth)."""

CALLBACK = "/slack/oauth_redirect"
"""Where the app expects people back, if it does not say: its one configured redirect URL."""

WHO = "X-Double-Who"
"""Says whose browser it is, "T1 UADA", in the place of Slack's session cookie."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a browser brings back: who let the app be installed where, and the redirect_uri that was named."""

    tenant: "Tenant"
    person: "Person"
    scopes: frozenset[str]
    redirect_uri: str
    at: float


@dataclass(eq=False)
class Authorizer:
    """Slack's page "... is requesting permission to access ...", on which everybody presses Allow."""

    slack: "Slack"
    codes: dict[str, Code] = field(default_factory=dict)
    callback: str = ""
    """The redirect URL that is configured."""

    async def page(self, request: web.Request) -> web.Response:
        """Send the browser back with a code, or with the error of somebody who pressed Cancel."""
        asked = request.query
        if asked.get("client_id") != self.slack.client_id:
            return web.Response(text="invalid_client_id", status=400)
        back = asked.get("redirect_uri") or self.callback
        if self.callback and not back.startswith(self.callback):
            return web.Response(text="bad_redirect_uri", status=400)
        tenant, person = self._who(request)
        query = {"state": asked.get("state", "")}
        if request.headers.get("X-Double-Cancel"):
            raise web.HTTPFound(f"{back}?{urlencode({'error': 'access_denied', **query})}")
        scopes = frozenset(filter(None, asked.get("scope", "").split(",")))
        code = secrets.token_hex(12)
        self.codes[code] = Code(tenant, person, scopes, asked.get("redirect_uri", ""), self.slack.now())
        raise web.HTTPFound(f"{back}?{urlencode({'code': code, **query})}")

    def _who(self, request: web.Request) -> "tuple[Tenant, Person]":
        # A real browser, of somebody who plays by hand, is the first person's of the first workspace.
        first = next(iter(self.slack.workspaces.values()))
        someone = next(iter(first.people.values()), None) or first.person("UADA")
        tenant_id, _, user_id = request.headers.get(WHO, f"{first.id} {someone.id}").partition(" ")
        tenant = self.slack.tenant(tenant_id)
        person = next(team.people[user_id] for team in tenant.reach if user_id in team.people)
        return tenant, person


@method("oauth.v2.access", open=True)
def access(call: Call) -> Json:
    if call.args.get("client_id") != call.slack.client_id:
        raise Refused("invalid_client_id")
    if call.args.get("client_secret") != call.slack.client_secret:
        raise Refused("bad_client_secret")
    match call.args.get("grant_type", "authorization_code"):
        case "refresh_token":
            return _renewed(call)
        case "authorization_code":
            return _exchanged(call)
    raise Refused("invalid_grant_type")


@method("auth.revoke")
def revoke(call: Call) -> Json:
    assert call.grant
    if call.flag("test"):
        return {"revoked": False}
    # An app without tokens is installed nowhere.
    call.slack.spawn(uninstall(call.grant.tenant, ("tokens_revoked", "app_uninstalled"), "token_revoked"))
    return {"revoked": True}


@method("apps.uninstall")
def apps_uninstall(call: Call) -> Json:
    if (call.args.get("client_id"), call.args.get("client_secret")) != (
        call.slack.client_id,
        call.slack.client_secret,
    ):
        raise Refused("bad_client_secret")
    assert call.grant
    call.slack.spawn(uninstall(call.grant.tenant, ("app_uninstalled", "tokens_revoked")))
    return {}


async def uninstall(tenant: "Tenant", order: tuple[str, ...], error: str = "account_inactive") -> None:
    """Make the app's tokens void, with what Slack answers to them from now on, then tell it so."""
    said: dict[str, Json] = {
        "app_uninstalled": {"type": "app_uninstalled"},
        "tokens_revoked": {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [tenant.bot_user_id]}},
    }
    told = [said[name] for name in order if tenant.is_told(said[name])]
    envelopes = [payloads.tenant_event(tenant, event) for event in told]
    tenant.revoke(error)
    for envelope in envelopes:
        await tenant.slack.courier.event(envelope)


async def browse(
    tenant: "Tenant",
    person: "Person",
    base_url: str,
    *,
    cancel: bool = False,
    forged_state: bool = False,
    without_cookie: bool = False,
) -> tuple[int, str]:
    """Go through an installation as a browser does: the last page's status and text."""
    slack = tenant.slack
    slack.authorizer.callback = f"{base_url}{CALLBACK}"
    headers = {WHO: f"{tenant.id} {person.id}", **({"X-Double-Cancel": "1"} if cancel else {})}
    async with ClientSession(trust_env=False) as browser:
        async with browser.get(f"{base_url}/slack/install", allow_redirects=False) as start:
            # A client's cookie jar rightly keeps a Secure cookie from http, a browser on https sends it.
            cookie = "; ".join(value.partition(";")[0] for value in start.headers.getall("Set-Cookie", []))
            link = start.headers.get("Location") or _link(await start.text(), slack.authorize_url)
        assert link.startswith(slack.authorize_url), f"the install page leads to {link or 'nowhere'}"
        async with browser.get(link, headers=headers, allow_redirects=False) as consent:
            back = consent.headers.get("Location", "")
            if not back:
                return consent.status, await consent.text()
        if forged_state:
            back = re.sub(r"state=[^&]*", "state=forged", back)
        carried = {} if without_cookie else {"Cookie": cookie}
        async with browser.get(back, headers=carried) as end:
            return end.status, await end.text()


def _link(page: str, authorize_url: str) -> str:
    found = (unescape(link) for link in re.findall(r'href="([^"]+)"', page))
    return next((link for link in found if link.startswith(authorize_url)), "")


def _exchanged(call: Call) -> Json:
    code = call.slack.authorizer.codes.pop(str(call.args.get("code")), None)
    if code is None or call.slack.now() - code.at > CODE_SECONDS:
        raise Refused("invalid_code")
    if call.args.get("redirect_uri", "") != code.redirect_uri:
        raise Refused("bad_redirect_uri")
    code.tenant.scopes = code.scopes
    return {**_granted(code.tenant.grant()), "authed_user": {"id": code.person.id}}


def _renewed(call: Call) -> Json:
    wanted = call.args.get("refresh_token")
    old = next((it for it in call.slack.grants.values() if wanted and it.refresh_token == wanted), None)
    if old is None:
        raise Refused("invalid_refresh_token")
    old.refresh_token = ""
    return _granted(old.tenant.grant())


def _granted(grant: "Grant") -> Json:
    tenant, [team, *_] = grant.tenant, grant.tenant.reach
    for_all = team is not tenant
    enterprise = team.enterprise
    rest: Json = {}
    if grant.expires_at is not None:
        rest = {"refresh_token": grant.refresh_token, "expires_in": int(tenant.slack.token_seconds)}
    return {
        "app_id": payloads.APP_ID,
        "scope": ",".join(sorted(tenant.scopes)),
        "token_type": "bot",
        "access_token": grant.token,
        "bot_user_id": tenant.bot_user_id,
        "team": None if for_all else {"id": team.id, "name": team.name},
        "enterprise": {"id": enterprise.id, "name": enterprise.name} if enterprise else None,
        "is_enterprise_install": for_all,
        **rest,
    }
