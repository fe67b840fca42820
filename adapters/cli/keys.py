"""`career keys`: the secret keys that lock members' journals, and the tokens of platforms."""

import typer
from rich.text import Text

from adapters import program
from adapters.cli.console import Commands, out, read_settings, stop, stopping

keys = Commands(
    help="The secret keys that lock members' journals, and the tokens of platforms.",
    epilog="Example: [bold]career keys new[/bold]",
)


@keys.command(epilog="Example: [bold]career keys new[/bold]")
def new() -> None:
    """Print a fresh key for CAREER_SECRET_KEY."""
    from adapters.storage.vault import new_secret  # noqa: PLC0415  (cryptography takes a moment to load)

    typer.echo(new_secret())


@keys.command(epilog="Example: [bold]CAREER_SECRET_KEY=NEW,OLD career keys rotate[/bold]")
def rotate() -> None:
    """Lock every journal and token with the first of the keys in CAREER_SECRET_KEY; the others still open it.

    Put a new key in front of the old one, restart the mentor, rotate, and take the old one away. Can be
    repeated, and run while the mentor serves.
    """
    from adapters.storage.rotation import rotate as lock_anew  # noqa: PLC0415

    settings = read_settings()
    with stopping():
        result = lock_anew(settings.database_url, program.open_vault(settings))
    out.print(
        Text(
            f"Journals and tokens locked anew: {result.rewrapped}. "
            f"With the first key already: {result.current}."
        )
    )
    if result.lost:
        stop(
            f"Journals and tokens that open with none of the keys: {result.lost}. Put the key that locked "
            "them behind the others in CAREER_SECRET_KEY, and rotate again. Nobody can read them until then."
        )
