"""A Discord in this process with the mentor in it, one for all tests of a module."""

from collections.abc import Iterator

import pytest
from simcord import ChannelHandle, GuildHandle

from knowledge.search import Search
from tests.simulation.people import Person
from tests.simulation.world import Simulation


@pytest.fixture(scope="module")
def simulated(search: Search) -> Iterator[Simulation]:
    with Simulation(search) as simulation:
        yield simulation


@pytest.fixture
def simulation(simulated: Simulation) -> Iterator[Simulation]:
    """One in which nothing is left unanswered, nothing failed, and Discord has nothing to object to."""
    yield simulated
    assert simulated.problems() == []


@pytest.fixture
def server(simulation: Simulation) -> GuildHandle:
    """A server of this test's own."""
    return simulation.server()


@pytest.fixture
def channel(simulation: Simulation, server: GuildHandle) -> ChannelHandle:
    """A channel on it."""
    return simulation.channel(server)


@pytest.fixture
def ada(simulation: Simulation, server: GuildHandle) -> Person:
    """A newcomer on the server."""
    return simulation.person("Ada", server)


@pytest.fixture
def bob(simulation: Simulation, server: GuildHandle) -> Person:
    """Another one, who reads what all can read."""
    return simulation.person("Bob", server)


@pytest.fixture
def boss(simulation: Simulation, server: GuildHandle) -> Person:
    """Who manages the server."""
    return simulation.person("Boss", admin_of=[server])
