"""Every scenario is played on every platform."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.settings import Settings
from bot.mentor import Mentor
from knowledge.search import Search
from tests.scenarios.platforms import Core, Platform, Terminal


@pytest.fixture(scope="session", params=["core", "terminal"])
def platform(
    request: pytest.FixtureRequest, search: Search, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """A member's place in front of the mentor, in which one scenario comes after another."""
    stage: Platform
    stage = Core(Mentor(search)) if request.param == "core" else Terminal(_with_vectors(tmp_path_factory))
    yield stage
    stage.close()


def _with_vectors(folders: pytest.TempPathFactory) -> Path:
    """A cache folder of the test's own, for it must not type into anybody's history; vectors are copied."""
    cache = folders.mktemp("cache")
    for vectors in Settings().cache_dir.glob("vectors-*.npz"):
        shutil.copy(vectors, cache)
    return cache
