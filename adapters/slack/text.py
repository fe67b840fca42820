"""Text on its way to Slack and back: escaped, and read as it was typed."""

import re
from functools import partial

from adapters import text
from adapters.text import clean, one_line

ADDRESS_MAX = 1000
"""Characters of an address that becomes a link; with a longer one a line could outgrow its block."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_CHARACTERS = {escape: chr(char) for char, escape in _ESCAPES.items()}
_ESCAPE = re.compile("|".join(_CHARACTERS))
_MARKUP = re.compile(rf"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>|{_ESCAPE.pattern}")
_ADDRESS = re.compile(r"https?://[^\s<>|]+")

pieces = partial(text.pieces, escape=_ESCAPE)
"""Text, escaped or not, in parts, none of which ends inside an escape."""

shortened = partial(text.shortened, escape=_ESCAPE)
"""Text, escaped or not, cut behind a word and not inside an escape."""


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
