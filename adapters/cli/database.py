"""`career db`: bring the database up to date, check it, back it up and restore it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from adapters import program
from adapters.cli.console import Commands, err, out, progress, read_settings, stopping
from adapters.settings import Settings
from bot.ports import StoreError

if TYPE_CHECKING:
    from adapters.storage.vault import Vault

database = Commands(
    help="Bring the database up to date, check it, back it up and restore it.",
    epilog="Example: [bold]career db backup friday.sqlite3[/bold]",
)


@database.command(epilog="Example: [bold]career db upgrade[/bold]")
def upgrade() -> None:
    """Create the tables, or bring them up to this version. Safe to repeat, and for two at a time."""
    # Half a second that others need not wait for.
    from adapters.storage import address, migrate  # noqa: PLC0415

    url = read_settings().database_url
    with stopping():
        if address.sqlite_file(url):
            migrate.prepare(url)
        else:
            migrate.upgrade(url)
    out.print(Text("The database is up to date."))


@database.command(epilog="Example: [bold]career db check[/bold]")
def check() -> None:
    """Check that the tables are those of this version."""
    from adapters.storage import migrate  # noqa: PLC0415

    url = read_settings().database_url
    with stopping():
        migrate.check(url)
    out.print(Text("The database has the tables of this version."))


@database.command(epilog="Example: [bold]career db backup /backups/$(date +%F).sqlite3[/bold]")
def backup(
    file: Annotated[Path, typer.Argument(help="Where to put the copy.")],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there.")] = False,
) -> None:
    """Copy a SQLite database into one file, also while the mentor serves."""
    from adapters.storage.backup import backup as copy  # noqa: PLC0415
    from adapters.storage.backup import database_file  # noqa: PLC0415

    with stopping():
        path = database_file(read_settings().database_url)
        with progress(f"Copying {path.name}") as report:
            copy(path, file, report, overwrite=overwrite)
    out.print(Text(f"{file} holds everything that was kept until now."))
    _remind_of_key(path)


@database.command(epilog="Example: [bold]career db restore /backups/2026-11-22.sqlite3[/bold]")
def restore(file: Annotated[Path, typer.Argument(help="A copy that `career db backup` made.")]) -> None:
    """Put a copy in the place of the SQLite database; what was there is kept beside it."""
    from adapters.storage.backup import database_file  # noqa: PLC0415
    from adapters.storage.backup import restore as put_back  # noqa: PLC0415

    settings = read_settings()
    with stopping():
        path = database_file(settings.database_url)
        done = put_back(file, path, _vault(settings))
    out.print(Text(f"{path} is now what {file} holds."))
    if done.aside:
        out.print(Text(f"What was there before is in {done.aside}."))
    out.print(Text("Members who were deleted since that copy was made are back: delete them again."))
    if done.warning:
        err.print(Text(done.warning, "yellow"))


def _vault(settings: Settings) -> "Vault | None":
    """The keys at hand, to see whether they belong to a copy; none is no reason not to put it back."""
    try:
        return program.open_vault(settings)
    except StoreError:
        return None


def _remind_of_key(path: Path) -> None:
    key = path.with_name(path.name + ".key")
    if read_settings().secret_key is None and key.exists():
        err.print(Text(f"Back up the key file as well, in another place: {key}", "yellow"))
