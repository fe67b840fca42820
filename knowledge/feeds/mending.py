"""Bytes become XML as it was meant: in its own encoding, and without the slips that are common in feeds."""

import html
import re

from knowledge.feeds.trouble import ATTRIBUTES_MAX, REFERENCES_MAX, FeedUnusable, Problem
from knowledge.transcripts.decoding import decode
from knowledge.transcripts.trouble import SIZE_MAX, TranscriptUnusable
from knowledge.transcripts.trouble import Problem as Unread

DECLARED = re.compile(
    rb"<\?xml[^>]{1,100}?\bencoding\s{0,9}=\s{0,9}[\"']"
    rb"(windows-125\d|iso-8859-\d{1,2}|koi8-[ru]|shift_jis|euc-jp|euc-kr|gb2312|gbk|gb18030|big5)[\"']",
    re.IGNORECASE,
)
"""Encodings that a feed has to name, since nothing else shows them."""

WIDER = {
    "iso-8859-1": "windows-1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
}
"""What is meant by those names on the web (WHATWG Encoding, section 4.2)."""

UNREAD = {Unread.EMPTY: Problem.EMPTY, Unread.TOO_BIG: Problem.TOO_BIG, Unread.NO_TEXT: Problem.NO_TEXT}
"""Why bytes are no text, in the words for feeds."""

PAGE = re.compile(
    r"(?:\s++|<!--.*?-->|<\?[^>]*+>)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)

PASSWORD = re.compile(r"\btype\s{0,9}=\s{0,9}[\"']?password\b", re.IGNORECASE)

DECLARATION = re.compile(r"<\?xml\s[^>]*>")
"""Tells the encoding, which is known by then, and versions of XML that hardly anybody reads."""

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold (XML 1.0, section 2.2), and what programs put in that copy whatever they get."""

SLIP = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)"
    r"|<!--(?:.*?-->|.*)"
    r"|&(?!(?:amp|lt|gt|quot|apos|#3[2-9]|#[4-9]\d);)(?:(?:\w{1,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)?",
    re.DOTALL,
)
"""An ampersand that stands for itself, or for a character that HTML knows by that name and XML does not; and
what has to be passed over, since every character in it stands for itself."""

ROOT = re.compile(r"<(?:rss|feed)(?=[\s>])")

KNOWN = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
"""Prefixes that some feeds use without saying what they mean, since everybody knows."""


def decoded(data: bytes) -> str:
    """The text in *data*. Raises `FeedUnusable` if it is none, or far too much."""
    named = DECLARED.match(data.lstrip()) if len(data) <= SIZE_MAX else None
    if named and not _is_utf8(data):
        name = named[1].decode().lower()
        return data.decode(WIDER.get(name, name), "replace")
    try:
        return decode(data).text
    except TranscriptUnusable as unusable:
        raise FeedUnusable(UNREAD[unusable.problem]) from None


def mended(data: bytes) -> str:
    """The XML in *data*. Raises `FeedUnusable` if it is something else, or far too much."""
    text = decoded(data).lstrip("\ufeff \t\n")
    if PAGE.match(text):
        raise FeedUnusable(Problem.LOGIN_PAGE if PASSWORD.search(text) else Problem.WEB_PAGE)
    if not text.startswith("<"):
        raise FeedUnusable(Problem.NO_XML)
    if declaration := DECLARATION.match(text):
        text = text[declaration.end() :]
    for sign, what, most in (("=", "attributes", ATTRIBUTES_MAX), ("&", "references", REFERENCES_MAX)):
        if (count := text.count(sign)) > most:
            raise FeedUnusable(Problem.TOO_MANY_PARTS, f"{count:,} {what}")
    return _declared(SLIP.sub(_meant, NOT_IN_XML.sub("", text)))


def _is_utf8(data: bytes) -> bool:
    """Whether it is, whatever it says: text in another encoding hardly ever happens to be."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _meant(slip: re.Match[str]) -> str:
    written = slip.group()
    return written if written.startswith("<") else html.escape(html.unescape(written))


def _declared(text: str) -> str:
    """*text*, with the declarations that its first element forgot."""
    forgotten = [it for it in KNOWN if f"<{it}:" in text and f"xmlns:{it}" not in text]
    names = "".join(f' xmlns:{it}="{KNOWN[it]}"' for it in forgotten)
    return ROOT.sub(lambda root: root.group() + names, text, count=1) if names else text
