"""A transcript in sentences: what was understood of it, for people who decide whether to use it."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from knowledge.cards import clock
from knowledge.transcripts.language import LANGUAGES
from knowledge.transcripts.model import Break, Format, Reason, Transcript

QUOTED_MAX = 60
"""Characters that are shown of what was left out: enough to recognise it."""

BREAKS_MAX = 6
"""Breaks that are listed; a long episode has as many."""

FORMATS = {
    Format.MARKDOWN: "Markdown with names in bold",
    Format.TEXT: "plain text",
    Format.WEBVTT: "WebVTT",
    Format.SRT: "SRT",
    Format.PODCAST_JSON: "JSON of Podcasting 2.0",
    Format.WHISPER_JSON: "JSON of Whisper",
    Format.HTML: "web page",
}

REASONS = {
    Reason.BEFORE: "before the first name, so that nobody says it",
    Reason.BREAK: "heard in a break",
    Reason.AFTER_BREAK: "behind a break, where nobody is named",
    Reason.SOUND: "sounds, not words",
    Reason.NOTE: "notes and styles",
    Reason.PAGE: "around the page's own text",
    Reason.HEADER: "about the episode, not in it",
}


def form(transcript: Transcript) -> str:
    """How the file is written, as "WebVTT, utf-8, English"."""
    language = LANGUAGES.get(transcript.language, "")
    return ", ".join(filter(None, (FORMATS[transcript.format], transcript.encoding, language)))


def times(transcript: Transcript) -> str:
    """How many times there are, and from when to when."""
    marks = transcript.times
    if len(marks) < 2:
        return f"one, {clock(marks[0])}" if marks else "none"
    return f"{len(marks):,}, from {clock(min(marks))} to {clock(max(marks))}"


def breaks(transcript: Transcript) -> str:
    """Which breaks there are, and where."""
    listed = [_break(it) for it in transcript.breaks[:BREAKS_MAX]]
    more = len(transcript.breaks) - BREAKS_MAX
    return "; ".join([*listed, *([f"{more} more"] if more > 0 else [])]) or "none"


def left_out(transcript: Transcript) -> Iterator[str]:
    """What is in no turn: for each reason how many words, where they begin, and how."""
    for reason, pieces in groupby(
        sorted(transcript.left_out, key=attrgetter("reason")), attrgetter("reason")
    ):
        first, *others = pieces
        words = sum(len(it.text.split()) for it in (first, *others))
        where = f"after turn {first.after}" if first.after else "at the beginning"
        begin = first.text[:QUOTED_MAX].rstrip()
        quoted = begin if begin == first.text else f"{begin}..."
        yield f'{words:,} {"words" if words > 1 else "word"} {REASONS[reason]}; {where}: "{quoted}"'


def _break(it: Break) -> str:
    at = f" at {' to '.join(map(clock, it.marks))}" if it.marks else ""
    return f"{it.name}{at}, after turn {it.after}"
