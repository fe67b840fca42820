"""Our own address: what platforms and people reach over HTTP, and whether all is well."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping

from aiohttp import web

from adapters import metrics

log = logging.getLogger(__name__)

REQUEST_MAX = 1024 * 1024
"""Bytes of a request; Slack's are a few kilobytes, and a modal's at most some hundred."""

Ready = Callable[[], Awaitable[bool]]


class Site:
    """A web server with the *routes* of whoever needs it, and always `/healthz`, `/readyz` and `/metrics`."""

    def __init__(
        self, host: str, port: int, routes: Iterable[web.RouteDef], ready: Mapping[str, Ready]
    ) -> None:
        self._host = host
        self._port = port
        self._ready = dict(ready)
        app = web.Application(client_max_size=REQUEST_MAX)
        own = [
            web.get("/healthz", _alive),
            web.get("/readyz", self._is_ready),
            web.get("/metrics", _counted),
        ]
        app.add_routes([*routes, *own])
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)

    @property
    def address(self) -> str:
        """Where it listens, or would."""
        return f"{self._host}:{self._port}"

    async def open(self) -> None:
        """Listen.

        Raises:
            OSError: the port is somebody else's, or is not ours to take.
        """
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def close(self) -> None:
        """Stop listening; requests that came in are answered."""
        await self._runner.cleanup()

    async def _is_ready(self, _request: web.Request) -> web.Response:
        found = {name: await is_ready() for name, is_ready in self._ready.items()}
        # With none, or with one of several: what is out of order must not take the others' requests away.
        ready = any(found.values()) or not found
        return web.json_response({"ready": ready, **found}, status=200 if ready else 503)


async def never() -> bool:
    """Ready: what is wanted, and could not be opened."""
    return False


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _counted(_request: web.Request) -> web.Response:
    return web.Response(body=metrics.page(), headers={"Content-Type": metrics.TYPE})
