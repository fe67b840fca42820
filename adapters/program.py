"""The one place where the program is put together, by hand."""

import asyncio
import ctypes
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from adapters.settings import Settings
from adapters.terminal.outbox import Outbox
from adapters.vectors import CachedEncoder, Progress
from bot.delivery import Delivery
from bot.pacing import Lanes
from bot.ports import Senders, Store, StoreError
from knowledge.encoder import MiniLm, ModelUnusable
from knowledge.lexical import LexicalIndex
from knowledge.library import Library, read_library
from knowledge.meaning import MeaningIndex
from knowledge.search import Search

if TYPE_CHECKING:
    from adapters.storage.sql import SqlStore
    from adapters.storage.vault import Vault


PLATFORMS = ("terminal",)
"""Platforms that this version knows."""

KEY_NEEDED = (
    "On PostgreSQL the key that journals are locked with comes from CAREER_SECRET_KEY, which is not set. "
    "Make one with `career keys new`, and keep a copy in a safe place."
)


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


def open_vault(settings: Settings) -> "Vault":
    """The keys that journals are locked with; `StoreError` says what is wrong with them."""
    from adapters.storage import rotation  # noqa: PLC0415
    from adapters.storage.address import sqlite_file  # noqa: PLC0415
    from adapters.storage.vault import KeyUnusable, Vault, key_beside, read_keys  # noqa: PLC0415

    file = sqlite_file(settings.database_url)
    try:
        keys = read_keys(settings.secret_key.get_secret_value() if settings.secret_key else "")
        if not keys and file:
            keys = key_beside(file, new=not rotation.holds_keys(file))
    except KeyUnusable as error:
        raise StoreError(str(error)) from error
    if not keys:
        raise StoreError(KEY_NEEDED)
    return Vault(keys)


async def open_store(settings: Settings) -> "SqlStore":
    """The database that the settings name, ready to be used; `StoreError` says what is in the way.

    A SQLite file is made, and brought up to date, if need be; PostgreSQL is left to `career db upgrade`.
    """
    # Half a second that commands without a memory need not wait for.
    from adapters.storage import migrate  # noqa: PLC0415
    from adapters.storage.sql import open_sql_store  # noqa: PLC0415

    await asyncio.to_thread(migrate.prepare, settings.database_url)
    return open_sql_store(settings.database_url, open_vault(settings))


def lanes() -> Lanes:
    """How fast each platform takes messages; the terminal takes them as they come."""
    return Lanes({}, frozenset())


def terminal_outbox(settings: Settings) -> Outbox:
    """Where nudges wait for whoever sits at this terminal."""
    return Outbox(settings.files_dir / "outbox")


def senders(settings: Settings) -> Senders:
    """How the platforms that are set up here reach people."""
    return {"terminal": terminal_outbox(settings)}


def delivery(settings: Settings, library: Library, store: Store, senders: Senders, paces: Lanes) -> Delivery:
    """The loop that brings nudges through *senders*."""
    return Delivery(store, library, senders, paces, settings.clock)


def _give_back_memory() -> None:
    """Hand the 100 MB that loading the model took for a moment back to the system, where libc can."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
