"""How fast the bot is when many ask at once, in one workspace."""

from typing import TYPE_CHECKING

from tests.doubles import load
from tests.doubles.load import Load

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.world import Workspace

__all__ = ["Load", "measured"]


async def measured(
    workspace: "Workspace", commands: list[str], in_flight: int, *, people: int, name: str, seconds: float
) -> Load:
    """Send the commands, by so many people in turn."""

    async def ask(person: "Person", text: str) -> float | None:
        delivery = await person.command_now(name, text, "C1")
        return delivery.ack_ms if delivery else None

    crowd = [workspace.person(f"ULOAD{number}") for number in range(max(people, in_flight))]
    return await load.measured(crowd, commands, in_flight, ask=ask, seconds=seconds)
