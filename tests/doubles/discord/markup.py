"""What Discord's markdown takes for a ping or a slip, in texts that a bot sends."""

import re
from collections.abc import Iterator

ESCAPE = r"\\(?P<escaped>[^0-9A-Za-z\s])"
"""A backslash before a mark makes a character of it; before anything else it is a backslash."""

FENCE = "```"

BLOCK = rf"{FENCE}(?:[a-z0-9_+.#-]+\n)?\n*(?P<block>[^\n].*?)\n*{FENCE}"
"""Lines of code, below the name of its language if there is one."""

CODE = r"(?P<ticks>`+)(?P<code>.*?[^`])(?P=ticks)(?!`)"

LITERAL = re.compile(f"{ESCAPE}|{BLOCK}|{CODE}", re.DOTALL | re.IGNORECASE)
"""What is nothing but text, whatever it looks like."""

PING = re.compile(r"<@[!&]?\d*>?|<#\d*>?|@everyone\b|@here\b")

NAME = re.compile(r"<[@#]\d+>")
"""A person or a channel, whole: there is no other way to show a name."""

LINE_BEGINS = re.compile(r"(?:(?:-#|[-*>]|#{1,3}|\d+\.)[ ]+|\*\*)*")
"""What may stand before the first word of a line: marks of lists, quotes and headings, and of bold."""

SHOWN = 15
"""Characters at the end of a text that show where it was cut."""


def problems_of_markup(text: str) -> Iterator[str]:
    """Pings, and what is left of an escape or of a block of code where a text was cut.

    A name is no ping where it begins a line, as in a list of people: there the product shows it on purpose.
    """
    prose = LITERAL.sub(_blank, text)
    for ping in PING.finditer(prose):
        if not (NAME.fullmatch(ping[0]) and _begins_line(ping)):
            yield f"pings with {ping[0]!r}"
    if prose.endswith("\\"):
        yield f"an escape cut in two in {text[-SHOWN:]!r}"
    if FENCE in prose:
        yield "a block of code that is not closed"


def _begins_line(found: re.Match[str]) -> bool:
    before = found.string[: found.start()].rpartition("\n")[2]
    return LINE_BEGINS.fullmatch(before) is not None


def _blank(literal: re.Match[str]) -> str:
    # As long as before, and with its lines, so that places stay where they are.
    return re.sub(r"[^\n]", ".", literal[0])
