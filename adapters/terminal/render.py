"""A `Message` drawn for a terminal, for people and for pipes, from 40 columns on. Pure: no output here."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, repeat
from typing import assert_never

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from adapters.drawing import HEARD
from bot.message import (
    Advice,
    Attachment,
    Bar,
    Button,
    Buttons,
    Chart,
    Choice,
    Choices,
    Entries,
    Form,
    Message,
    Paragraph,
    Part,
    Picture,
    Pictured,
    Someone,
    Somewhere,
    Tone,
)

COLUMNS = "·▁▂▃▄▅▆▇█"
BAR_WIDTH = 12

LONG = 80
"""Characters of what is said about a choice that stand behind it; what is longer stands below."""

STYLES = {Tone.HEADING: "bold", Tone.PLAIN: "", Tone.QUIET: "dim"}


@dataclass(frozen=True, slots=True)
class Option:
    """Something to press: its *label* can be typed, and so can its number, where it has one."""

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A message as lines, and what each number in it opens."""

    lines: RenderableType
    numbered: tuple[Option, ...]
    named: tuple[Option, ...]
    form: Form | None
    files: tuple[Pictured | Attachment, ...]

    def pressed(self, line: str, *, latest: bool) -> str | None:
        """The command behind *line*, if it is a number, a button or its first word in this drawing.

        The lines to choose from have names only in the *latest* one: "staff" is a question again after it.
        """
        word = line.strip().casefold()
        numbers = {str(number): option for number, option in enumerate(self.numbered, start=1)}
        if word in numbers:
            return numbers[word].command
        options = (*self.named, *(self.numbered if latest else ()))
        labels = [(option.label.casefold(), option.command) for option in options]
        whole = [command for label, command in labels if label == word]
        # "skip" is meant by "Skip this week" where nothing else begins like that.
        begun = {command for label, command in labels[: len(self.named)] if label.startswith(f"{word} ")}
        return whole[0] if whole else begun.pop() if len(begun) == 1 else None


def render(message: Message, *, replying: bool = True) -> Drawing:
    """Draw *message*; choices are numbered through, buttons are words to type.

    Where the member cannot reply, choices are a plain list and there is nothing to press.
    """
    numbers = map(str, count(1)) if replying else repeat("-")
    lines: list[RenderableType] = []
    for part in message.parts:
        if replying or not isinstance(part, Buttons):
            lines += [*_drawn(part, numbers), Text()]
    return Drawing(
        lines=Group(*lines[:-1]),
        numbered=tuple(
            Option(item.label, item.command)
            for part in message.parts
            if isinstance(part, Choices)
            for item in part.items
        ),
        named=tuple(
            Option(button.label, button.command)
            for part in message.parts
            if isinstance(part, Buttons)
            for button in part.buttons
        ),
        form=next((part for part in message.parts if isinstance(part, Form)), None),
        files=tuple(part for part in message.parts if isinstance(part, Pictured | Attachment)),
    )


def _drawn(part: Part, numbers: Iterator[str]) -> Iterator[RenderableType]:
    match part:
        case Paragraph(text, tone):
            yield Text(text, STYLES[tone])
        case Entries(items):
            yield _entries(items)
        case Advice():
            yield from _advice(part)
        case Choices(heading, items):
            yield Text(heading, "dim")
            yield _choices(items, numbers)
        case Buttons(buttons):
            yield _buttons(buttons)
        case Form(title, _, _, intro):
            yield from (Text(title, "bold"), *([Text(intro)] if intro else []))
        case Picture():
            yield from _picture(part)
        case Chart():
            # Beside it stand the same numbers in words.
            return
        case Attachment(name, _, description):
            yield Text.assemble((name, "bold"), (f"  {description}", "dim"))
        case nothing:
            assert_never(nothing)


def _entries(items: tuple[tuple[str | Someone | Somewhere, str], ...]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold yellow", no_wrap=True)
    table.add_column()
    for term, meaning in items:
        table.add_row(Text(term if isinstance(term, str) else term.id), Text(meaning))
    return table


def _advice(card: Advice) -> Iterator[RenderableType]:
    source = card.source
    heard = f", {HEARD.format(time=source.audio_from)}" if source.audio_from else ""
    yield Text(card.title, "bold cyan")
    yield Text(card.text)
    yield Text()
    yield Text(f"{card.speaker}, {source.place}{heard}", "green")
    # Addresses are never broken over lines: a terminal makes them clickable only in one piece.
    for verb, url in (("Read", source.turn_url), ("Listen", source.audio_url)):
        if url:
            yield Text.assemble((f"{verb:<7}", "dim"), (url, "blue"), no_wrap=True, overflow="ignore")
    if source.attribution:
        yield Text(source.attribution, "dim")


def _choices(items: tuple[Choice, ...], numbers: Iterator[str]) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="bold yellow", no_wrap=True)
    table.add_column()
    for item in items:
        line = Text(item.label)
        if "\n" in item.detail or len(item.detail) > LONG:
            line = Text.assemble((item.label, "bold"), "\n", item.detail, "\n")
        elif item.detail:
            line.append(f" - {item.detail}", "dim")
        table.add_row(next(numbers), line)
    return table


def _buttons(buttons: tuple[Button, ...]) -> RenderableType:
    line = Text("Type ", "dim")
    for place, button in enumerate(buttons):
        between = "" if not place else " or " if place == len(buttons) - 1 else ", "
        line.append(between).append(button.label.casefold(), "bold yellow")
    return line


def _picture(picture: Picture) -> Iterator[RenderableType]:
    """A picture's figures, which a terminal can draw well enough itself."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column()
    for name, value in picture.facts:
        facts.add_row(name, Text(value))
    yield facts
    yield Text()
    yield Text.assemble(
        ("Last weeks  ", "dim"), (_columns(picture.weeks), "green"), (f"  {picture.weeks[-1]} this week", "")
    )
    yield Text.assemble(("Streak      ", "dim"), f"{picture.streak} week{'' if picture.streak == 1 else 's'}")
    if picture.bars:
        yield Text()
        yield _bars(picture.bars)


def _columns(weeks: tuple[int, ...]) -> str:
    """A column for each week, the highest as high as a line."""
    most = max((*weeks, 1))
    return "".join(COLUMNS[-(-count * (len(COLUMNS) - 1) // most)] for count in weeks)


def _bars(bars: tuple[Bar, ...]) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True, style="green")
    table.add_column(no_wrap=True, justify="right")
    for bar in bars:
        full = -(-bar.done * BAR_WIDTH // bar.of) if bar.of else 0
        table.add_row(Text(bar.label), "━" * full + "·" * (BAR_WIDTH - full), f"{bar.done}/{bar.of}")
    return table
