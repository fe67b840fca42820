"""What goes wrong in Discord, by Discord's names for it."""

import logging
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

import discord
from aiohttp import ClientError

from adapters import failures

PLATFORM = "discord"
"""As metrics and workspaces' names have it."""

TOO_LATE = frozenset({10015, 10062, 50027})
"""Codes of an interaction that nobody can answer any more: unknown webhook, unknown interaction, invalid
token (opcodes and status codes, JSON error codes)."""

TROUBLES = (discord.DiscordException, ClientError, TimeoutError, OSError)
"""What a call of Discord may end in."""


class Brief(logging.Filter):
    """Has discord.py say what failed in its own hands as we say it: where, and not what somebody wrote.

    That Discord could not be reached for a moment needs no where.
    """

    LOGGERS = ("app_commands.tree", "client", "shard", "state", "ui.modal", "ui.view")
    """Those of discord.py's that tell of exceptions, and of what they happened to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace an exception by its type and place."""
        if record.exc_info and (error := record.exc_info[1]):
            where = [] if isinstance(error, TROUBLES) else traceback.format_tb(error.__traceback__)
            what = "\n".join([type(error).__name__, *where])
            record.msg, record.args = f"{record.msg} %s", (*map(_harmless, record.args or ()), what)
            record.exc_info = None
        return True


def _harmless(told: object) -> object:
    """A number or a name; of anything else, such as a button, what kind of thing it is."""
    return told if isinstance(told, int | float | str) else type(told).__name__


def noted(error: Exception) -> str:
    """The id under which a failure is in the log. See `failures.noted`."""
    return failures.noted(error, PLATFORM, code_of(error))


def code_of(error: Exception) -> str:
    """Discord's number for it, or that of HTTP; empty where it is none of Discord's."""
    return str(error.code or error.status) if isinstance(error, discord.HTTPException) else ""


async def persistently(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do what Discord tells only once, again and again until the store is there for it."""
    await failures.persistently(work, ())


async def quietly(work: Coroutine[Any, Any, None]) -> None:
    """Do what nobody waits for; a failure is for the log alone, and to be too late is none."""
    try:
        await work
    except discord.HTTPException as error:
        if error.code not in TOO_LATE:
            noted(error)
    except Exception as error:  # noqa: BLE001  (a task has nobody above it)
        noted(error)
