"""What goes wrong in Slack, by Slack's names for it."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from adapters import failures

PLATFORM = "slack"
"""As metrics and workspaces' names have it."""

NO_PERMISSION = "missing_scope"
"""The error of a token from before the mentor asked for a permission; forms that take files need one, too."""

TOKEN_IS_DEAD = frozenset({
    "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed",
    "team_not_found", "team_access_not_granted", "org_login_required",
})  # fmt: skip
"""Errors of a token that opens the workspace no more."""

TAKEN_BACK = frozenset({"account_inactive", "token_revoked"})
"""Those that say that the mentor was removed: others come of a token's end, or of a wrong or strange one."""


def noted(error: Exception) -> str:
    """The id under which a failure is in the log. See `failures.noted`."""
    return failures.noted(error, PLATFORM, code_of(error) if isinstance(error, SlackApiError) else "")


def code_of(error: SlackApiError) -> str:
    """What Slack calls it; nothing where somebody before it answered, who may not speak JSON."""
    said = getattr(error.response, "data", None)
    return str(said.get("error", "")) if isinstance(said, dict) else ""


async def persistently(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do what Slack tells only once, again and again until the store and Slack are there for it."""
    await failures.persistently(work, (SlackApiError, ClientError, TimeoutError))


async def quietly(work: Coroutine[Any, Any, None]) -> None:
    """Do what nobody waits for; a failure is for the log alone."""
    try:
        await work
    except Exception as error:  # noqa: BLE001  (a task has nobody above it)
        noted(error)
