"""Lines of a screen, for somebody at a terminal."""

import textwrap
from collections.abc import Iterable, Iterator

WIDTH = 96


def wrapped(text: str, indent: str = "  ") -> Iterator[str]:
    """A text in lines that fit, each behind an *indent*."""
    for line in text.splitlines():
        yield from textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def framed(lines: Iterable[str]) -> Iterator[str]:
    """Lines of what lies over everything else."""
    yield "+" + "-" * 40
    yield from (f"| {line}" for line in lines)
    yield "+" + "-" * 40
