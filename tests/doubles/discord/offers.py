"""The bot's commands as a client offers them: where, to whom, and what can be typed into them."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.content import Channel, File, Json
from tests.doubles.discord.permissions import ALL

if TYPE_CHECKING:
    from tests.doubles.discord.people import Person

CHAT, ON_MESSAGE = 1, 3
"""Types of commands."""

SUBCOMMAND, SUBGROUP = 1, 2
STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11
"""Types of options."""

IN_SERVERS, FOR_PEOPLE = 0, 1
"""Whose the bot is: a server's, or a person's (integration types)."""

STRING_MAX = 6000
"""Characters that an option takes (Discord's page on commands)."""


def owners(
    person: "Person", channel: Channel, types: Collection[int] = (IN_SERVERS, FOR_PEOPLE)
) -> dict[str, str]:
    """Who brought the bot to where somebody uses it, by kind; nobody if it is not there for them."""
    told = {}
    if IN_SERVERS in types and channel.server and channel.server.with_bot:
        told["0"] = channel.server.id
    if IN_SERVERS in types and channel.with_bot:
        told["0"] = "0"
    if FOR_PEOPLE in types and person.installed:
        told["1"] = person.id
    return told


def offered(person: "Person", channel: Channel, name: str, kind: int = CHAT) -> Json:
    """The command of a name that somebody can use in a channel."""
    commands = person.discord.commands
    command = next((it for it in commands if (it["name"], it["type"]) == (name, kind)), None)
    known = ", ".join(it["name"] for it in commands) or "none"
    assert command, f"the bot has no command {name!r}; it has {known}"
    types = command["integration_types"] or [IN_SERVERS]
    assert owners(person, channel, types), (
        f"the bot is not here, and not {person.name}'s own: {name} is not offered"
    )
    contexts = command["contexts"]
    here = channel.context
    assert contexts is None or here in contexts, f"{name} is not offered in this kind of place ({here})"
    _permitted(person, channel, command)
    return command


def offered_on_messages(person: "Person", channel: Channel, name: str = "") -> Json:
    """What somebody can use on a message: the first, or the one of a name."""
    commands = (it["name"] for it in person.discord.commands if it["type"] == ON_MESSAGE)
    first = name or next(commands, "")
    assert first, "the bot registered nothing to do with messages"
    return offered(person, channel, first, ON_MESSAGE)


def _permitted(person: "Person", channel: Channel, command: Json) -> None:
    needed = command["default_member_permissions"]
    if needed is None or channel.server is None:
        return
    # None at all stands for admins only.
    missing = (int(needed) or ALL) & ~channel.server.permissions_of(person)
    assert not missing, (
        f"{person.name} may not use {command['name']}: it is hidden from who lacks {missing:#x}"
    )


def filled(command: Json, path: list[str], options: Mapping[str, Any]) -> list[Json]:
    """Options as they are sent, with the names of subcommands around them."""
    declared = command.get("options") or []
    if path:
        inner = next((it for it in declared if it["name"] == path[0]), None)
        assert inner, f"{command['name']} has no subcommand {path[0]!r}"
        return [{"name": inner["name"], "type": inner["type"], "options": filled(inner, path[1:], options)}]
    assert not any(it["type"] in {SUBCOMMAND, SUBGROUP} for it in declared), (
        f"{command['name']} needs a subcommand"
    )
    unknown = options.keys() - {it["name"] for it in declared}
    assert not unknown, f"{command['name']} has no option {', '.join(unknown)}"
    return list(_values(declared, options))


def _values(declared: list[Json], options: Mapping[str, Any]) -> Iterator[Json]:
    for option in declared:
        name, value = option["name"], options.get(option["name"])
        if value is None:
            assert not option.get("required"), f"the option {name} is required"
            continue
        _fits(option, value)
        said = value.id if isinstance(value, File) else value
        yield {"name": name, "type": option["type"], "value": said}


def _fits(option: Json, value: Any) -> None:
    name, kind = option["name"], option["type"]
    fitting: dict[int, Any] = {
        STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float), ATTACHMENT: File,
    }  # fmt: skip
    assert isinstance(value, fitting[kind]), f"{value!r} is not what {name} takes"
    if option.get("choices"):
        assert value in [it["value"] for it in option["choices"]], f"{value!r} is no choice of {name}"
    if kind == STRING:
        least, most = option.get("min_length", 0), option.get("max_length", STRING_MAX)
        assert least <= len(value) <= most, f"{len(value)} characters, {name} takes {least} to {most}"
    elif kind in {INTEGER, NUMBER}:
        least, most = option.get("min_value", value), option.get("max_value", value)
        assert least <= value <= most, f"{value}, {name} takes {least} to {most}"


def typing(command: Json, text: str, options: Mapping[str, Any]) -> list[Json]:
    """Options while *text* is typed into the one that the bot completes."""
    declared = command.get("options") or []
    completed = next((it for it in declared if it.get("autocomplete")), None)
    assert completed, f"the bot completes nothing in {command['name']}"
    given = [
        {"name": it["name"], "type": it["type"], "value": options[it["name"]]}
        for it in declared
        if it["name"] in options
    ]
    return [*given, {"name": completed["name"], "type": completed["type"], "value": text, "focused": True}]


def mentioned(text: str) -> list[str]:
    """The ids of whom a text mentions."""
    return re.findall(r"<@!?(\d+)>", text)
