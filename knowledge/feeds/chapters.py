"""The chapters of an episode, which Podcasting 2.0 keeps in a file of their own, in JSON."""

import json
from collections.abc import Iterator

from knowledge.cards import Chapter
from knowledge.feeds.mending import decoded
from knowledge.feeds.plain import plain
from knowledge.feeds.trouble import FeedUnusable, Problem
from knowledge.transcripts.times import SECONDS_MAX

CHAPTERS_MAX = 200
"""Of an episode: one for every minute of a three-hour one, and each is kept in memory while that answers."""

CHAPTER_MAX = 100
"""Characters of a chapter's title, which stands in the line under each excerpt that is from it."""


def read_chapters(data: bytes) -> tuple[Chapter, ...]:
    """The chapters in *data* that have a title, in the order of their times; the first where there are many.

    Raises `FeedUnusable`, and nothing else, if there are none.
    """
    chapters = sorted(_told(_parsed(decoded(data))), key=lambda it: it.start)
    if not chapters:
        raise FeedUnusable(Problem.NO_CHAPTERS)
    return tuple(chapters[:CHAPTERS_MAX])


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        thing = f"{error.msg} in line {error.lineno}"
    except (ValueError, RecursionError):
        thing = "a number in it has no end, or its brackets have no bottom"
    raise FeedUnusable(Problem.BROKEN_JSON, thing)


def _told(document: object) -> Iterator[Chapter]:
    listed = document.get("chapters") if isinstance(document, dict) else None
    for it in listed if isinstance(listed, list) else ():
        match it:
            case {"toc": False} | {"startTime": bool()}:
                # The first is a change of the picture, not to be listed.
                continue
            case {"startTime": int() | float() as start, "title": str() as written}:
                title = plain(written, CHAPTER_MAX)
                if title and 0 <= start <= SECONDS_MAX:
                    yield Chapter(title, int(start))
