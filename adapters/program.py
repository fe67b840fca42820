"""The one place where the program is put together, by hand."""

import ctypes
import sys
from concurrent.futures import ThreadPoolExecutor

from adapters.settings import Settings
from adapters.vectors import CachedEncoder, Progress
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


def _give_back_memory() -> None:
    """Hand the 100 MB that loading the model took for a moment back to the system, where libc can."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
