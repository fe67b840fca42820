"""Transcripts in JSON: the kind that Podcasting 2.0 describes, and what Whisper and its kin write."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.transcripts.cues import Cue, joined
from knowledge.transcripts.events import Told
from knowledge.transcripts.header import told
from knowledge.transcripts.model import About, Format
from knowledge.transcripts.names import tidy
from knowledge.transcripts.times import SECONDS_MAX, seconds_of
from knowledge.transcripts.trouble import PARTS_MAX, Problem, TranscriptUnusable
from knowledge.transcripts.unnamed import sentences

MILLISECONDS = 1000
"""What whisper.cpp counts in."""

Json = Mapping[str, Any]


def read_segments(text: str) -> Told:
    """Tell of a JSON document. Raises `TranscriptUnusable` if it is not whole, or no transcript."""
    document = _parsed(text)
    top: Json = document if isinstance(document, dict) else {}
    segments = _segments(document)
    if len(segments) > PARTS_MAX:
        raise TranscriptUnusable(Problem.TOO_MANY_PARTS, f"{len(segments):,} segments")
    cues = [cue for it in segments if isinstance(it, dict) and (cue := _cue(it))]
    # Where Whisper was asked for no times, its text is all there is.
    cues = cues or [Cue(it) for it in sentences(_text(top, "text"))]
    if not cues:
        raise TranscriptUnusable(Problem.OTHER_JSON)
    podcasting = any("body" in it for it in segments if isinstance(it, dict))
    return Told(Format.PODCAST_JSON if podcasting else Format.WHISPER_JSON, joined(cues), _about(top))


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        thing = f"{error.msg} in line {error.lineno}"
    except (ValueError, RecursionError):
        thing = "a number in it has no end, or its brackets have no bottom"
    raise TranscriptUnusable(Problem.BROKEN_JSON, thing)


def _segments(document: object) -> Sequence[object]:
    """The list of what was said, by the name that each kind gives it."""
    if isinstance(document, dict):
        document = document.get("segments") or document.get("transcription")
    return document if isinstance(document, list) else ()


def _cue(segment: Json) -> Cue | None:
    text = _text(segment, "body", "text")
    if not text.strip():
        return None
    start, end = _time(segment, "startTime", "start", "from"), _time(segment, "endTime", "end", "to")
    return Cue(text, start, end, tidy(_text(segment, "speaker")) or None)


def _time(segment: Json, *keys: str) -> float | None:
    """Seconds, as a number or as 0:01:02.5; or milliseconds, where those are in a table of their own."""
    offsets = segment.get("offsets")
    table, unit = (offsets, MILLISECONDS) if isinstance(offsets, dict) else (segment, 1)
    match next((table[key] for key in keys if key in table), None):
        case bool():
            return None
        case int() | float() as number:
            seconds = number / unit if abs(number) <= SECONDS_MAX * unit else -1
            return seconds if seconds >= 0 else None
        case str() as clock:
            return seconds_of(clock)
    return None


def _text(table: Json, *keys: str) -> str:
    return next((it for key in keys if isinstance(it := table.get(key), str)), "")


def _about(document: Json) -> About:
    about = About()
    for key in ("title", "language"):
        about = told(about, key, _text(document, key))
    return about
