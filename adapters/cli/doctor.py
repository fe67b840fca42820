"""`career doctor`: a look at everything that the mentor needs."""

import asyncio
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.text import Text

from adapters import program
from adapters.cli.console import out, read_settings
from adapters.cli.listing import AT_ONCE
from adapters.platform import PlatformUnusable
from adapters.settings import Settings
from bot.episodes import EVERYBODY, Loaded
from bot.opening import unpacked
from bot.ports import Records, StoreError
from bot.shelf_wording import counted
from knowledge.cards import Topic, listed
from knowledge.curation import CurationError
from knowledge.encoder import ModelUnusable, Mpnet
from knowledge.excerpts.packing import EditionUnreadable

BACK_UP = "Back it up, apart from the database: nobody can read the journals again without it"
UNREACHED = "cannot be reached ({why}), so nobody knows about its tokens. Look at the network, and {setting}"
READABLE_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH

LOST = "journals and tokens that none of the secret keys opens: {count}. Put back the key that locked them"

UNREADABLE = ", of which this version cannot read {count}, so they answer nothing: {names}. Load them again"

NAMED_MAX = 5
"""Editions that are named; of more, the reason is the same."""


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
        Mpnet(settings.model_dir)
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
        async with store.reading() as records:
            loaded = await _loaded(records, settings)
        await store.close()
        lost = rotation.count_lost(settings.database_url, program.open_vault(settings))
    except StoreError as error:
        return [Finding("database", well=False, said=str(error))]
    late = f", {due} prompts due since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    place = address.edge_of(settings.database_url).name.removeprefix("The database ")
    return [Finding("database", well=True, said=f"{place}{late}"), *loaded, _key(file, lost)]


async def _loaded(records: Records, settings: Settings) -> list[Finding]:
    """Whether all that was loaded, by anybody, can answer; nothing where no library says what there is."""
    try:
        topics = program.open_library(settings).topics
    except CurationError:
        return []
    live = [it for owner in await records.revisions() for it in await records.live_editions(owner)]
    lost: list[Loaded] = []
    for start in range(0, len(live), AT_ONCE):
        lost += await _lost(live[start : start + AT_ONCE], records, topics)
    said = f"{counted(len(live), 'edition')} live"
    if lost:
        more = [f"{len(lost) - NAMED_MAX} more"] if len(lost) > NAMED_MAX else []
        names = listed([*map(_name, lost[:NAMED_MAX]), *more])
        said += UNREADABLE.format(count=len(lost), names=names)
    return [Finding("loaded episodes", well=not lost, said=said)]


def _name(loaded: Loaded) -> str:
    return loaded.name if loaded.owner == EVERYBODY else f"{loaded.name} (of {loaded.owner})"


async def _lost(editions: Sequence[Loaded], records: Records, topics: Sequence[Topic]) -> list[Loaded]:
    """Those that this version cannot read."""
    packed = await records.packed([it.id for it in editions])
    return [it for it in editions if not _is_readable(it, packed.get(it.id, b""), topics)]


def _is_readable(loaded: Loaded, packed: bytes, topics: Sequence[Topic]) -> bool:
    try:
        unpacked(loaded, packed, topics)
    except EditionUnreadable:
        return False
    return True


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
    from aiohttp import ClientError  # noqa: PLC0415  (a sixth of a second that answers need not wait for)

    try:
        reach = await program.CHECKS[name](settings)
    except PlatformUnusable as error:
        return Finding(name, well=False, said=str(error))
    except (ClientError, TimeoutError) as error:
        why, setting = type(error).__name__, f"{name.upper()}_API_URL"
        return Finding(name, well=False, said=UNREACHED.format(why=why, setting=setting))
    return Finding(name, well=True, said=reach or f"not set up; docs/{name}.md says how")
