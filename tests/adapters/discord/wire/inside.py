"""The mentor's side of Discord in the test's own process, for what is hard to see from outside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from adapters import program
from adapters.discord.keys import Keys
from adapters.discord.serving import Discord as Platform
from adapters.platform import Inside
from adapters.storage.commands import CommandRegister
from adapters.storage.sql import SqlStore
from bot.catalogue import Catalogue
from bot.mentor import Mentor
from knowledge.lexical import LexicalIndex
from knowledge.library import Library
from knowledge.search import Search
from tests.doubles.discord.server import Discord


class Moment:
    """A clock that stands still until it is set."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def __call__(self) -> datetime:
        return self._moment

    def set(self, moment: datetime) -> None:
        self._moment = moment


def catalogue(library: Library) -> Catalogue:
    """What compares words alone, which is enough for a topic's name."""
    return Catalogue(Search(library, LexicalIndex(library)))


def inside(library: Library, store: SqlStore, mentor: Any = None) -> Inside:
    """A mentor, or whoever is in its place."""
    mentor = mentor or Mentor(catalogue(library), store)
    return Inside(mentor, store, program.lanes(), lambda: datetime.now(UTC))


@asynccontextmanager
async def platform(
    discord: Discord,
    library: Library,
    store: SqlStore,
    *,
    api_url: str = "",
    over_http: bool = False,
    mentor: Any = None,
) -> AsyncIterator[Platform]:
    """Not started yet; stopped in the end, whatever happens."""
    key = discord.public_key if over_http else ""
    keys = Keys(discord.token, key, api_url or discord.api_url, gateway=not over_http)
    served = Platform(keys, inside(library, store, mentor), CommandRegister(store))
    try:
        yield served
    finally:
        await served.stop(5.0)
