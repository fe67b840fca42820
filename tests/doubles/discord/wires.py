"""A bot reduced to its calls: it says what a test tells it to, and looks at every answer."""

import asyncio
import json
from functools import cache
from typing import Any, NamedTuple, Self

import jsonschema_rs
from aiohttp import ClientSession, FormData, web
from multidict import CIMultiDictProxy

from tests.doubles.discord.openapi import DOCUMENT, spec_found
from tests.doubles.discord.server import Discord

NOBODY = {"parse": []}


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: Any
    headers: CIMultiDictProxy[str]

    @property
    def code(self) -> int:
        """Discord's own code of an error."""
        return int(self.body["code"])


class Door:
    """A bot's address, which answers what is posted there with what it is told to."""

    def __init__(self) -> None:
        self.posts: list[Any] = []
        self.answers: list[web.Response] = []
        self.delay = 0.0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/discord/interactions", self._open)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/discord/interactions"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _open(self, request: web.Request) -> web.Response:
        self.posts.append((await request.json(), request.headers))
        await asyncio.sleep(self.delay)
        return self.answers.pop(0)


class Caller:
    """Calls the REST API with a token; what it is answered has to be of the shape that Discord has for it."""

    def __init__(self, double: Discord, *, token: str | None = None) -> None:
        self._double = double
        self._token = double.token if token is None else token

    async def __aenter__(self) -> Self:
        headers = {"Authorization": f"Bot {self._token}"} if self._token else {}
        self._session = ClientSession(headers=headers)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def __call__(
        self, method: str, path: str, body: Any = None, files: dict[str, bytes] | None = None
    ) -> Answer:
        """Call, with a *body* of JSON, or beside *files*."""
        data: Any = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if files:
            headers, data = {}, _form(body, files)
        url = f"{self._double.api_url}{path}"
        async with self._session.request(method, url, data=data, headers=headers) as said:
            text = await said.text()
            is_json = said.headers.get("Content-Type") == "application/json"
            told = json.loads(text) if is_json else text
            if is_json and said.ok and spec_found():
                _check(method, path.partition("?")[0], told)
            return Answer(said.status, told, said.headers)

    async def send(self, channel_id: str, content: str = "Hello", **more: Any) -> Answer:
        """Write in a channel."""
        return await self(
            "POST",
            f"/channels/{channel_id}/messages",
            {"content": content, "allowed_mentions": NOBODY, **more},
        )

    async def respond(self, it: Any, kind: int, data: Any = None) -> Answer:
        """Give the first answer to an interaction, and see it."""
        body = {"type": kind} if data is None else {"type": kind, "data": data}
        return await self("POST", f"/interactions/{it.id}/{it.token}/callback?with_response=1", body)


def _form(body: Any, files: dict[str, bytes]) -> FormData:
    form = FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(body))
    for number, (name, data) in enumerate(files.items()):
        form.add_field(f"files[{number}]", data, filename=name)
    return form


def _check(method: str, path: str, told: Any) -> None:
    schema = _schema(method, path)
    if schema is not None:
        errors = [f"{error.instance_path}: {error.message}" for error in schema.iter_errors(told)]
        assert not errors, f"{method} {path} was answered with {told}: {errors}"


@cache
def _schema(method: str, path: str) -> jsonschema_rs.Draft202012Validator | None:
    from tests.doubles.discord.openapi import _document, _route

    route = _route(method, path)
    if route is None:
        return None
    answers = _document()["paths"][route][method.lower()]["responses"]
    content = answers["200"]["content"]["application/json"]
    schema = {**content["schema"], "components": _document()["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


__all__ = ["DOCUMENT", "NOBODY", "Answer", "Caller"]
