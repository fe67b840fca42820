"""Markdown as it stands in transcripts, made plain: what a reader would see of it.

A whole parser of Markdown takes a second for each megabyte and knows no label. This takes out what people put
into a paragraph of a transcript, each by an expression that goes through it once.
"""

import html
import re

LINK = re.compile(
    r"!?(?<!\\)\[((?:\\.|[^\[\]\\])*+)\]"
    r"\([^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)?(?:\s\"[^\"]*+\")?\)"
)
STRONG = re.compile(r"(?<!\\)\*\*(?=\S)((?:\\.|[^*\\]|\*(?!\*))++)(?<=\S)\*\*")
EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=[^\s*])((?:\\.|[^*\\])++)(?<=\S)\*(?![\w*])")
UNDERLINED = re.compile(r"(?<![\w\\])_(?=[^\s_])((?:\\.|[^_\\])++)(?<=\S)_(?!\w)")
CODE = re.compile(r"(?<![`\\])`([^`]++)`(?!`)")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
"""What is in the group is to be read; the rest of the match is markup."""

ENTITY = re.compile(r"(?<!\\)&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
"""Only what ends as it should: in addresses, "&copy=1" is no sign of copyright."""

LEADING = re.compile(r"(?:#{1,6}\s+|(?:>\s?)++)")


def plain(text: str) -> str:
    """What is to be read of a line of Markdown."""
    if text[:1] in "#>":
        text = LEADING.sub("", text, count=1)
    if "](" in text:
        text = _unmarked(LINK, text)
    if "*" in text:
        text = _unmarked(EMPHASIS, _unmarked(STRONG, text))
    if "_" in text:
        text = _unmarked(UNDERLINED, text)
    if "`" in text:
        text = _unmarked(CODE, text)
    text = unescaped(text)
    return _unmarked(ESCAPE, text) if "\\" in text else text


def unescaped(text: str) -> str:
    """*text* with the characters that its HTML entities stand for."""
    return ENTITY.sub(lambda entity: html.unescape(entity.group()), text) if "&" in text else text


def _unmarked(markup: re.Pattern[str], text: str) -> str:
    # Groups stay in what a pattern splits. That is several times faster than to substitute each.
    return "".join(markup.split(text))
