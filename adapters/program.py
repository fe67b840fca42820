"""The one place where the program is put together, by hand."""

import asyncio
import ctypes
import sys
from concurrent.futures import ThreadPoolExecutor

from adapters.settings import Settings
from adapters.terminal.outbox import Outbox
from adapters.vectors import CachedEncoder, Progress
from bot.delivery import Delivery
from bot.pacing import Lanes
from bot.ports import Senders, Store
from knowledge.encoder import MiniLm, ModelUnusable
from knowledge.lexical import LexicalIndex
from knowledge.library import Library, read_library
from knowledge.meaning import MeaningIndex
from knowledge.search import Search


def open_library(settings: Settings) -> Library:
    """The curated episodes; `CurationError` names every mistake in them."""
    return read_library(settings.episodes_dir)


def open_search(settings: Settings, progress: Progress) -> tuple[Search, ModelUnusable | None]:
    """The library, ready to be asked, and why it compares words alone if it does."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The model takes a quarter of a second, in which the other core reads the cards.
        loading = beside.submit(MiniLm, settings.model_dir)
        library = open_library(settings)
        lexical = LexicalIndex(library)
    try:
        encoder = loading.result()
    except ModelUnusable as unusable:
        return Search(library, lexical), unusable
    remembering = CachedEncoder(encoder, encoder.fingerprint, settings.cache_dir, progress)
    meaning = MeaningIndex(library, encoder, remembering)
    _give_back_memory()
    return Search(library, lexical, meaning, everyday=encoder.vocabulary), None


async def open_store(settings: Settings) -> Store:
    """The database that the settings name, ready to be used; `StoreError` says what is in the way.

    A SQLite file is made, and brought up to date, if need be; PostgreSQL is left to `career db upgrade`.
    """
    # Half a second that commands without a memory need not wait for.
    from adapters.storage import migrate  # noqa: PLC0415
    from adapters.storage.sql import open_sql_store  # noqa: PLC0415

    vault = open_vault(settings)
    await asyncio.to_thread(migrate.prepare, settings.database_url)
    return open_sql_store(settings.database_url, vault)


def lanes() -> Lanes:
    """How fast each platform takes messages; the terminal takes them as they come."""
    return Lanes({}, frozenset())


def terminal_outbox(settings: Settings) -> Outbox:
    """Where nudges wait for whoever sits at this terminal."""
    return Outbox(settings.files_dir / "outbox")


def delivery(
    settings: Settings, library: Library, store: Store, senders: Senders, paces: Lanes
) -> Delivery:
    """The loop that brings nudges through *senders*."""
    return Delivery(store, library, senders, paces, settings.clock)


def _give_back_memory() -> None:
    """Hand the 100 MB that loading the model took for a moment back to the system, where libc can."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
