"""What a command is pointed at: a file, standard input, or something on the web, read the same way."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from adapters.cli.console import read_settings, stop

if TYPE_CHECKING:
    from adapters.fetch import Fetched

STANDARD_INPUT = "-"


class SourceUnreadable(Exception):
    """Nothing could be read from there; the text says why, for people."""


def read_source(source: str) -> "Fetched":
    """What is at a path, behind a URL, or on standard input; stops where nothing can be read."""
    try:
        return read_one(source)
    except SourceUnreadable as why:
        stop(str(why))


def read_one(source: str) -> "Fetched":
    """The same for one of several: raises `SourceUnreadable` where nothing can be read."""
    if "://" in source:
        return _fetched(source)
    try:
        if source == STANDARD_INPUT:
            return _read(sys.stdin.buffer, "standard input")
        with Path(source).open("rb") as file:
            return _read(file, Path(source).name)
    except (OSError, ValueError) as error:
        raise SourceUnreadable(
            f"{source} cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from error


def each_file(sources: Iterable[str]) -> Iterator[str]:
    """*sources*, with all files in place of a folder, in their order; hidden ones are none of them."""
    for source in sources:
        folder = Path(source)
        if source in {"", STANDARD_INPUT} or "://" in source or not folder.is_dir():
            yield source
            continue
        inside = (it for it in folder.rglob("*") if it.is_file())
        yield from sorted(
            str(it) for it in inside if not any(part.startswith(".") for part in it.relative_to(folder).parts)
        )


def _read(file: BinaryIO, name: str) -> "Fetched":
    from adapters.fetch import LIMITS, Fetched  # noqa: PLC0415  (a sixth of a second that answers need not wait for)

    # One byte more than may come from the web is enough to know that it is too large, as recordings are.
    return Fetched(file.read(LIMITS.size + 1), url="", content_type="", name=name)


def _fetched(url: str) -> "Fetched":
    from adapters.fetch import LIMITS, NotFetched, fetch  # noqa: PLC0415

    limits = replace(LIMITS, http=read_settings().fetch_http)
    try:
        return asyncio.run(fetch(url, limits=limits))
    except NotFetched as why:
        raise SourceUnreadable(str(why)) from why
