"""Text on its way to Slack and back: escaped, read as it was typed, and cut where people would cut it."""

import re
import unicodedata

ELLIPSIS = "…"

ADDRESS_MAX = 1000
"""Characters of an address that becomes a link; with a longer one a line could outgrow its block."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_CHARACTERS = {escape: chr(char) for char, escape in _ESCAPES.items()}
_ESCAPE = re.compile("|".join(_CHARACTERS))
_ESCAPE_MAX = max(map(len, _CHARACTERS))
_MARKUP = re.compile(rf"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>|{_ESCAPE.pattern}")
_ADDRESS = re.compile(r"https?://[^\s<>|]+")

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


def escaped(text: str) -> str:
    """*text* as mrkdwn that says the same: no mention and no link comes of it, whatever is in it."""
    return clean(text).translate(_ESCAPES)


def bold(text: str) -> str:
    """*text* escaped, on one line and bold; as it is where a star in it would end that too soon."""
    return _between("*", text)


def italic(text: str) -> str:
    """*text* escaped, on one line and slanted, which is as quiet as it gets within a paragraph."""
    return _between("_", text)


def code(text: str) -> str:
    """*text* escaped, on one line and in the font of what can be typed."""
    return _between("`", text)


def _between(mark: str, text: str) -> str:
    line = escaped(one_line(text))
    return f"{mark}{line}{mark}" if line and mark not in line else line


def one_line(text: str) -> str:
    """*text* with a space for each run of white space in it."""
    return " ".join(text.split())


def unbroken(text: str) -> str:
    """*text* with spaces at which no line ends."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def link(url: str, label: str) -> str:
    """A link to *url*, or the *label* alone where the address could not stand in one."""
    address, label = escaped(url), escaped(label)
    return f"<{address}|{label}>" if _ADDRESS.fullmatch(url) and len(address) <= ADDRESS_MAX else label


def plain(mrkdwn: str) -> str:
    """What somebody typed in Slack, read as it looked to them: "<@U1|bob> &amp; I" was "@bob & I"."""
    return _MARKUP.sub(_read, mrkdwn)


def _read(found: re.Match[str]) -> str:
    if found["target"] is None:
        return _CHARACTERS[found[0]]
    return _ESCAPE.sub(lambda escape: _CHARACTERS[escape[0]], _spoken(found["target"], found["label"] or ""))


def _spoken(target: str, label: str) -> str:
    kind, id = target[0], target[1:]
    match kind:
        case "@" | "#":
            return kind + (label or id).removeprefix(kind)
        case "!" if id.startswith("date^"):
            return label
        case "!":
            return "@" + (label or id.rpartition("^")[2]).removeprefix("@")
    # Slack makes a link of "example.com" by itself; that is no label which somebody gave it.
    given = label and not target.endswith(label)
    return f"{label} ({target})" if given else label or target


def pieces(text: str, most: int) -> tuple[str, ...]:
    """*text*, escaped or not, in parts of up to *most* characters; what is lost is white space at the cuts.

    A part ends where a paragraph, a line, a sentence or at least a word does. Only a word that is too long
    by itself is cut, and never inside an escape or between a letter and its marks.
    """
    half = most // 2
    preferred = ((_PARAGRAPH, half), (_LINE, half), (_SENTENCE, half), (_WORD, 1))
    parts, rest = [], text.strip()
    while len(rest) > most:
        end = _end(rest, most, preferred)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return (*parts, rest) if rest else ()


def shortened(text: str, most: int) -> str:
    """*text*, escaped or not, cut behind a word to *most* characters with an ellipsis where it is longer."""
    if len(text) <= most:
        return text
    return text[: _end(text, most - 1, ((_WORD, most // 2),))].rstrip() + ELLIPSIS


def _end(text: str, most: int, preferred: tuple[tuple[re.Pattern[str], int], ...]) -> int:
    """The last place up to *most* that the first of the *preferred* patterns finds behind its least place."""
    window = text[: most + 1]
    for pattern, least in preferred:
        ends = [found.end() for found in pattern.finditer(window) if least <= found.end() <= most]
        if ends:
            return ends[-1]
    return next((end for end in range(most, 0, -1) if not _inside(text, end)), most)


def _inside(text: str, end: int) -> bool:
    return _inside_escape(text, end) or _inside_character(text, end)


def _inside_escape(text: str, end: int) -> bool:
    begin = text.rfind("&", max(0, end - _ESCAPE_MAX), end)
    found = _ESCAPE.match(text, begin) if begin >= 0 else None
    return found is not None and found.end() > end


def _inside_character(text: str, end: int) -> bool:
    """Whether what people see as one character, such as a family or a flag, goes on at *end*."""
    before, after = text[end - 1], text[end]
    # An escape begins anew whatever is before it: then there is a place to cut in front of each.
    if unicodedata.category(after) in _MARKS or (before == "\N{ZERO WIDTH JOINER}" and after != "&"):
        return True
    return after in _SKINS or (after in _INDICATORS and _indicators(text, end) % 2 == 1)


def _indicators(text: str, end: int) -> int:
    """How many letters of flags stand in a row before *end*; two make one."""
    begin = end
    while begin > 0 and text[begin - 1] in _INDICATORS:
        begin -= 1
    return end - begin
