"""Text as Discord's markdown: what somebody wrote looks as they wrote it, whatever is in it."""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from adapters import text as uncut
from adapters.text import clean, one_line

ADDRESS_MAX = 1000
"""Characters of an address that becomes a link; with a longer one a line could outgrow its message."""

FENCE = "```"
"""Before and behind a block of code, in which nothing is markup but the next of these."""

_SIGN = r"[\\*_~`|<\[\]]|@(?=everyone|here)|:(?=[^\s:]+:)"
"""What is a mark, or begins one, wherever it stands."""

_MARKUP = re.compile(
    rf"""
      (?P<address>https?://[^ \n\r\t]+)
    | (?P<before>^[^\S\n]*)(?P<bullet>[-+\#>])
    | (?P<number>^[^\S\n]*\d+)(?P<end>[.)])
    | (?P<sign>{_SIGN})
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What Discord may read as a mark: those of headings, lists and quotes only where a line begins."""

_IN_ADDRESS = re.compile(rf"{_SIGN}|:(?=//)")
"""Marks in what looks like an address, and what makes it one."""

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_PLAIN_ADDRESS = re.compile(r"(?!.*@(?:everyone|here))[\w\-.~:/?#@!$&'()+,;=%]*[^\W_][-./:?#@!$&'()+,;=%]*")
"""An address that becomes a link by itself; it ends in no mark, of which it is hard to say if it is in it."""

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_IN_LINK = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "()[]\\@*`|"})
_STAND_INS = "\u02cb\uff40\u2035"
"""Signs that look much like a backtick."""

Draw = Callable[[str], str]
"""Makes markdown of a text."""


def escaped(text: str) -> str:
    """*text* as markdown that says the same; only addresses are links."""
    return _MARKUP.sub(_escape, clean(text))


def _escape(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "address":
            # In one that is a link, an escape would show.
            plain = _PLAIN_ADDRESS.fullmatch(found[0])
            return found[0] if plain else _IN_ADDRESS.sub(r"\\\g<0>", found[0])
        case "bullet":
            return f"{found['before']}\\{found['bullet']}"
        case "end":
            return f"{found['number']}\\{found['end']}"
        case _:
            return f"\\{found[0]}"


def unescaped(markdown: str) -> str:
    """The text behind what `escaped` made."""
    return _ESCAPE.sub(r"\1", markdown)


def bold(text: str) -> str:
    """*text* escaped, on one line and bold."""
    line = escaped(one_line(text))
    return f"**{line}**" if line else ""


def italic(text: str) -> str:
    """*text* escaped, on one line and slanted."""
    line = escaped(one_line(text))
    return f"*{line}*" if line else ""


def code(text: str) -> str:
    """*text* on one line, in the font of what can be typed; escaped where a backtick would end that."""
    line = one_line(clean(text))
    return f"`{line}`" if line and "`" not in line else escaped(line)


def heading(text: str) -> str:
    """*text* escaped, on one line, as large as the title of a page."""
    return f"## {escaped(one_line(text))}"


def title(text: str) -> str:
    """*text* escaped, on one line, as large as the title of something on a page."""
    return f"### {escaped(one_line(text))}"


def quiet(text: str) -> str:
    """*text* escaped, small and grey."""
    return small(escaped(text))


def small(markdown: str) -> str:
    """Each line of *markdown* small and grey."""
    return "\n".join(f"-# {line}" if line.strip() else line for line in markdown.split("\n"))


def link(url: str, label: str) -> str:
    """A link to *url*, or the *label* alone where the address could not stand in one."""
    address = clean(url).translate(_IN_LINK)
    can_stand = _ADDRESS.fullmatch(url) and len(address) <= ADDRESS_MAX
    return f"[{escaped(label)}]({address})" if can_stand else escaped(label)


def fenced(text: str) -> str:
    """*text* as a block of code, of which `unfenced` makes exactly the same text again.

    Where a fence in it would end that too soon, a sign that is not in it stands in for the backtick, and
    behind the first fence.
    """
    whole = clean(text)
    if FENCE not in whole:
        return f"{FENCE}\n{whole}\n{FENCE}"
    sign = next(sign for sign in _stand_ins() if sign not in whole)
    return f"{FENCE}{sign}\n{whole.replace('`', sign)}\n{FENCE}"


def unfenced(markdown: str) -> str:
    """The text in the last block of code of *markdown*; empty if there is none."""
    _, *block = markdown.rsplit(FENCE, 2)
    if len(block) < 2:
        return ""
    sign, _, text = block[0].removesuffix("\n").partition("\n")
    return text.replace(sign, "`") if sign else text


def _stand_ins() -> Iterator[str]:
    return chain(_STAND_INS, map(chr, range(0x4E00, 0xA000)))


def pieces(text: str, most: int, draw: Draw = escaped) -> tuple[str, ...]:
    """*text*, drawn, in parts of up to *most* characters; what is lost is white space at the cuts.

    What is cut is the text itself, so that each part is whole markdown.
    """
    whole = clean(text).strip()
    drawn = draw(whole) if whole else ""
    if len(drawn) <= most:
        return (drawn,) if drawn else ()
    shorter = uncut.pieces(whole, max(1, len(whole) * most // len(drawn) - 1))
    return tuple(piece for part in shorter for piece in pieces(part, most, draw))
