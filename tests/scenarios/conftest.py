"""Every scenario is played on every platform."""

from collections.abc import Iterator

import pytest

from bot.mentor import Mentor
from knowledge.search import Search
from tests.scenarios.platforms import Core, Platform, Terminal


@pytest.fixture(scope="session", params=["core", "terminal"])
def platform(request: pytest.FixtureRequest, search: Search) -> Iterator[Platform]:
    """A member's place in front of the mentor, in which one scenario comes after another."""
    stage: Platform = Core(Mentor(search)) if request.param == "core" else Terminal()
    yield stage
    stage.close()
