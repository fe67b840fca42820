"""The front of the REST API: which route it is, who calls, whether they may, and how Discord says no."""

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.doubles.discord.content import Json
from tests.doubles.discord.openapi import openapi_problems
from tests.doubles.discord.rules import Upload
from tests.doubles.faults import Fault, Faults, Work

if TYPE_CHECKING:
    from tests.doubles.discord.server import Discord

API = "/api/v10"

ERRORS: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    40003: (403, "You are opening direct messages too fast"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "This interaction has reached its maximum number of follow-up messages."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160002: (400, "Cannot reply without permission to read message history"),
}
"""Statuses and messages by code (Discord's page on opcodes and status codes)."""

PER_SECOND = 50
"""Calls a second of one bot, all in all; those about interactions do not count (its page on rate limits)."""

WRITING = frozenset({"POST", "PUT", "PATCH"})
"""Methods with bodies."""

JSON_HEADERS = {"Content-Type": "application/json"}


class Refused(Exception):
    """What Discord answers instead of doing it."""

    def __init__(self, code: int = 0, *, status: int = 0, message: str = "", **more: Any) -> None:
        known, words = ERRORS.get(code, (status, message or f"{status}: refused"))
        super().__init__(f"{code}: {words}")
        self.status = status or known
        self.body: Json = {"message": message or words, "code": code, **more}
        self.headers: dict[str, str] = {}


@dataclass(slots=True)
class Call:
    """One call: what came with it, and where it goes."""

    discord: "Discord"
    method: str
    template: str
    path: str
    query: Json
    body: Any = None
    files: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    """What was uploaded, by the number in its field's name."""

    @property
    def uploads(self) -> list[Upload]:
        """The same, as the rules want to have it."""
        return [Upload(name, len(data)) for name, data in self.files.values()]

    def refuse_problems(self, problems: Sequence[str]) -> None:
        """Say no to what is malformed, and keep that it was."""
        if problems:
            self.discord.problems += [f"{self.method} {self.template}: {problem}" for problem in problems]
            errors = {"_errors": [{"code": "DOUBLE", "message": problem} for problem in problems]}
            raise Refused(50035, errors=errors)


Run = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One route: what does it, whether it needs the bot's token, and how often it may be called."""

    method: str
    template: str
    run: Run
    open: bool
    rate: tuple[int, float]


ROUTES: list[Route] = []


def route(
    method: str, template: str, *, open: bool = False, rate: tuple[int, float] = (50, 1.0)
) -> Callable[[Run], Run]:
    """Let a function answer a route; its ids come as arguments. *rate*: so many calls in so many seconds."""

    def kept(run: Run) -> Run:
        ROUTES.append(Route(method, template, run, open, rate))
        return run

    return kept


@dataclass(slots=True)
class Windows:
    """How many calls are left to whom until when."""

    used: dict[object, tuple[int, float]] = field(default_factory=dict)

    def take(self, whose: object, most: int, seconds: float) -> tuple[int, float]:
        """Count one: how many are left, less than none if it was one too many; and seconds until all are."""
        now = time.monotonic()
        count, until = self.used.get(whose, (0, 0.0))
        if now >= until:
            count, until = 0, now + seconds
        self.used[whose] = (count + 1, until)
        return most - count - 1, until - now


class Rest:
    """Answers calls."""

    def __init__(self, discord: "Discord") -> None:
        self._discord = discord
        self.faults = Faults(_failed)
        self.windows = Windows()

    def serve(self, app: web.Application) -> None:
        """Put all routes where they are."""
        for known in ROUTES:
            parts = known.template.split("{}")
            path = "".join(f"{part}{{id{at}}}" for at, part in enumerate(parts[:-1])) + parts[-1]
            app.router.add_route(known.method, API + path, self._answering(known))
        app.router.add_route("*", "/api/{rest:.*}", self._unknown)

    def _answering(self, known: Route) -> Callable[[web.Request], Any]:
        name = f"{known.method} {known.template}"

        async def answer(request: web.Request) -> web.StreamResponse:
            with self._discord.busy():
                try:
                    return await self.disturbed(name, request, lambda: self._answer(known, request))
                except ConnectionError:
                    # Whoever called is gone.
                    raise
                except Exception as error:
                    self._discord.problems.append(f"{name}: the double itself failed: {error!r}")
                    raise

        return answer

    async def disturbed(self, name: str, request: web.Request, work: Work) -> web.StreamResponse:
        """Answer a call, unless something was to go wrong with it."""
        self._discord.calls[name] += 1
        answer = await self.faults.disturbed(name, request, work)
        if answer.status >= 400:
            self._discord.refused[answer.status] += 1
        return answer

    async def _answer(self, known: Route, request: web.Request) -> web.Response:
        headers: dict[str, str] = {}
        try:
            if not known.open and request.headers.get("Authorization") != f"Bot {self._discord.token}":
                raise Refused(0, status=401, message="401: Unauthorized")  # noqa: TRY301
            headers = self._limited(known, request)
            call = await _call(self._discord, known, request)
            if self._discord.checking and known.method in WRITING:
                call.refuse_problems(openapi_problems(known.method, call.path, call.body))
            call.body = {} if call.body is None else call.body
            told = known.run(call, *request.match_info.values())
        except Refused as refused:
            refused.headers = headers | refused.headers
            return _refusal(refused)
        if told is None:
            return web.Response(status=204, headers=headers)
        return web.Response(body=json.dumps(told).encode(), headers=headers | JSON_HEADERS)

    def _limited(self, known: Route, request: web.Request) -> dict[str, str]:
        """The headers about how much is left, if that is limited at all."""
        if not self._discord.limits:
            return {}
        if not known.open:
            left, seconds = self.windows.take("all", PER_SECOND, 1.0)
            if left < 0:
                raise rate_limited(seconds, "global")
        most, per = known.rate
        # What a bucket is for: one channel or server, or what is done with one token.
        whose = tuple(request.match_info.values())[: 2 if known.open else 1]
        left, seconds = self.windows.take((known.template, known.method, whose), most, per)
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Reset": f"{self._discord.now() + seconds:.3f}",
            "X-RateLimit-Reset-After": f"{seconds:.3f}",
            "X-RateLimit-Bucket": f"{hash((known.template, known.method)) & 0xFFFFFFFF:08x}",
        }
        if left < 0:
            refused = rate_limited(seconds, "user")
            refused.headers |= headers
            raise refused
        return headers

    async def _unknown(self, request: web.Request) -> web.Response:
        self._discord.problems.append(
            f"{request.method} {request.path}: no such route, or none that the double knows"
        )
        return _refusal(Refused(0, status=404, message="404: Not Found"))


def rate_limited(seconds: float, scope: str) -> Refused:
    """What is answered to one call too many."""
    everywhere = scope == "global"
    message = "You are being rate limited."
    refused = Refused(0, status=429, message=message, retry_after=round(seconds, 3), **{"global": everywhere})
    refused.headers = {
        "Via": "1.1 google",
        "Retry-After": str(math.ceil(seconds)),
        "X-RateLimit-Scope": scope,
        **({"X-RateLimit-Global": "true"} if everywhere else {}),
    }
    return refused


def _failed(fault: Fault) -> web.Response:
    if fault.page:
        return web.Response(text=fault.page, status=fault.status)
    if fault.status == 429:
        return _refusal(rate_limited(fault.retry_after or 1.0, str(fault.error or "user")))
    return _refusal(Refused(int(fault.error or 0), status=fault.status))


def _refusal(refused: Refused) -> web.Response:
    body = json.dumps(refused.body).encode()
    return web.Response(body=body, status=refused.status, headers=refused.headers | JSON_HEADERS)


async def _call(discord: "Discord", known: Route, request: web.Request) -> Call:
    path = request.path.removeprefix(API)
    call = Call(
        discord, known.method, known.template, path, dict(request.query) if request.query_string else {}
    )
    if request.content_type == "multipart/form-data":
        await _read_form(call, request)
    elif request.can_read_body:
        call.body = _json(await request.read())
    return call


def _json(text: str | bytes | bytearray) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(50109) from None


async def _read_form(call: Call, request: web.Request) -> None:
    for name, value in (await request.post()).items():
        if name == "payload_json":
            call.body = _json(value.file.read() if isinstance(value, web.FileField) else value)
        elif name.startswith("files[") and isinstance(value, web.FileField):
            call.files[int(name[6:-1])] = (value.filename, value.file.read())
