"""`career discord`: what is needed on Discord's side."""

import asyncio
from collections.abc import Awaitable
from typing import Annotated, TypeVar

import typer
from rich.text import Text

from adapters import program
from adapters.cli.console import Commands, err, read_settings, stop
from adapters.platform import PlatformUnusable
from bot.ports import StoreError

NO_APPLICATION = (
    "Whose address? Set DISCORD_TOKEN, or give --id: it is on your application's page, "
    "discord.com/developers/applications, under General Information."
)
UNREACHED = "Discord cannot be reached. Look at the network, and DISCORD_API_URL."

T = TypeVar("T")

discord = Commands(
    help="What is needed to have the mentor in Discord.",
    epilog="Example: [bold]career discord invite[/bold]",
)


@discord.command(epilog="Example: [bold]career discord invite --id 1234567890[/bold]")
def invite(
    *,
    id: Annotated[
        int | None,
        typer.Option(metavar="ID", help="The application's id; without it, that of DISCORD_TOKEN."),
    ] = None,
) -> None:
    """Print the addresses at which somebody adds the mentor to a server, or to their own account."""
    from adapters.discord.serving import invite as address  # noqa: PLC0415  (half a second for others to save)

    application = id or _asked(program.discord_application(read_settings()))
    if application is None:
        stop(NO_APPLICATION)
    typer.echo(f"To a server:     {address(application)}")
    typer.echo(f"To your account: {address(application, to_account=True)}")


@discord.command(epilog="Example: [bold]career discord sync[/bold]")
def sync() -> None:
    """Tell Discord of the commands once more. `career serve` does so whenever they have changed."""
    told = _asked(program.sync_discord(read_settings()))
    if told is None:
        stop(NO_APPLICATION)
    err.print(
        Text(f"Discord knows of {told} commands now. Apps that are open show them once reloaded.", "dim")
    )


def _asked(asking: Awaitable[T]) -> T:
    """What Discord says."""
    from aiohttp import ClientError  # noqa: PLC0415  (a sixth of a second that answers need not wait for)

    async def ask() -> T:
        return await asking

    try:
        return asyncio.run(ask())
    except (PlatformUnusable, StoreError) as error:
        stop(str(error))
    except (ClientError, TimeoutError, OSError):
        stop(UNREACHED)
