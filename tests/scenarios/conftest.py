"""Every scenario is played on every platform."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.settings import Settings
from knowledge.search import Search
from tests.scenarios.platforms import Core, Platform, Terminal

PLATFORMS = ["core", "terminal"]


@pytest.fixture(scope="session", params=PLATFORMS)
def platform(
    request: pytest.FixtureRequest, search: Search, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """A member's place in front of the mentor, in which one scenario comes after another."""
    yield from _opened(request.param, search, tmp_path_factory.mktemp("place"))


@pytest.fixture(params=PLATFORMS)
def newcomer(request: pytest.FixtureRequest, search: Search, tmp_path: Path) -> Iterator[Platform]:
    """The place of a member of whom the mentor knows nothing yet."""
    yield from _opened(request.param, search, tmp_path)


def _opened(name: str, search: Search, folder: Path) -> Iterator[Platform]:
    if name == "terminal":
        # A test must not type into anybody's history, nor read the cards' vectors anew.
        for vectors in Settings().cache_dir.glob("vectors-*.npz"):
            shutil.copy(vectors, folder)
    place: Platform = Core(search, folder) if name == "core" else Terminal(folder)
    yield place
    place.close()
