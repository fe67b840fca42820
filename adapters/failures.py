"""What goes wrong, in the log: where, under an id that the member is told, never with a word of theirs."""

import asyncio
import logging
import secrets
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

from adapters.metrics import FAILURES
from bot.ports import StoreError

log = logging.getLogger(__name__)

PAUSE_MAX = 60.0
"""Seconds between two tries to keep something."""


def noted(error: Exception, platform: str, code: str = "") -> str:
    """The id under which a failure is in the log; without its text, which may quote what somebody wrote.

    *code* is what the platform calls it.
    """
    FAILURES.labels(platform).inc()
    id = secrets.token_hex(3)
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("Error %s in %s: %s %s\n%s", id, platform.capitalize(), type(error).__name__, code, where)
    return id


async def persistently(
    work: Callable[[], Coroutine[Any, Any, None]], troubles: tuple[type[Exception], ...]
) -> None:
    """Do what a platform tells only once, until the store and whoever else has *troubles* is there for it."""
    pause = 1.0
    expected: tuple[type[Exception], ...] = (StoreError, *troubles)
    while True:
        try:
            await work()
        except expected as error:
            log.warning("To be tried again: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, PAUSE_MAX)
        else:
            return
