"""A Discord with the mentor in it as a process of its own, one for all tests of a module."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from adapters import program
from adapters.settings import Settings
from adapters.storage.sql import SqlStore
from tests.doubles.discord.server import Channel, Person
from tests.office import Guild, open_guild, secrets_in


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guild]:
    with open_guild(tmp_path_factory.mktemp("guild")) as guild:
        yield guild


@pytest.fixture
def guild(opened: Guild) -> Iterator[Guild]:
    """One where Discord has nothing to object to in the end, and no log holds what is nobody's business."""
    yield opened
    problems, unanswered = list(opened.discord.problems), list(opened.discord.unanswered)
    # The next test is not to suffer for this one.
    opened.discord.problems.clear()
    opened.discord.unanswered.clear()
    assert problems == []
    assert unanswered == []
    assert secrets_in(opened.mentor.log, opened.discord) == []


@pytest.fixture
def ada(guild: Guild) -> Person:
    """A newcomer."""
    return guild.newcomer()


@pytest.fixture
def bob(guild: Guild) -> Person:
    """Another newcomer, who reads what all can read."""
    return guild.newcomer()


@pytest.fixture
def channel(guild: Guild) -> Channel:
    """A channel of this test's own."""
    return guild.channel()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """A database of this test's own, for a mentor in its process."""
    store = await program.open_store(Settings(database_url=f"sqlite:///{tmp_path}/mentor.sqlite3"))
    yield store
    await store.close()
