"""Files that people hand to the mentor in Discord, fetched from where Discord keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Self

import discord
from aiohttp import ClientError
from discord.http import HTTPClient
from yarl import URL

from adapters.brought import (
    BESIDE,
    INTERRUPTED,
    Brought,
    NotTaken,
    handed,
    is_load,
    too_large,
)
from bot.model import Handed
from knowledge.transcripts.trouble import SIZE_MAX

ORIGINS = frozenset({URL("https://cdn.discordapp.com"), URL("https://media.discordapp.net")})
"""Where Discord keeps what people attach (reference, CDN; attachment object)."""

ELSEWHERE = "Discord keeps that file where I do not fetch from. Download it, and attach the file itself."
GONE = "Discord does not have that file any more. Attach it once more."


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as Discord tells of it."""

    name: str
    size: int
    url: str

    @classmethod
    def of(cls, file: discord.Attachment) -> Self:
        """What discord.py has read already."""
        return cls(file.filename, file.size, file.url)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """An attachment object."""
        return cls(told["filename"], told["size"], told["url"])


Files = Mapping[str, Sequence[Attached]]
"""What came with something that somebody did, by the names of fields."""

NOTHING: Files = MappingProxyType({})


def beside(line: str, attachments: Sequence[discord.Attachment | None]) -> Files:
    """What is attached to *line*, if that is to be loaded."""
    files = [Attached.of(it) for it in attachments if it]
    return {BESIDE: files} if files and is_load(line) else NOTHING


def uploads(files: Files, http: HTTPClient, origins: frozenset[URL]) -> Mapping[str, Handed]:
    """*files* to be had from where they are, if that is where Discord keeps such."""
    return MappingProxyType(
        {
            name: handed(
                [Brought(it.name, it.size, partial(_read, URL(it.url), http, origins)) for it in several]
            )
            for name, several in files.items()
        }
    )


async def _read(url: URL, http: HTTPClient, origins: frozenset[URL]) -> bytes:
    if not url.absolute or url.origin() not in origins:
        raise NotTaken(ELSEWHERE)
    try:
        data = await http.get_from_cdn(str(url))
    except (discord.NotFound, discord.Forbidden) as error:
        raise NotTaken(GONE) from error
    except (discord.DiscordException, ClientError) as error:
        raise NotTaken(INTERRUPTED) from error
    if len(data) > SIZE_MAX:
        raise NotTaken(too_large())
    return data
