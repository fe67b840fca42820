"""The `career` command: a word for each thing that can be done, in a module for each group."""

import logging
from typing import Annotated

import typer

from adapters.cli import (
    asking,
    cards,
    database,
    discord,
    doctor,
    episodes,
    feeds,
    keys,
    nudges,
    serving,
    slack,
)
from adapters.cli.console import Commands, with_settings

cli = Commands(
    name="career",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Career advice from podcast episodes, with who said it and a link to that moment.",
    epilog='Try [bold]career ask "how do I get to staff?"[/bold], or [bold]career chat[/bold].',
)
cli.command(epilog='Example: [bold]career ask "should I become a manager?"[/bold]')(asking.ask)
cli.command(epilog="Example: [bold]career chat[/bold], or [bold]echo staff | career chat[/bold]")(asking.chat)
cli.command(epilog="Example: [bold]career topics --json[/bold]")(asking.topics)
cli.command(epilog="Example: [bold]career serve[/bold]")(serving.serve)
cli.command(epilog="Example: [bold]career doctor[/bold]")(doctor.doctor)
cli.add_typer(episodes.episodes, name="episodes")
cli.add_typer(feeds.feeds, name="feeds")
cli.add_typer(cards.cards, name="cards")
cli.add_typer(nudges.nudges, name="nudges")
cli.add_typer(database.database, name="db")
cli.add_typer(keys.keys, name="keys")
cli.add_typer(slack.slack, name="slack")
cli.add_typer(discord.discord, name="discord")


def main() -> None:
    """Run the command. What stops it is said on standard error, in a sentence."""
    logging.basicConfig(level="WARNING", format="%(message)s")
    cli(prog_name="career")


@cli.callback(invoke_without_command=True)
@with_settings
def career(
    *,
    version_wanted: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Say the version, or leave it to a command."""
    if version_wanted:
        from importlib.metadata import version  # noqa: PLC0415  (imports half of email, and is rarely wanted)

        typer.echo(f"career {version('career-mentor')}")
        raise typer.Exit
