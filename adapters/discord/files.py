"""Files beside a message, and how it shows them: by their names."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, assert_never

import discord
from discord import ui

from adapters.drawing import png_name
from adapters.picture import draw
from adapters.text import clean, one_line, shortened
from bot.message import Attachment, Chart, Picture, Pictured

DESCRIPTION_MAX = 1024
"""Characters that say what is in a file (component reference, media gallery item; message attachment)."""

NAME_MAX = 100
"""Characters of a name that are kept, its end; what Discord takes is ten times as long."""

FILE = "file"
"""The name of what has none that Discord would keep as it is."""

NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
"""Discord puts other signs in the place of these, and the message would show a file that is not there."""


def names_of(files: Iterable[Pictured | Attachment]) -> tuple[str, ...]:
    """A name of its own for each file of one message."""
    names: list[str] = []
    for file in files:
        name = _name(file)
        names.append(f"{len(names)}-{name}" if name in names else name)
    return tuple(names)


def discord_files(files: Sequence[Pictured | Attachment]) -> list[discord.File]:
    """The files of one message as they are sent. A picture is drawn here, which takes some of a processor."""
    return [
        discord.File(BytesIO(_data(file)), name, description=description(file) or None)
        for file, name in zip(files, names_of(files), strict=True)
    ]


def shown(file: Pictured | Attachment, name: str) -> ui.Item[Any]:
    """A picture to look at, or a file to take, by its *name*."""
    address = f"attachment://{name}"
    match file:
        case Picture() | Chart():
            return ui.MediaGallery(discord.MediaGalleryItem(address, description=description(file) or None))
        case Attachment():
            return ui.File(address)
        case nothing:
            assert_never(nothing)


def description(file: Pictured | Attachment) -> str:
    """What is in a file, for who cannot see it, or as much of that as Discord keeps."""
    text = file.alt if isinstance(file, Pictured) else file.description
    return shortened(one_line(clean(text)), DESCRIPTION_MAX)


def _data(file: Pictured | Attachment) -> bytes:
    return draw(file) if isinstance(file, Pictured) else file.data


def _name(file: Pictured | Attachment) -> str:
    if isinstance(file, Pictured):
        return png_name(file)
    return NOT_IN_NAMES.sub("-", file.name)[-NAME_MAX:].strip("-._") or FILE
