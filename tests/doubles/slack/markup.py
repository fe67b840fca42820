"""What Slack's mrkdwn takes for a link, a ping or a slip, in texts that a bot sends."""

import re
from collections.abc import Iterator

PING = re.compile(r"<(?:@|!(?!date\^))[^<>\n]*>?")
"""A person, a group, @channel, @here or @everyone: our bot calls nobody who did not ask."""

MEANT = re.compile(
    r"<(?:https?://|mailto:)[^\s<>|]+(?:\|[^<>\n]+)?>"
    r"|<#C[A-Z0-9]+(?:\|[^<>\n]*)?>"
    r"|<!date\^\d+\^[^<>|\n]+\|[^<>|\n]+>"
)
"""A link, a channel or a date, written so that it becomes one."""

QUOTE = re.compile(r"^>+", re.MULTILINE)
"""The one place where a bare > has a meaning."""

BRACKET = re.compile(r"[<>]")
AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)(?P<cut>\w{0,3}\Z)?")
"""One that is not escaped; where the text ends soon after it, an escape was cut in two."""

AROUND = 15
"""Characters on each side that show where in a text a problem is."""


def problems_of_markup(text: str) -> Iterator[str]:
    """Pings, and control characters that Slack would take for markup which nobody meant."""
    yield from (f"pings somebody with {ping[0]!r}" for ping in PING.finditer(text))
    bare = text
    for markup in (PING, MEANT, QUOTE):
        bare = markup.sub(lambda it: " " * len(it[0]), bare)
    for bracket in BRACKET.finditer(bare):
        yield f"a bare {bracket[0]} in {_around(text, bracket.start())}"
    for slip in AMPERSAND.finditer(text):
        what = "an escape cut in two" if slip["cut"] else "a bare &"
        yield f"{what} in {_around(text, slip.start())}"


def _around(text: str, at: int) -> str:
    return repr(text[max(at - AROUND, 0) : at + AROUND])
