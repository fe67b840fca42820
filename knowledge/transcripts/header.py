"""What a text says of its episode before anybody speaks: front matter, a heading, "Title: ..."."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from knowledge.transcripts.markdown import plain
from knowledge.transcripts.model import About

KEYS: Mapping[str, str] = {
    "title": "title",
    "episode title": "title",
    "show": "show",
    "podcast": "show",
    "series": "show",
    "episode": "number",
    "episode number": "number",
    "number": "number",
    "date": "date",
    "published": "date",
    "recorded": "date",
    "url": "url",
    "link": "url",
    "page": "url",
    "licence": "licence",
    "license": "licence",
    "language": "language",
    "lang": "language",
    "kind": "",
    "duration": "",
    "length": "",
    "hosts": "",
    "guests": "",
    "speakers": "",
    "participants": "",
    "tags": "",
    "transcript": "",
    "transcribed by": "",
}
"""Words before a colon that name no person, and what of an episode they tell."""

LINES_MAX = 60
"""A header is not longer."""

ENTRY = re.compile(r"(?:\*\*)?(?P<key>[A-Za-z][A-Za-z _-]{1,30}?)\s*:(?:\*\*)?\s*(?P<value>.*)")
HEADING = re.compile(r"#{1,3}\s++(?P<title>[^*]++)$")
FENCE = "---"


def split_header(lines: Sequence[str]) -> tuple[About, Sequence[str], Sequence[str]]:
    """What the lines before the first that somebody says tell of the episode; those lines; and all others."""
    about, end, fenced = About(), 0, False
    for at, line in enumerate(lines[:LINES_MAX]):
        if line == FENCE:
            # Anywhere else it is a line across the page, between what people say.
            fenced = not fenced and not any(lines[:at])
        elif heading := HEADING.match(line):
            about = about if about.title else replace(about, title=plain(heading["title"]).strip())
        elif entry := _entry(line, anything=fenced):
            about = told(about, *entry)
        elif line:
            break
        end = at + 1 if not fenced else end
    return about, [it for it in lines[:end] if it not in {"", FENCE}], lines[end:]


def told(about: About, key: str, value: str) -> About:
    """*about*, with what an entry of a header adds; what came first stays."""
    field = KEYS.get(key.casefold().replace("_", " "), "")
    value = " ".join(value.split()).strip("\"'")
    return replace(about, **{field: value}) if field and value and not getattr(about, field) else about


def _entry(line: str, *, anything: bool) -> tuple[str, str] | None:
    entry = ENTRY.match(line)
    known = entry and entry["key"].casefold().replace("_", " ") in KEYS
    # In bold, it is more likely somebody's name.
    other = anything and not line.startswith("**")
    return (entry["key"], plain(entry["value"])) if entry and (known or other) else None
