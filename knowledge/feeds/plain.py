"""Texts and addresses of strangers, made harmless: one line of plain words, and only the web's addresses."""

import re
from unicodedata import category

from yarl import URL

from knowledge.transcripts.markdown import unescaped

LOOKED_AT = 10_000
"""Characters of a text, with markup; behind them nothing is read, whatever it is."""

URL_MAX = 2048
"""Characters of an address: what sitemaps take (sitemaps.org)."""

SCHEMES = frozenset({"http", "https"})

HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:]+")
"""A name in ASCII, or an address of IPv6."""

BLOCK = re.compile(r"</?(?:br|div|h[1-6]|hr|li|ol|p|table|td|tr|ul)(?:\s[^<>]{0,1000})?/?>", re.IGNORECASE)
INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|font|i|img|mark|s|script|small|span|strong|style|sub|sup|tt|u)"
    r"(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
"""Only the elements of HTML that get into titles: "Option<T>" is one, too, and no markup."""

JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""Of all that cannot be seen, what families of emoji and the spelling of Persian need."""


def plain(text: str, most: int) -> str:
    """What is to be read of *text*, on one line of up to *most* characters.

    Markup, controls and whatever turns the direction of writing are left out.
    """
    text = unescaped(INLINE.sub("", BLOCK.sub(" ", text[:LOOKED_AT])))
    text = "".join(it for it in text if it.isspace() or category(it)[0] != "C" or it in JOINERS)
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def address(written: str, base: str = "") -> str:
    """*written* as a whole address, starting from *base*; empty if it is none that everybody may follow."""
    written = unescaped(written[:LOOKED_AT]).strip()
    if not written or not written.isprintable():
        return ""
    try:
        url = URL(base).join(URL(written))
    except ValueError:
        return ""
    whole = str(url)
    public = url.scheme in SCHEMES and HOST.fullmatch(url.raw_host or "") and "@" not in url.raw_authority
    return whole if public and len(whole) <= URL_MAX else ""


def quoted(written: str) -> str:
    """An address as it is asked for: of its spellings, that without a space, and the host in lower case."""
    try:
        return str(URL(written.strip()).with_fragment(None))
    except ValueError:
        return written.strip()


def without_query(url: str) -> str:
    """An address for people to see: feeds and files for subscribers have a key behind the question mark."""
    return url.partition("?")[0]


def file_at(url: str) -> str:
    """The last of an address's path, by which people call the file there; empty if there is none."""
    try:
        return URL(url).name
    except ValueError:
        return ""
