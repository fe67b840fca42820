"""Every scenario is played on every platform."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from adapters.program import Shipped
from tests.office import Office, open_office
from tests.scenarios.discord import DiscordMember
from tests.scenarios.platforms import Core, Desk, Platform, Terminal
from tests.scenarios.slack import SlackMember

PLATFORMS = ["core", "terminal", "slack over sockets", "slack over http", "discord"]


@pytest.fixture(scope="module")
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


class Desks:
    """Those that are free; one whose last conversation did not come to its end is not used again."""

    def __init__(self, opened: ExitStack) -> None:
        self._opened = opened
        self._free: list[Desk] = []

    @contextmanager
    def free(self) -> Iterator[Desk]:
        desk = self._free.pop() if self._free else self._opened.enter_context(closing(Desk()))
        yield desk
        self._free.append(desk)


@pytest.fixture(scope="module")
def desks() -> Iterator[Desks]:
    """Terminals, of which one does for all newcomers."""
    with ExitStack() as opened:
        yield Desks(opened)


@pytest.fixture(scope="module", params=PLATFORMS)
def platform(
    request: pytest.FixtureRequest,
    shipped: Shipped,
    offices: Offices,
    desks: Desks,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Platform]:
    """A member's place in front of the mentor, in which one scenario comes after another."""
    with _opened(request.param, shipped, offices, desks, tmp_path_factory.mktemp("place")) as place:
        yield place


@pytest.fixture(params=PLATFORMS)
def newcomer(
    request: pytest.FixtureRequest, shipped: Shipped, offices: Offices, desks: Desks, tmp_path: Path
) -> Iterator[Platform]:
    """The place of a member of whom the mentor knows nothing yet."""
    with _opened(request.param, shipped, offices, desks, tmp_path) as place:
        yield place


@contextmanager
def _opened(name: str, shipped: Shipped, offices: Offices, desks: Desks, folder: Path) -> Iterator[Platform]:
    match name:
        case "core":
            yield Core(shipped, folder)
        case "terminal":
            with desks.free() as desk, closing(Terminal(desk, folder)) as place:
                yield place
        case "discord":
            with closing(DiscordMember(shipped, folder)) as place:
                yield place
        case _:
            with closing(SlackMember(offices[name], folder)) as place:
                yield place
