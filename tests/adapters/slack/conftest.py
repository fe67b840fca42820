"""A Slack with the mentor in it as a process of its own, one in each mode for all tests of a module."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.doubles.slack.server import Person
from tests.office import SECRET_WORD, Mode, Office, open_office


class Offices(dict[Mode, Office]):
    """By their mode, each opened when it is needed first."""

    def __init__(self, opened: ExitStack, folders: pytest.TempPathFactory) -> None:
        super().__init__()
        self._opened, self._folders = opened, folders

    def __missing__(self, mode: Mode) -> Office:
        self[mode] = self._opened.enter_context(open_office(mode, self._folders.mktemp(mode)))
        return self[mode]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with ExitStack() as opened:
        yield Offices(opened, tmp_path_factory)


@pytest.fixture
def mode(request: pytest.FixtureRequest) -> Mode:
    """How Slack reaches the mentor: over sockets, unless a test asks for both ways."""
    return getattr(request, "param", "socket")


@pytest.fixture
def office(mode: Mode, offices: Offices) -> Iterator[Office]:
    """One where Slack has nothing to object to in the end, and no log holds what members wrote."""
    office = offices[mode]
    yield office
    problems, unacknowledged = list(office.slack.problems), list(office.slack.unacknowledged)
    # The next test is not to suffer for this one.
    office.slack.problems.clear()
    office.slack.unacknowledged.clear()
    assert problems == []
    assert unacknowledged == []
    assert SECRET_WORD not in office.mentor.log.casefold()


@pytest.fixture
def ada(office: Office) -> Person:
    """A newcomer."""
    return office.newcomer()


@pytest.fixture
def bob(office: Office) -> Person:
    """Another newcomer, who reads what all can read."""
    return office.newcomer()


@pytest.fixture
def channel(office: Office) -> str:
    """A channel of this test's own, which both newcomers and the mentor are in."""
    return office.workspace.channel(f"C{len(office.workspace.channels):04}").id


@pytest.fixture
def far_channel(office: Office) -> str:
    """One that the mentor is not in."""
    number = len(office.workspace.channels)
    return office.workspace.channel(f"C{number:04}", bot_is_member=False).id
