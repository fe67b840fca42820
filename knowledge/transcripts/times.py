"""Times as transcripts write them, in seconds."""

import re
from collections.abc import Iterator

from knowledge.transcripts.events import SPACE, Mark, Words

SECONDS_MAX = 100 * 3600
"""Beyond it a number is no time in an episode: microseconds, or the date."""

_COLON = r"[\s*]*:[\s*]*"

MARK = re.compile(
    rf"(?<!\\)\\*+\[[\\\s]*+(?:(?P<h>\d{{1,2}}){_COLON})?(?P<m>\d{{1,3}}){_COLON}(?P<s>\d{{2}}|\d(?=[.,]\d))"
    r"(?:[.,:]\s?\d{1,3})?[\\\d\s]{0,4}\]"
)
"""[12:30] or [1:02:03.45] as people type it: with backslashes, with spaces, with frames behind a colon."""

CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
"""A time that stands outside of brackets, like 1:02:03.450."""


def seconds_of(clock: str) -> float | None:
    """The time in "1:02:03.450", "02:03" or "3.45", if it is one."""
    try:
        *higher, last = clock.strip().rstrip("sS").replace(",", ".").split(":")
        seconds = float(last)
        for weight, part in zip((60, 3600), reversed(higher), strict=False):
            seconds += weight * int(part)
    except ValueError:
        return None
    return seconds if len(higher) <= 2 and 0 <= seconds <= SECONDS_MAX else None


def timed(text: str, gap: str = SPACE) -> Iterator[Words | Mark]:
    """The words and the time marks in *text*; *gap* is before the first words."""
    end = 0
    for mark in MARK.finditer(text) if "[" in text else ():
        hours, minutes, seconds = (int(it or 0) for it in mark.group("h", "m", "s"))
        if seconds >= 60 or (mark["h"] and minutes >= 60):
            continue
        if said := text[end : mark.start()].strip():
            yield Words(said, gap)
            gap = SPACE
        yield Mark(hours * 3600 + minutes * 60 + seconds)
        end = mark.end()
    if said := text[end:].strip():
        yield Words(said, gap)
