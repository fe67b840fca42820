"""What a message keeps for its buttons, in sight, since ids are short and a process may end."""

from collections.abc import Iterable, Iterator, Sequence

import discord

from adapters.discord.text import bold, fenced, quiet, unescaped, unfenced
from adapters.text import one_line

REST_ID = 1
"""The id of the text display with what did not fit into the ids of the buttons below it."""

TYPED_ID = 100
"""That of the one with what was typed into a form's first field; those of the other fields follow."""

ABOUT = "About: "
"""Before a question that the buttons below it go on with."""


def told_rest(rest: str) -> str:
    """The *rest* of a command, as it stands in a message."""
    return quiet(f"{ABOUT}{one_line(rest)}")


def rest_in(components: Sequence[object]) -> str:
    """The rest of a command, from a message that has one."""
    rest = next((text.content for text in _texts(components) if text.id == REST_ID), "")
    return unescaped(rest).removeprefix(unescaped(quiet(ABOUT)))


def told_typed(label: str, value: str) -> str:
    """What was typed into a field, as it stands in a message."""
    return f"{bold(label)}\n{fenced(value)}"


def typed_in(components: Sequence[object]) -> dict[int, str]:
    """What was typed into a form, by the numbers of its fields, from the message that stands for it."""
    texts = ((text.id or 0, text.content) for text in _texts(components))
    return {id - TYPED_ID: unfenced(content) for id, content in texts if id >= TYPED_ID}


def _texts(components: Iterable[object]) -> Iterator[discord.TextDisplay]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component
        yield from _texts(getattr(component, "children", ()))
