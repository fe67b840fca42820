"""Which format a text is in, by what stands in it; its name decides only where nothing else does."""

import re
from collections.abc import Mapping

from knowledge.transcripts.events import Told
from knowledge.transcripts.labelled import read_labelled
from knowledge.transcripts.pages import read_page
from knowledge.transcripts.segments import read_segments
from knowledge.transcripts.subtitles import SIGNATURE, read_subtitles
from knowledge.transcripts.trouble import PARTS_MAX, Problem, TranscriptUnusable

BEGINNING = 20_000
"""Characters in which a format shows itself, behind whatever stands before."""

JSON = re.compile(r"\{\s*[\"}]|\[\s*[{\]]")

OTHER_XML = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,1000}?-->\s*)?<(rss|feed|rdf:RDF|opml|tt)[\s>]", re.DOTALL
)

OTHERS = {
    "rss": "a feed (RSS)",
    "feed": "a feed (Atom)",
    "rdf:RDF": "a feed (RSS 1.0)",
    "opml": "a list of feeds (OPML)",
    "tt": "a file of subtitles in TTML",
}

WHOLE_PAGE = re.compile(r"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)

ELEMENT = re.compile(
    r"<(?:article|b|br|cite|div|dl|h[1-6]|main|ol|p|pre|section|span|strong|table|time|ul)(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)

TIMES = re.compile(r"^[ \t]*(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d+)?[ \t]*-->", re.MULTILINE)

CURATED = (
    re.compile(r"^\[episode\][ \t]*(?:#.*)?$", re.MULTILINE),
    re.compile(r"^(?:\[\[(?:cards|episode\.people)\]\]|(?:slug|attribution)[ \t]*=)", re.MULTILINE),
)


TEXT_PARTS = {"\n": "lines", "<": "tags", "&": "entities", "[": "brackets", "**": "labels"}

JSON_PARTS = {"{": "objects", "[": "lists"}
"""Twice as many are well: some programs write three objects for each word."""


def tell(text: str, name: str = "") -> Told:
    """Tell of *text* in the format that it is in. Raises `TranscriptUnusable` if that is none of ours."""
    text = text.lstrip()
    begin, name = text[:BEGINNING], name.lower()
    if JSON.match(begin):
        _check_parts(text, JSON_PARTS, 2 * PARTS_MAX)
        return read_segments(text)
    if other := OTHER_XML.match(begin):
        raise TranscriptUnusable(Problem.FEED, OTHERS[other[1]])
    _check_parts(text, TEXT_PARTS, PARTS_MAX)
    if _is_page(begin, name):
        return read_page(text)
    if all(it.search(begin) for it in CURATED):
        raise TranscriptUnusable(Problem.CURATED)
    if SIGNATURE.match(begin) or TIMES.search(begin):
        return read_subtitles(text)
    return read_labelled(text, markdown=name.endswith((".md", ".markdown")))


def _check_parts(text: str, parts: Mapping[str, str], most: int) -> None:
    """Refuse what would take long to take apart, before any of it is."""
    for sign, what in parts.items():
        if (count := text.count(sign)) > most:
            raise TranscriptUnusable(Problem.TOO_MANY_PARTS, f"{count:,} {what}")


def _is_page(begin: str, name: str) -> bool:
    fragment = begin.startswith("<") or name.endswith((".html", ".htm"))
    return bool(WHOLE_PAGE.search(begin[:2000]) or (fragment and ELEMENT.search(begin)))
