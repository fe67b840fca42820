"""What Discord's markdown takes for a ping or a slip, in texts that a bot sends."""

import re
from collections.abc import Iterator

CODE = re.compile(
    r"(?<!\\)(?P<fence>```).*?```|(?<![\\`])(?P<ticks>`+)(?!`).*?[^`](?P=ticks)(?!`)", re.DOTALL
)
"""A block or a piece of code, in which nothing else is markup."""

PING = re.compile(r"(?P<slashes>\\*)(?P<ping><(?:@[!&]?|#)\d*>?|@everyone\b|@here\b)")

NAME = re.compile(r"<[@#]\d+>")
"""A person or a channel, whole: a name is shown in no other way, and calls nobody who is not allowed to be."""

LINE_BEGINS = re.compile(r"(?:(?:-#|[-*>]|#{1,3}|\d+\.)\s+|\*\*)*")
"""What may stand before the first word of a line: marks of lists, quotes, headings and bold."""


def problems_of_markup(text: str) -> Iterator[str]:
    """Pings, and what is left of an escape or of a block of code where a text was cut."""
    prose = CODE.sub(_blank, text)
    yield from _pings(prose)
    if (len(prose) - len(prose.rstrip("\\"))) % 2:
        yield f"an escape cut in two in {text[-15:]!r}"
    if re.search(r"(?<!\\)```", prose):
        yield "a block of code that is not closed"


def _pings(prose: str) -> Iterator[str]:
    for found in PING.finditer(prose):
        escaped = len(found["slashes"]) % 2
        if not escaped and not (NAME.fullmatch(found["ping"]) and _begins_line(prose, found.start("ping"))):
            yield f"pings with {found['ping']!r}"


def _begins_line(text: str, at: int) -> bool:
    return LINE_BEGINS.fullmatch(text[text.rfind("\n", 0, at) + 1 : at]) is not None


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code[0])
