"""Files that people bring, beside a line or in a form: which are taken, and how much of them."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from adapters.text import clean, one_line, shortened
from bot.model import FILE_NAME_MAX, Handed, Upload
from knowledge.transcripts.trouble import MEGABYTE, SIZE_MAX, Problem, TranscriptUnusable

BESIDE = "file"
"""The name under which a file comes that belongs to no field of a form."""

LOAD = "load"
"""The command that a file stands for, whatever else was said with it."""

SECONDS = 20.0
"""What taking a file from its platform may last; ten megabytes need four megabits a second then."""

ONE_AT_A_TIME = "You brought {count} files, and I take one at a time. Bring them one after another."
INTERRUPTED = "The file did not arrive whole. Try again in a minute."

_LOADING = re.compile(r"\s*(/career(-admin)?\s+)?load\b", re.IGNORECASE)


class NotTaken(Exception):
    """A platform does not hand over a file; the text says why and what to do, for people."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as its platform tells of it, and how to *read* it, which may raise `NotTaken`."""

    name: str
    size: int
    read: Callable[[], Awaitable[bytes]]


def is_load(line: str) -> bool:
    """Whether a file beside *line* is meant by it; all others are nobody's business, and left alone."""
    return not line.strip() or _LOADING.match(line) is not None


def named_in(line: str) -> str:
    """What *line* says that is to be loaded, an address or a path; empty if nothing."""
    found = _LOADING.match(line)
    return line[found.end() :].strip() if found else ""


def handed(files: Sequence[Brought]) -> Handed:
    """The one file that was brought, to be had once the core asks for it."""
    name = shortened(one_line(clean(files[0].name)), FILE_NAME_MAX)
    return Handed(name, partial(_taken, name, files))


async def _taken(name: str, files: Sequence[Brought]) -> Upload:
    """That file, unless it is said to have a size that no transcript has."""
    file = files[0]
    if len(files) > 1:
        return Upload(name, trouble=ONE_AT_A_TIME.format(count=len(files)))
    if file.size > SIZE_MAX:
        return Upload(name, trouble=too_large())
    try:
        async with asyncio.timeout(SECONDS):
            return Upload(name, await file.read())
    except NotTaken as why:
        return Upload(name, trouble=str(why))
    except (TimeoutError, OSError):
        return Upload(name, trouble=INTERRUPTED)


async def limited(chunks: AsyncIterator[bytes]) -> bytes:
    """What arrives, if it is not too much, whatever was said of it before."""
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > SIZE_MAX:
            raise NotTaken(too_large())
    return bytes(data)


def too_large() -> str:
    """What is said of a file that has too many bytes."""
    return str(TranscriptUnusable(Problem.TOO_BIG, f"larger than {SIZE_MAX // MEGABYTE} MB"))
