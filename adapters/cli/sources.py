"""What a command is pointed at: a file, standard input, or something on the web, read the same way."""

import asyncio
import sys
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

from adapters.cli.console import read_settings, stop
from adapters.fetch import LIMITS, Fetched, NotFetched, fetch

STANDARD_INPUT = "-"


def read_source(source: str) -> Fetched:
    """What is at a path, behind a URL, or on standard input; stops where nothing can be read."""
    if "://" in source:
        return _fetched(source)
    try:
        if source == STANDARD_INPUT:
            return Fetched(sys.stdin.buffer.read(), url="", content_type="", name="standard input")
        return Fetched(Path(source).read_bytes(), url="", content_type="", name=Path(source).name)
    except (OSError, ValueError) as error:
        stop(f"{source} cannot be read: {error}")


def text_of(source: Fetched) -> str:
    """It as text; stops where it is none."""
    try:
        return TextIOWrapper(BytesIO(source.data), "utf-8").read()
    except UnicodeDecodeError as error:
        stop(f"{source.name} cannot be read: {error}")


def _fetched(url: str) -> Fetched:
    limits = replace(LIMITS, http=read_settings().fetch_http)
    try:
        return asyncio.run(fetch(url, limits=limits))
    except NotFetched as why:
        stop(str(why))
