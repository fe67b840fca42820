"""`career serve` and `career doctor`: run the mentor for others, and see what it needs for that."""

import asyncio
import logging
import os
import signal
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.text import Text

from adapters import program
from adapters.cli.console import err, open_library, out, read_settings, stopping
from adapters.settings import Settings
from bot.admin import forget_old_questions
from bot.ports import Store, StoreError
from knowledge.curation import CurationError
from knowledge.encoder import MiniLm, ModelUnusable

DRAIN = 10.0
"""Seconds for what is under way when the mentor is told to stop."""

BACK_UP = "Back it up, apart from the database: nobody can read the journals again without it"
LOST = "journals that none of the secret keys opens: {count}. Put the key back that they were locked with"

DAY = 24 * 60 * 60.0

log = logging.getLogger(__name__)


def serve() -> None:
    """Bring weekly prompts until stopped. A SQLite database is made and brought up to date first.

    Slack and Discord are not part of this version yet: it serves this terminal, whose prompts
    `career chat` shows.
    """
    settings = read_settings()
    with stopping():
        asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    library = open_library()
    store = await program.open_store(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    senders = program.senders(settings)
    delivery = program.delivery(settings, library, store, senders, program.lanes())
    err.print(Text(f"Bringing weekly prompts to: {', '.join(senders)}. Stop with Ctrl-C.", "dim"))
    bringing = asyncio.create_task(delivery.run(stop))
    tidying = asyncio.create_task(_tidy(store, settings))
    try:
        await stop.wait()
        # What is claimed is sent and kept; what takes longer is brought by whoever starts next.
        await asyncio.wait_for(bringing, DRAIN)
    except TimeoutError:
        log.warning("Stopped in the middle of a round; it is taken up at the next start.")
    finally:
        tidying.cancel()
        await store.close()


async def _tidy(store: Store, settings: Settings) -> None:
    """Forget each day what has been kept for long enough."""
    while True:
        try:
            await forget_old_questions(store, settings.clock().date())
        except StoreError as error:
            log.warning("Old questions are still there: %s", error)
        await asyncio.sleep(DAY)


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
        _episodes(settings),
        _model(settings),
        *asyncio.run(_database(settings)),
        _files(settings),
        *_platforms(),
    ]
    for finding in findings:
        mark = Text("ok    ", "green") if finding.well else Text("wrong ", "red")
        out.print(mark.append(f"{finding.what}: {finding.said}", "default"), soft_wrap=True)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


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


def _platforms() -> list[Finding]:
    return [Finding("platforms", well=True, said=", ".join(program.PLATFORMS))]
