"""Names at the beginning of a line: "Name: words", and how else programs and people write it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from knowledge.transcripts.names import accepted, is_interlude, looks_like_name, tidy
from knowledge.transcripts.times import CLOCK

_NAME = r"(?P<name>[^*:\uff1a\[\]<>\n]{1,60}?)"
_TIME = rf"[\[(]?(?P<time>{CLOCK})[\])]?"
_COLON = r"(?::(?=\s|$)|\uff1a)"

NAMED = re.compile(rf"{_NAME}\s*+{_COLON}(?P<words>.*)")

TIMED_BEFORE = re.compile(rf"{_TIME}\s*+[-\u2013|]?\s*+{_NAME}\s*+{_COLON}(?P<words>.*)")

TIMED_BEHIND = re.compile(rf"{_NAME}\s*+[\[(]\s*+(?P<time>{CLOCK})\s*+[\])]\s*+:?(?P<words>.*)")

ALONE = re.compile(rf"{_NAME}\s++{_TIME}:?(?P<words>)$")

ALONE_BEHIND = re.compile(rf"{_TIME}\s++{_NAME}(?P<words>)$")

OPENINGS = (NAMED, TIMED_BEFORE, TIMED_BEHIND, ALONE, ALONE_BEHIND)

BOLD = re.compile(r"(\*\*|__)(?P<name>[^*_\n]{1,60}?)\1")


@dataclass(frozen=True, slots=True)
class Opening:
    """A part of a line: who begins to speak there, None if nobody does, and their words.

    *time* is the one that stands beside the name, as it is written.
    """

    name: str | None
    words: str
    time: str = ""
    mended: bool = False


def opening(line: str, patterns: Iterable[re.Pattern[str]] = OPENINGS) -> Opening | None:
    """How *line* begins, if it could be a label."""
    if ":" in line[:80] or "\uff1a" in line[:80]:
        for pattern in patterns:
            if match := pattern.match(line):
                parts = match.groupdict()
                return Opening(tidy(parts["name"]), parts["words"], parts.get("time") or "")
    return None


def bold_opening(line: str) -> Opening | None:
    """The same for a line that begins in bold: "**Name** (1:02): words", or "**Name** words"."""
    if bold := BOLD.match(line):
        rest = line[bold.end() :]
        return opening(bold["name"] + rest) or Opening(tidy(bold["name"]), rest)
    return None


@dataclass(frozen=True, slots=True)
class Prefixed:
    """Lines of a text in which *names* open turns: so many, and perhaps the *first*."""

    names: frozenset[str]
    labels: int
    first: bool
    opening: Callable[[str], Opening | None]

    def parts(self, line: str) -> Iterator[Opening]:
        """*line*, whether it opens a turn or goes on with one."""
        found = self.opening(line)
        named = found and (found.name in self.names or is_interlude(found.name or ""))
        yield found if found and named else Opening(None, line)


def prefixed(lines: Iterable[str], opening: Callable[[str], Opening | None] = opening) -> Prefixed:
    """How turns are opened in *lines*, as far as one can tell from all of them."""
    found = [opening(line) for line in lines if line]
    names = [it.name for it in found if it and it.name and not is_interlude(it.name)]
    first = bool(found and found[0] and looks_like_name(found[0].name or ""))
    most = 2 * sum(map(looks_like_name, names)) > len(found)
    good = accepted(names, labelled=first or most)
    return Prefixed(good, sum(name in good for name in names), first, opening)
