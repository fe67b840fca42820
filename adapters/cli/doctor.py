"""`career doctor`: a look at everything that the mentor needs."""

import asyncio
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import typer
from aiohttp import ClientError
from rich.text import Text

from adapters import program
from adapters.cli.console import out, read_settings
from adapters.platform import PlatformUnusable
from adapters.settings import Settings
from bot.ports import StoreError
from knowledge.curation import CurationError
from knowledge.encoder import MiniLm, ModelUnusable

BACK_UP = "Back it up, apart from the database: nobody can read the journals again without it"
UNREACHED = "cannot be reached ({why}), so nobody knows about its tokens. Look at the network, and {setting}"
READABLE_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH

LOST = "journals and tokens that none of the secret keys opens: {count}. Put back the key that locked them"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, and what there is to say about it."""

    what: str
    well: bool
    said: str


def doctor() -> None:
    """Look at everything the mentor needs, and say what is missing. Exits with 1 if something is."""
    settings = read_settings()
    findings = [
        _env_file(),
        _episodes(settings),
        _model(settings),
        *asyncio.run(_database(settings)),
        _files(settings),
        *(asyncio.run(_platform(name, settings)) for name in program.CHECKS),
    ]
    for finding in findings:
        mark = Text("ok    ", "green") if finding.well else Text("wrong ", "red")
        out.print(mark.append(f"{finding.what}: {finding.said}", "default"), soft_wrap=True)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


def _env_file() -> Finding:
    """Where settings come from, which depends on the folder; they hold tokens that nobody else is to read."""
    file = Path(".env").absolute()
    if not file.exists():
        return Finding("settings", well=True, said=f"from the environment; there is no {file}")
    if file.stat().st_mode & READABLE_BY_OTHERS:
        return Finding("settings", well=True, said=f"from {file}, which others can read: chmod 600 .env")
    return Finding("settings", well=True, said=f"from the environment and {file}")


def _episodes(settings: Settings) -> Finding:
    try:
        library = program.open_library(settings)
    except CurationError as error:
        return Finding("episodes", well=False, said=error.problems[0])
    return Finding("episodes", well=True, said=f"{len(library.episodes)} with {len(library.cards)} cards")


def _model(settings: Settings) -> Finding:
    try:
        MiniLm(settings.model_dir)
    except ModelUnusable as error:
        return Finding("sentence encoder", well=False, said=str(error))
    return Finding("sentence encoder", well=True, said="loads")


async def _database(settings: Settings) -> list[Finding]:
    from adapters.storage import address, rotation  # noqa: PLC0415

    file = address.sqlite_file(settings.database_url)
    if file and not file.exists():
        return [Finding("database", well=True, said=f"{file} is made at the first start")]
    try:
        store = await program.open_store(settings)
        # To write is to be able to: the transaction is empty, and tells of a read-only file all the same.
        async with store.transaction() as records:
            due, since = await records.overdue(program.PLATFORMS, settings.clock())
        await store.close()
        lost = rotation.count_lost(settings.database_url, program.open_vault(settings))
    except StoreError as error:
        return [Finding("database", well=False, said=str(error))]
    late = f", {due} prompts due since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    place = address.edge_of(settings.database_url).name.removeprefix("The database ")
    return [Finding("database", well=True, said=f"{place}{late}"), _key(file, lost)]


def _key(file: Path | None, lost: int) -> Finding:
    if lost:
        return Finding("key", well=False, said=LOST.format(count=lost))
    if file and not read_settings().secret_key:
        return Finding("key", well=True, said=f"in {file}.key. {BACK_UP}")
    return Finding("key", well=True, said=f"from CAREER_SECRET_KEY. {BACK_UP}")


def _files(settings: Settings) -> Finding:
    """Whether files can be written where the terminal puts them, or where their folder will be made."""
    folder = next(it for it in (settings.files_dir, *settings.files_dir.absolute().parents) if it.exists())
    if not os.access(folder, os.W_OK):
        return Finding("files", well=False, said=f"{folder} cannot be written; see CAREER_FILES_DIR")
    return Finding("files", well=True, said=str(settings.files_dir))


async def _platform(name: str, settings: Settings) -> Finding:
    """Whether a chat platform takes the tokens, if there are some."""
    try:
        reach = await program.CHECKS[name](settings)
    except PlatformUnusable as error:
        return Finding(name, well=False, said=str(error))
    except (ClientError, TimeoutError) as error:
        why, setting = type(error).__name__, f"{name.upper()}_API_URL"
        return Finding(name, well=False, said=UNREACHED.format(why=why, setting=setting))
    return Finding(name, well=True, said=reach or f"not set up; docs/{name}.md says how")
