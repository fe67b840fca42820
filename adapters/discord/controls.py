"""What can be pressed in Discord: the line behind it stands in its id, so that it outlives every process."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from adapters.discord.memory import rest_in, typed_in
from adapters.text import clean, one_line

ID_MAX = 100
"""Characters of a custom id (component reference)."""

REST_MAX = 1800
"""Characters of a rest that can stand in a message, be each of them escaped; a question that goes on with
"another" is kept to less."""

HEAD_END = ": "
"""Behind the head of a command, before what somebody asked."""

Interaction = discord.Interaction[Any]
ID = re.compile(r"(?P<kind>[ctf])\d*:(?P<line>.*)", re.DOTALL)
"""Of a button: with a whole command, the head of one, or one that shows a form; equal ones have numbers."""

MENU_ID = re.compile(r"s:\d+")


@dataclass(slots=True)
class Ids:
    """The ids of one message, no two of them the same, and empty where none can bring a line back."""

    _given: set[str] = field(default_factory=set)
    _menus: Iterator[int] = field(default_factory=count)
    _rest: str = ""
    _told: bool = False

    def whole(self, command: str) -> str:
        """For a button with a *command* that fits into it."""
        return self._free("c", clean(command))

    def head(self, command: str) -> str:
        """For a button with a longer *command*, of which the message keeps the rest: one rest for all."""
        line = one_line(clean(command))
        rest = line.partition(HEAD_END)[2] or line
        if self._told or self._rest not in {"", rest} or len(rest) > REST_MAX:
            return ""
        id = self._free("t", line.removesuffix(rest))
        self._rest = rest if id else self._rest
        return id

    def form(self, command: str) -> str:
        """For a button that shows the form of *command* with what the message keeps of it."""
        return self._free("f", clean(command))

    def menu(self) -> str:
        """For a menu, whose options have the commands."""
        return f"s:{next(self._menus)}"

    def rest(self) -> str:
        """What is to be told above the buttons that got a head; empty if nothing, or told before."""
        rest = "" if self._told else self._rest
        self._told |= bool(rest)
        return rest

    def _free(self, kind: str, line: str) -> str:
        numbered = (f"{kind}{number}:{line}" for number in count(2))
        id = next(id for id in chain([f"{kind}:{line}"], numbered) if id not in self._given)
        if len(id) > ID_MAX:
            return ""
        self._given.add(id)
        return id


class Pressed(Protocol):
    """The client, which gets what was pressed."""

    async def pressed(self, interaction: Interaction, line: str) -> None:
        """Answer *line*."""

    async def reopened(self, interaction: Interaction, line: str, typed: Mapping[int, str]) -> None:
        """Open the form of *line* with what was *typed* before, by the numbers of its fields."""


class Press(ui.DynamicItem[ui.Button[Any]], template=ID):
    """A button with a line of its own, and what was *typed* into the form that it opens, if it opens one."""

    def __init__(self, item: ui.Button[Any], line: str = "", typed: Mapping[int, str] | None = None) -> None:
        super().__init__(item)
        self.line = line
        self.typed = typed

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed, with all that its message keeps for it."""
        shown = interaction.message.components if interaction.message else []
        button = cast("ui.Button[Any]", item)
        match match["kind"]:
            case "t":
                return cls(button, match["line"] + rest_in(shown))
            case "f":
                return cls(button, match["line"], typed_in(shown))
            case _:
                return cls(button, match["line"])

    async def callback(self, interaction: Interaction) -> None:
        """Hand the line on."""
        client = cast("Pressed", interaction.client)
        if self.typed is None:
            await client.pressed(interaction, self.line)
        else:
            await client.reopened(interaction, self.line, self.typed)


class Pick(ui.DynamicItem[ui.Select[Any]], template=MENU_ID):
    """A menu whose options have a line each."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """The menu in which somebody chose."""
        return cls(cast("ui.Select[Any]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Hand on the line of what was chosen."""
        await cast("Pressed", interaction.client).pressed(interaction, self.item.values[0])


CONTROLS = Press, Pick
"""What the client has to know so that anything pressed reaches it."""
