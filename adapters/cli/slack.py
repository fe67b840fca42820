"""`career slack`: what is needed on Slack's side."""

from typing import Annotated

import typer

from adapters.cli.console import AsJson, Commands, print_json, stop
from adapters.slack.manifest import AddressUnusable
from adapters.slack.manifest import manifest as manifest_for

LINE_MAX = 100
"""Characters of a line of the manifest, for people who read it before they paste it."""

slack = Commands(
    help="What is needed to have the mentor in Slack.",
    epilog="Example: [bold]career slack manifest[/bold]",
)


@slack.command(epilog="Example: [bold]career slack manifest --url https://mentor.example.com[/bold]")
def manifest(
    *,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Where Slack reaches the mentor, for many workspaces; without it, for one over Socket Mode.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the app manifest to paste into Slack: Create New App, From a manifest."""
    try:
        made = manifest_for(url)
    except AddressUnusable as error:
        stop(str(error))
    if as_json:
        print_json(made)
        return
    import yaml  # noqa: PLC0415  (no other command needs it)

    typer.echo(yaml.safe_dump(made, sort_keys=False, width=LINE_MAX), nl=False)
