"""Text as every chat platform needs it: in whole characters, and cut where people would cut it."""

import re
import unicodedata

ELLIPSIS = "…"

NO_ESCAPE = re.compile("(?!)")
"""How a platform writes what would be markup there, where it need not."""

_ESCAPE_MAX = 5
"""Characters of the longest escape of any platform: "&amp;"."""

_MARKS = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Categories of what stands upon or behind a letter, or joins it to the next."""

_SKINS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_INDICATORS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Letters that make a flag in pairs."""

_PARAGRAPH = re.compile(r"(?=\n\n)")
_LINE = re.compile(r"(?=\n)")
_SENTENCE = re.compile(r"[.!?…][\"'\u201d\u2019)\]]*(?=\s)|[\u3002\uff01\uff1f]")
_WORD = re.compile(r"(?=\s)")


def clean(text: str) -> str:
    """*text* as every reader of JSON takes it: a NUL and half an emoji, which some clients send, replaced."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\N{REPLACEMENT CHARACTER}")


def one_line(text: str) -> str:
    """*text* with a space for each run of white space in it."""
    return " ".join(text.split())


def unbroken(text: str) -> str:
    """*text* with spaces at which no line ends."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def pieces(text: str, most: int, escape: re.Pattern[str] = NO_ESCAPE) -> tuple[str, ...]:
    """*text* in parts of up to *most* characters; what is lost is white space at the cuts.

    A part ends where a paragraph, a line, a sentence or at least a word does. Only a word that is too long
    by itself is cut, and never inside an *escape* or between a letter and its marks.
    """
    half = most // 2
    preferred = ((_PARAGRAPH, half), (_LINE, half), (_SENTENCE, half), (_WORD, 1))
    parts, rest = [], text.strip()
    while len(rest) > most:
        end = _end(rest, most, preferred, escape)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return (*parts, rest) if rest else ()


def shortened(text: str, most: int, escape: re.Pattern[str] = NO_ESCAPE) -> str:
    """*text* cut behind a word and outside of any *escape*, with an ellipsis, if it is longer than *most*."""
    if len(text) <= most:
        return text
    return text[: _end(text, most - 1, ((_WORD, most // 2),), escape)].rstrip() + ELLIPSIS


def _end(
    text: str, most: int, preferred: tuple[tuple[re.Pattern[str], int], ...], escape: re.Pattern[str]
) -> int:
    """The last place up to *most* that the first of the *preferred* patterns finds behind its least place."""
    window = text[: most + 1]
    for pattern, least in preferred:
        ends = [found.end() for found in pattern.finditer(window) if least <= found.end() <= most]
        if ends:
            return ends[-1]
    return next((end for end in range(most, 0, -1) if not _inside(text, end, escape)), most)


def _inside(text: str, end: int, escape: re.Pattern[str]) -> bool:
    return _inside_escape(text, end, escape) or _inside_character(text, end, escape)


def _inside_escape(text: str, end: int, escape: re.Pattern[str]) -> bool:
    around = escape.finditer(text, max(0, end - _ESCAPE_MAX), end + _ESCAPE_MAX)
    return any(found.start() < end < found.end() for found in around)


def _inside_character(text: str, end: int, escape: re.Pattern[str]) -> bool:
    """Whether what people see as one character, such as a family or a flag, goes on at *end*."""
    before, after = text[end - 1], text[end]
    # An escape begins anew whatever is before it: then there is a place to cut in front of each.
    joined = before == "\N{ZERO WIDTH JOINER}" and not escape.match(text, end)
    if joined or unicodedata.category(after) in _MARKS:
        return True
    return after in _SKINS or (after in _INDICATORS and _indicators(text, end) % 2 == 1)


def _indicators(text: str, end: int) -> int:
    """How many letters of flags stand in a row before *end*; two make one."""
    begin = end
    while begin > 0 and text[begin - 1] in _INDICATORS:
        begin -= 1
    return end - begin
