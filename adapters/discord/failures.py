"""What goes wrong in Discord, by Discord's names for it."""

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
