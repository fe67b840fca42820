"""Every scenario is played on every platform."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from adapters.settings import Settings
from knowledge.search import Search
from tests.office import Office, open_office
from tests.scenarios.discord import DiscordMember
from tests.scenarios.platforms import Core, Platform, Terminal
from tests.scenarios.slack import SlackMember

PLATFORMS = ["core", "terminal", "slack over sockets", "slack over http", "discord"]


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:
    """Slack in each of its modes, opened when a scenario is played there first."""
    with ExitStack() as opened:
        yield Offices(opened, tmp_path_factory)


class Offices(dict):
    """By the name of the platform."""

    def __init__(self, opened: ExitStack, folders: pytest.TempPathFactory) -> None:
        super().__init__()
        self._opened = opened
        self._folders = folders

    def __missing__(self, name: str) -> Office:
        mode = "socket" if "sockets" in name else "http"
        self[name] = self._opened.enter_context(open_office(mode, self._folders.mktemp("office")))
        return self[name]


@pytest.fixture(scope="session", params=PLATFORMS)
def platform(
    request: pytest.FixtureRequest,
    search: Search,
    offices: Offices,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Platform]:
    """A member's place in front of the mentor, in which one scenario comes after another."""
    yield from _opened(request.param, search, offices, tmp_path_factory.mktemp("place"))


@pytest.fixture(params=PLATFORMS)
def newcomer(
    request: pytest.FixtureRequest, search: Search, offices: Offices, tmp_path: Path
) -> Iterator[Platform]:
    """The place of a member of whom the mentor knows nothing yet."""
    yield from _opened(request.param, search, offices, tmp_path)


def _opened(name: str, search: Search, offices: Offices, folder: Path) -> Iterator[Platform]:
    place: Platform
    match name:
        case "core":
            place = Core(search, folder)
        case "terminal":
            # A test must not type into anybody's history, nor read the cards' vectors anew.
            for vectors in Settings().cache_dir.glob("vectors-*.npz"):
                shutil.copy(vectors, folder)
            place = Terminal(folder)
        case "discord":
            place = DiscordMember(search, folder)
        case _:
            place = SlackMember(offices[name], folder)
    yield place
    place.close()
