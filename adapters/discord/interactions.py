"""Interactions at our own address, instead of over the gateway: for those who serve from many machines."""

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.discord.app import App
from adapters.discord.keys import FIND_KEY

PATH = "/discord/interactions"
"""What to put behind our address as Interactions Endpoint URL, on the application's page."""

PING, PONG = 1, 1
"""Types of an interaction that asks whether anybody is there, and of the response to it."""

log = logging.getLogger(__name__)


class Interactions:
    """Takes what Discord has signed, and nothing else; answers go the same way as those over the gateway."""

    def __init__(self, public_key: str, app: App, is_open: Callable[[], bool]) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        self._app = app
        self._is_open = is_open

    def route(self) -> web.RouteDef:
        """Where Discord posts to."""
        return web.post(PATH, self._posted)

    async def _posted(self, request: web.Request) -> web.Response:
        body = await request.read()
        signature = request.headers.get("X-Signature-Ed25519", "")
        timestamp = request.headers.get("X-Signature-Timestamp", "")
        if not self._is_signed(timestamp.encode() + body, signature):
            # Discord itself sends forged ones now and then, to see that they are turned away.
            log.info("A request was not signed by Discord. %s.", FIND_KEY)
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        payload = json.loads(body)
        if payload["type"] == PING:
            return web.json_response({"type": PONG})
        if not self._is_open():
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        hand_over(self._app, payload)
        return web.Response(status=HTTPStatus.ACCEPTED)

    def _is_signed(self, signed: bytes, signature: str) -> bool:
        try:
            self._key.verify(bytes.fromhex(signature), signed)
        except (InvalidSignature, ValueError):
            return False
        return True


def hand_over(app: App, payload: dict[str, Any]) -> None:
    """Let discord.py take an interaction as if the gateway had brought it: it has no public name for that."""
    app._connection.parse_interaction_create(payload)  # type: ignore[arg-type]  # noqa: SLF001
