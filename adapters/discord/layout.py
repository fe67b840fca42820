"""The blocks that a message in Discord is made of, and how they are shared out among messages that fit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import discord
from discord import ui

from adapters.discord.controls import Pick, Press
from adapters.discord.files import names_of, shown
from adapters.text import ELLIPSIS, clean, one_line, shortened
from bot.message import Attachment, Pictured

ACCENT = 0x4A90D9
"""The line at the left of what the mentor says: the blue of its pictures, brighter on dark ground."""

COMPONENTS_MAX = 40
"""Components of a message, those within others counted as well (component reference)."""

PAGE_TEXT_MAX = 4000
"""Characters of all text displays of a message together (component reference)."""

TEXT_MAX = 3000
"""Characters of one of ours, which leaves room for a heading above it and something small below."""

LABEL_MAX = 80
"""Characters on a button (component reference)."""

OPTION_MAX = 100
"""Characters in either line of an option, and of its value (component reference)."""

OPTIONS_MAX = 25
"""Options of a menu (component reference)."""

FILES_MAX = 10
"""Files of a message (reference, uploading files)."""

Item = ui.Item[Any]


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown. *leads*: it belongs to what comes after it. An *id*, if the message keeps something in it."""

    markdown: str
    leads: bool = False
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from left to right before something else."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press, with its custom *id*."""

    label: str
    id: str
    style: discord.ButtonStyle = discord.ButtonStyle.secondary


@dataclass(frozen=True, slots=True)
class Row:
    """Up to five things to press."""

    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Markdown, and at its right something to press."""

    markdown: str
    control: Control


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a menu."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """Up to 25 options, of which one can be chosen."""

    id: str
    placeholder: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of the message, shown in it."""

    file: Pictured | Attachment


Block = Text | Rule | Row | Beside | Menu | Enclosure


@dataclass(frozen=True, slots=True)
class Page:
    """What one message of Discord's holds."""

    blocks: tuple[Block, ...]

    @property
    def files(self) -> tuple[Pictured | Attachment, ...]:
        """What is to be sent with it, in the order in which `discord_files` names them."""
        return tuple(block.file for block in self.blocks if isinstance(block, Enclosure))

    def view(self, key: int | None = None) -> ui.LayoutView:
        """The same for discord.py, made anew each time; *key* is the id of the component around all."""
        names = iter(names_of(self.files))
        items = [_item(block, names) for block in self.blocks]
        view = ui.LayoutView(timeout=None)
        return view.add_item(ui.Container(*items, accent_colour=ACCENT, id=key))


def pages_of(blocks: Iterable[Block]) -> tuple[Page, ...]:
    """*blocks* in order, in as few messages as they fit in, none of them parted from what it leads to."""
    pages: list[list[Block]] = [[]]
    for bundle in _bundles(blocks):
        if not _fit([*pages[-1], *bundle]):
            pages.append(_begun(pages[-1], bundle))
        # There is nothing above a line at the top.
        pages[-1] += bundle if pages[-1] or not isinstance(bundle[0], Rule) else bundle[1:]
    return tuple(Page(tuple(page)) for page in pages if page)


def _begun(page: list[Block], bundle: list[Block]) -> list[Block]:
    """What the next page takes from the end of this one: the section that *bundle* is of, if it is short."""
    rule = max((at for at, block in enumerate(page) if isinstance(block, Rule)), default=-1)
    section = page[rule + 1 :]
    if rule < len(page) // 2 or isinstance(bundle[0], Rule) or not _fit([*section, *bundle]):
        return []
    del page[rule:]
    return section


def _bundles(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """What may not be parted."""
    bundle: list[Block] = []
    for block in blocks:
        bundle.append(block)
        while not _fit(bundle):
            yield [bundle.pop(0)]
        if not _leads(block):
            yield bundle
            bundle = []
    if bundle:
        yield bundle


def _leads(block: Block) -> bool:
    return isinstance(block, Rule) or (isinstance(block, Text) and block.leads)


def _fit(blocks: Sequence[Block]) -> bool:
    """Whether one message can hold *blocks*, and what is around them."""
    return (
        1 + sum(map(_components, blocks)) <= COMPONENTS_MAX
        and sum(map(_characters, blocks)) <= PAGE_TEXT_MAX
        and sum(isinstance(block, Enclosure) for block in blocks) <= FILES_MAX
    )


def _components(block: Block) -> int:
    match block:
        case Text() | Rule() | Enclosure():
            return 1
        case Row(controls):
            return 1 + len(controls)
        case Menu():
            return 2
        case Beside():
            return 3
        case nothing:
            assert_never(nothing)


def _characters(block: Block) -> int:
    return len(block.markdown) if isinstance(block, Text | Beside) else 0


# As discord.py has them


def _item(block: Block, names: Iterator[str]) -> Item:
    match block:
        case Text(markdown, _, id):
            return ui.TextDisplay(markdown, id=id)
        case Rule():
            return ui.Separator()
        case Row(controls):
            return ui.ActionRow(*map(_button, controls))
        case Beside(markdown, control):
            return ui.Section(markdown, accessory=_button(control))
        case Menu():
            return ui.ActionRow(_select(block))
        case Enclosure(file):
            return shown(file, next(names))
        case nothing:
            assert_never(nothing)


def _button(control: Control) -> Press:
    label = plain_line(control.label, LABEL_MAX)
    return Press(ui.Button(label=label, custom_id=control.id, style=control.style))


def _select(menu: Menu) -> Pick:
    options = [
        discord.SelectOption(
            label=plain_line(option.label, OPTION_MAX),
            value=option.value,
            description=plain_line(option.detail, OPTION_MAX) if option.detail.strip() else None,
        )
        for option in menu.options
    ]
    return Pick(ui.Select(custom_id=menu.id, placeholder=menu.placeholder, options=options))


def plain_line(text: str, most: int) -> str:
    """*text* on one line where Discord reads no markdown, never empty."""
    return shortened(one_line(clean(text)), most) or ELLIPSIS
