"""The `career` command: a word for each thing that can be done, in a module for each group."""

import logging
import os
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

from adapters.cli import asking, database, episodes, keys, nudges, serving

Command = Any
"""A command of typer's, whose types are not public."""

cli = typer.Typer(
    name="career",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Career advice from podcast episodes, with who said it and a link to that moment.",
    epilog='Try [bold]career ask "how do I get to staff?"[/bold], or [bold]career chat[/bold].',
)
cli.command(epilog='Example: [bold]career ask "should I become a manager?"[/bold]')(asking.ask)
cli.command(epilog="Example: [bold]career chat[/bold], or [bold]echo staff | career chat[/bold]")(asking.chat)
cli.command(epilog="Example: [bold]career topics --json[/bold]")(asking.topics)
cli.command(epilog="Example: [bold]career serve[/bold]")(serving.serve)
cli.command(epilog="Example: [bold]career doctor[/bold]")(serving.doctor)
cli.add_typer(episodes.episodes, name="episodes")
cli.add_typer(nudges.nudges, name="nudges")
cli.add_typer(database.database, name="db")
cli.add_typer(keys.keys, name="keys")


def main() -> None:
    """Run the command. What stops it is said on standard error, in a sentence."""
    logging.basicConfig(level="WARNING", format="%(message)s")
    command = get_command(cli)
    _add_settings(command)
    command(prog_name="career")


@cli.callback(invoke_without_command=True)
def career(
    *,
    version_wanted: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Say the version, or leave it to a command."""
    if version_wanted:
        from importlib.metadata import version  # noqa: PLC0415  (imports half of email, and is rarely wanted)

        typer.echo(f"career {version('career-mentor')}")
        raise typer.Exit


def _add_settings(command: Command) -> None:
    """Give every command the options that stand for a setting of the environment."""
    if isinstance(command, TyperGroup):
        for inner in command.commands.values():
            _add_settings(inner)
    command.params += [
        TyperOption(
            param_decls=["--database"],
            metavar="URL",
            expose_value=False,
            callback=_set("CAREER_DATABASE_URL"),
            help="The database to use: sqlite:///PATH or postgresql://... (or set CAREER_DATABASE_URL).",
        ),
        TyperOption(param_decls=["--now"], expose_value=False, hidden=True, callback=_set("CAREER_NOW")),
    ]


def _set(variable: str) -> Callable[[object, object, str | None], None]:
    def callback(_context: object, _parameter: object, value: str | None) -> None:
        if value is not None:
            os.environ[variable] = value

    return callback
