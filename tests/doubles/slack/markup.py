"""What Slack's mrkdwn takes for a link, a ping or a slip, in texts that a bot sends."""

import re
from collections.abc import Iterator

PING = re.compile(r"<(?:@|!(?!date\^))[^<>\n]*>?")
"""A person, a group, @channel, @here or @everyone: our bot calls nobody."""

MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>\n]*)?>")
"""A person, whole. Slack shows a name in no other way, and tells only those who can read it there."""

MARKUP = re.compile(
    r"<(?:(?:https?|slack)://|mailto:)[^\s<>|]+(?:\|[^<>\n]+)?>"
    r"|<#[CG][A-Z0-9]+(?:\|[^<>\n]*)?>"
    r"|<!date\^\d+\^[^<>|\n]+\|[^<>|\n]+>"
    r"|^>+",
    re.MULTILINE,
)
"""A link, a channel or a date, written so that it becomes one, and the mark of a quote."""

BRACKET = re.compile(r"[<>]")

AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)(?P<cut>(?:am?p?|lt?|gt?)\Z)?")
"""One that is not escaped, or what is left of an escape at the end of a text that was cut."""

AROUND = 15
"""Characters on each side that show where in a text a problem is."""


def pings(text: str) -> Iterator[str]:
    """Whatever would call many, or is cut off; a person by name is for `mentions` to judge."""
    found = (ping[0] for ping in PING.finditer(text))
    yield from (f"pings with {ping!r}" for ping in found if not MENTION.fullmatch(ping))


def mentions(text: str) -> Iterator[str]:
    """People by name, whom it calls wherever others can read it."""
    yield from (f"pings with {mention[0]!r}" for mention in MENTION.finditer(text))


def problems_of_markup(text: str) -> Iterator[str]:
    """Pings, and control characters that Slack would take for markup which nobody meant."""
    yield from pings(text)
    bare = MARKUP.sub(_blank, PING.sub(_blank, text))
    for bracket in BRACKET.finditer(bare):
        yield f"a bare {bracket[0]} in {_around(text, bracket.start())}"
    for slip in AMPERSAND.finditer(text):
        what = "an escape cut in two" if slip["cut"] else "a bare &"
        yield f"{what} in {_around(text, slip.start())}"


def _blank(markup: re.Match[str]) -> str:
    # As long as before, so that places stay where they are; and not empty, or a > behind it began its line.
    return " " * len(markup[0])


def _around(text: str, at: int) -> str:
    return repr(text[max(at - AROUND, 0) : at + AROUND])
