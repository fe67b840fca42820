"""The front of the Web API: which call it is, whose token, whether it may, and how Slack says no."""

import json
import math
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.doubles.faults import Fault, Faults, Work
from tests.doubles.slack.elements import Json

if TYPE_CHECKING:
    from tests.doubles.slack.content import Channel, Message
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.server import Slack
    from tests.doubles.slack.world import Grant, Workspace

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute of one method for one workspace, which Slack promises at least (its page on rate limits)."""

POSTING, POSTING_BURST = 1.0, 4
"""Messages a second that one channel takes, and how many at once ("short bursts" on the same page)."""

NESTED = frozenset({"blocks", "view", "metadata", "files", "prompts", "attachments", "loading_messages"})
"""Arguments that are objects, and come as JSON text where the rest is a form."""


Run = Callable[["Call"], Json]


class Refused(Exception):
    """What Slack answers instead of doing it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.body: Json = {"ok": False, "error": error, **more}


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what does it, the scope that it needs (if it is always the same one) and its tier."""

    run: "Run"
    scope: str = ""
    tier: int = 0
    open: bool = False
    """Whether it goes without a bot's token."""


METHODS: dict[str, Method] = {}


def method(name: str, *, scope: str = "", tier: int = 0, open: bool = False) -> Callable[[Run], Run]:
    """Let a function be a method of the Web API."""

    def kept(run: Run) -> Run:
        METHODS[name] = Method(run, scope, tier, open)
        return run

    return kept


@dataclass(slots=True)
class Call:
    """One call: its arguments, and whose token came with it."""

    slack: "Slack"
    name: str
    args: Json
    token: str
    grant: "Grant | None" = None

    def __getitem__(self, key: str) -> Any:
        """An argument that has to be there."""
        value = self.args.get(key)
        if value in (None, ""):
            message = f"[ERROR] missing required field: {key}"
            raise Refused("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def flag(self, key: str) -> bool:
        """A yes or no, however it was sent."""
        return self.args.get(key) in (True, 1, "1", "true", "True")

    @property
    def workspaces(self) -> "list[Workspace]":
        """Where the token is good."""
        assert self.grant
        return [it for it in self.grant.tenant.reach if self.args.get("team_id") in (None, it.id)]

    def needs(self, scope: str) -> None:
        """Refuse it unless the app was given a scope."""
        assert self.grant
        scopes = self.grant.tenant.scopes
        if scope not in scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(scopes)))

    def person(self, id: str) -> "Person":
        """Somebody in the token's reach."""
        for workspace in self.workspaces:
            if id in workspace.people:
                return _open(workspace).people[id]
        raise Refused("user_not_found")

    def channel(self, id: str) -> "tuple[Workspace, Channel]":
        """A channel in the token's reach; a DM with somebody is there as soon as they are named."""
        for workspace in self.workspaces:
            if id in workspace.people:
                return _open(workspace), workspace.dm(id)
            channel = workspace.channels.get(id)
            if channel and (channel.kind == "channel" or channel.bot_is_member):
                return _open(workspace), channel
        raise Refused("channel_not_found")

    def message(self) -> "tuple[Workspace, Message]":
        """The bot's own message that is to change; what is ephemeral is out of its reach."""
        workspace, channel = self.channel(self["channel"])
        message = workspace.messages.get((channel.id, str(self["ts"])))
        if message is None or message.to:
            raise Refused("message_not_found")
        if message.user != workspace.tenant.bot_user_id:
            raise Refused("cant_update_message" if self.name == "chat.update" else "cant_delete_message")
        return workspace, message

    def refuse_problems(self, problems: list[str], error: str) -> None:
        """Say no to what is malformed, and keep that it was."""
        if problems:
            self.slack.problems += [f"{self.name}: {problem}" for problem in problems]
            raise Refused(error, response_metadata={"messages": [f"[ERROR] {it}" for it in problems]})


@dataclass(slots=True)
class Buckets:
    """How many calls are left to whom, by the time of the last one."""

    left: dict[object, tuple[float, float]] = field(default_factory=dict)

    def wait(self, whose: object, rate: float, burst: float, now: float) -> int:
        """Take one, or say how many seconds to wait for one."""
        had, at = self.left.get(whose, (burst, now))
        has = min(burst, had + (now - at) * rate)
        if has >= 1:
            self.left[whose] = (has - 1, now)
            return 0
        return max(1, math.ceil((1 - has) / rate))


class WebApi:
    """Answers calls of methods."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self.faults = Faults(_failed)
        self._buckets = Buckets()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        return await self.disturbed(name, request, lambda: self._answer(name, request))

    async def disturbed(self, name: str, request: web.Request, work: Work) -> web.StreamResponse:
        """Answer a call, unless something was to go wrong with it."""
        self._slack.calls[name] += 1
        return await self.faults.disturbed(name, request, work)

    async def _answer(self, name: str, request: web.Request) -> web.Response:
        call = Call(self._slack, name, *await _arguments(request))
        try:
            body = self._done(call)
        except Refused as refused:
            body = refused.body
        return _response(body, call)

    def _done(self, call: Call) -> Json:
        known = METHODS.get(call.name)
        if known is None:
            self._slack.problems.append(f"{call.name}: no such method, or none that the double knows")
            raise Refused("unknown_method")
        if not known.open:
            call.grant = self._grant(call.token)
        if known.scope:
            call.needs(known.scope)
        if self._slack.limits and known.tier and call.grant:
            rate = TIERS[known.tier]
            self.take((call.name, call.grant.tenant.id), rate / 60, rate)
        return {"ok": True, **known.run(call)}

    def take(self, whose: object, rate: float, burst: float) -> None:
        """Count a call, or refuse it because there were too many."""
        seconds = self._buckets.wait(whose, rate, burst, self._slack.now())
        if seconds:
            raise Refused("ratelimited", retry_after=seconds)

    def _grant(self, token: str) -> "Grant":
        if not token:
            raise Refused("not_authed")
        grant = self._slack.grants.get(token)
        if grant is None:
            raise Refused("invalid_auth")
        if trouble := grant.trouble(self._slack.now()):
            raise Refused(trouble)
        return grant


def _open(workspace: "Workspace") -> "Workspace":
    if workspace.closed:
        raise Refused("team_access_not_granted")
    return workspace


def _failed(fault: Fault) -> web.Response:
    if fault.error:
        return web.json_response({"ok": False, "error": fault.error})
    if fault.page:
        return web.Response(text=fault.page, status=fault.status)
    headers = {"Retry-After": str(fault.retry_after or 1)} if fault.status == 429 else {}
    body = {"ok": False, "error": "ratelimited" if fault.status == 429 else "service_unavailable"}
    return web.json_response(body, status=fault.status, headers=headers)


def _response(body: Json, call: Call) -> web.Response:
    headers = {"x-oauth-scopes": ",".join(sorted(call.grant.tenant.scopes))} if call.grant else {}
    if body.get("error") != "ratelimited":
        return web.json_response(body, headers=headers)
    return web.json_response(body, status=429, headers={"Retry-After": str(body.pop("retry_after"))})


async def _arguments(request: web.Request) -> tuple[Json, str]:
    """All that came with a request, wherever it was put, and the token."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        args |= json.loads(raw) if raw else {}
    elif request.content_type == "application/x-www-form-urlencoded":
        args |= dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    elif request.content_type == "multipart/form-data":
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    header = request.headers.get("Authorization", "")
    token = args.pop("token", "") or (header.removeprefix("Bearer ") if header.startswith("Bearer ") else "")
    _basic(header, args)
    return _opened(args), token


def _basic(header: str, args: Json) -> None:
    if header.startswith("Basic "):
        id, _, secret = b64decode(header.removeprefix("Basic ")).decode().partition(":")
        args |= {"client_id": id, "client_secret": secret}


def _opened(args: Mapping[str, Any]) -> Json:
    given = {key: value for key, value in args.items() if value is not None}
    texts = {key: value for key, value in given.items() if key in NESTED and isinstance(value, str) and value}
    return {**given, **{key: json.loads(value) for key, value in texts.items()}}
