"""How fast the bot is when many use its command at once, in one server."""

from typing import TYPE_CHECKING, Any

from tests.doubles import load
from tests.doubles.load import Load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.doubles.discord.people import Person
    from tests.doubles.discord.world import Server

__all__ = ["Load", "measured"]


async def measured(
    server: "Server",
    texts: "Sequence[str]",
    in_flight: int,
    *,
    people: int = 0,
    name: str = "career",
    option: str = "about",
    seconds: float = 10.0,
) -> Load:
    """Use the command with each of *texts* in an *option* of it, by so many people in turn.

    An answer is there when its message is, or its modal; that the bot is thinking is none.
    """
    place = server.channel()

    async def ask(person: "Person", text: str) -> float | None:
        options: dict[str, Any] = {option: text}
        return (await person.command_now(name, place, options)).ack_ms

    crowd = [server.discord.person(f"Load {number}") for number in range(max(people, in_flight))]
    return await load.measured(crowd, texts, in_flight, ask=ask, seconds=seconds)
