"""What there is to object to in what the mentor did."""

import logging
from threading import Thread
from typing import Any

from simcord import HttpLogEntry

from tests.doubles.discord.nodes import Payload
from tests.doubles.discord.openapi import openapi_problems
from tests.doubles.discord.rules import (
    Upload,
    problems_in_callback,
    problems_in_commands,
    problems_in_message,
)


def problems_of(request: HttpLogEntry) -> list[str]:
    """What Discord would refuse of a request, or our own rules do."""
    found = [*openapi_problems(request.method, request.path, request.json), *_beyond_shape(request)]
    return [f"{request.method} {request.path}: {problem}" for problem in found]


def _beyond_shape(request: HttpLogEntry) -> list[str]:
    body: Any = request.json
    match request.method, request.path.strip("/").split("/"):
        case "POST", ["interactions", _, _, "callback"]:
            return problems_in_callback(body, _uploads(body.get("data") or {}))
        case "POST", ["webhooks", _, _] | ["channels", _, "messages"]:
            return problems_in_message(body, _uploads(body))
        case "PATCH", ["webhooks", _, _, "messages", _]:
            return problems_in_message(body, _uploads(body), changes=True)
        case "PUT", ["applications", _, "commands"]:
            return problems_in_commands(body)
        case _:
            return []


def _uploads(body: Payload) -> list[Upload]:
    # SimCord keeps no files with a request, only what is said of them.
    return [Upload(it["filename"], 0) for it in body.get("attachments") or ()]


class Complaints(logging.Handler):
    """Errors that are logged in one thread."""

    def __init__(self, thread: Thread) -> None:
        super().__init__(logging.ERROR)
        self._thread = thread
        self._told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread.ident:
            self._told.append(self.format(record))

    def taken(self) -> list[str]:
        """Those since the last time."""
        told, self._told = self._told, []
        return told
