"""What goes wrong, in the log: where, under an id that the member is told, never with a word of theirs."""

import asyncio
import logging
import secrets
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from adapters.metrics import FAILURES
from bot.ports import StoreError

log = logging.getLogger(__name__)

PLATFORM = "slack"
"""As metrics and workspaces' names have it."""


TOKEN_IS_DEAD = frozenset({
    "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed",
    "team_not_found", "team_access_not_granted", "org_login_required",
})  # fmt: skip
"""Errors of a token that opens the workspace no more."""

PAUSE_MAX = 60.0
"""Seconds between two tries to keep something."""


def noted(error: Exception) -> str:
    """The id under which a failure is in the log; without its text, which may quote what somebody wrote."""
    FAILURES.labels(PLATFORM).inc()
    id = secrets.token_hex(3)
    what = code_of(error) if isinstance(error, SlackApiError) else ""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("Error %s in Slack: %s %s\n%s", id, type(error).__name__, what, where)
    return id


def code_of(error: SlackApiError) -> str:
    """What Slack calls it; nothing where somebody before it answered, who may not speak JSON."""
    said = getattr(error.response, "data", None)
    return str(said.get("error", "")) if isinstance(said, dict) else ""


async def persistently(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do what Slack tells only once, again and again until the store and Slack are there for it."""
    pause = 1.0
    while True:
        try:
            await work()
        except (StoreError, SlackApiError, ClientError, TimeoutError) as error:
            log.warning("To be tried again: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, PAUSE_MAX)
        else:
            return


async def quietly(work: Coroutine[Any, Any, None]) -> None:
    """Do what nobody waits for; a failure is for the log alone."""
    try:
        await work
    except Exception as error:  # noqa: BLE001  (a task has nobody above it)
        noted(error)
