"""`career db`: bring the database up to date, check it, back it up and restore it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from adapters import program
from adapters.cli.console import err, out, read_settings, stop, stopping

database = typer.Typer(
    no_args_is_help=True,
    help="Bring the database up to date, check it, back it up and restore it.",
    epilog="Example: [bold]career db backup friday.sqlite3[/bold]",
)

POSTGRESQL_TOOLS = (
    "This database is PostgreSQL, which has its own tools for that: pg_dump makes a backup, pg_restore brings "
    "it back. Keep CAREER_SECRET_KEY with it: without the key nobody can read the reflections in it."
)


@database.command(epilog="Example: [bold]career db upgrade[/bold]")
def upgrade() -> None:
    """Create the tables, or bring them up to this version. Safe to repeat, and for two at a time."""
    from adapters.storage import migrate  # noqa: PLC0415  (half a second that other commands need not wait for)

    url = read_settings().database_url
    with stopping():
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

    path = _sqlite_file()
    with stopping():
        copy(path, file, overwrite=overwrite)
    out.print(Text(f"{file} holds everything that was kept until now."))
    _remind_of_key(path)


@database.command(epilog="Example: [bold]career db restore /backups/2026-11-22.sqlite3[/bold]")
def restore(file: Annotated[Path, typer.Argument(help="A copy that `career db backup` made.")]) -> None:
    """Put a copy in the place of the SQLite database; what was there is kept beside it."""
    from adapters.storage.backup import restore as put_back  # noqa: PLC0415

    path = _sqlite_file()
    with stopping():
        aside = put_back(file, path)
    out.print(Text(f"{path} is now what {file} holds."))
    if aside:
        out.print(Text(f"What was there before is in {aside}."))
    with stopping():
        asyncio.run(_try_keys())


async def _try_keys() -> None:
    """Open the restored database once, which fails over a key that does not belong to it."""
    store = await program.open_store(read_settings())
    await store.close()


def _sqlite_file() -> Path:
    path = program.sqlite_file(read_settings())
    if path is None:
        stop(POSTGRESQL_TOOLS)
    return path


def _remind_of_key(path: Path) -> None:
    key = path.with_name(path.name + ".key")
    if read_settings().secret_key is None and key.exists():
        err.print(Text(f"Back up the key file as well, in another place: {key}", "yellow"))
