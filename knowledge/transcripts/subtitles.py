"""WebVTT and SRT, which differ in little that matters here.

Read line by line, and whatever can be read is: the parsers of these formats refuse a file for a missing empty
line, and take seconds for one of 10 MB.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.transcripts.cues import Cue, joined
from knowledge.transcripts.events import Aside, Told
from knowledge.transcripts.header import told
from knowledge.transcripts.markdown import unescaped
from knowledge.transcripts.model import About, Format, Reason
from knowledge.transcripts.names import tidy
from knowledge.transcripts.times import seconds_of

SIGNATURE = re.compile(r"WEBVTT(?=\s|$)[ \t]*-*[ \t]*(?P<title>.*)")

TIMING = re.compile(r"\s*(?P<start>[\d:.,]{4,20})\s*-->\s*(?P<end>[\d:.,]{4,20})")

BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?=\s|$)|X-TIMESTAMP-MAP=")
"""How blocks of WebVTT begin in which nothing is said."""

VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?[ \t]++(?P<name>[^>]{1,100}+)>|(?P<end></v>)")

ROLLING = re.compile(r"<\d\d:\d\d(?::\d\d)?[.,]\d{3}>")
"""A time within a cue: captions that come word by word, and repeat the line before."""

TAG = re.compile(
    r"</?(?:b|i|u|s|c|lang|ruby|rt|font|v)(?:[.\s][^<>]{0,100})?>|<[\d:.,]{5,15}>|\{\\[^{}]{1,60}\}"
)


def read_subtitles(text: str) -> Told:
    """Tell of a file with cues between times."""
    lines = text.split("\n")
    signature = SIGNATURE.match(lines[0])
    about, begin = _header(lines, signature["title"].strip()) if signature else (About(), 0)
    cues = list(_cues(lines[begin:]))
    if ROLLING.search(text):
        cues = list(_once(cues))
    voiced = [it for cue in cues for it in ([cue] if isinstance(cue, Aside) else _voices(cue))]
    return Told(Format.WEBVTT if signature else Format.SRT, joined(voiced), about)


def _header(lines: Sequence[str], title: str) -> tuple[About, int]:
    """What stands before the first empty line, and where that is."""
    about, end = About(title=title), 1
    for line in lines[1:]:
        if not line.strip() or "-->" in line:
            break
        about = told(about, *line.partition(":")[::2])
        end += 1
    return about, end


def _cues(lines: Sequence[str]) -> Iterator[Cue | Aside]:
    """Each cue, with all that stands between its times and the next, however the file is spaced."""
    cue, said, notes = None, [""], list[str]()
    for line in lines:
        if "-->" in line:
            if _is_identifier(said):
                said.pop()
            yield _finished(cue, said)
            cue, said = _timed(line), ["-->"]
        elif notes or (not said[-1] and BLOCK.match(line)):
            notes.append(line)
        else:
            said.append(line.strip())
        if notes and not line.strip():
            yield Aside(Reason.NOTE, "\n".join(notes))
            notes = []
    yield _finished(cue, said)
    yield Aside(Reason.NOTE, "\n".join(notes))


def _is_identifier(said: Sequence[str]) -> bool:
    """Whether the last line, right before the times of a cue, is that cue's name or number."""
    return len(said) > 1 and bool(said[-1]) and (not said[-2] or said[-1].isdigit())


def _timed(line: str) -> Cue:
    times = TIMING.match(line)
    return Cue("", seconds_of(times["start"]), seconds_of(times["end"])) if times else Cue("")


def _finished(cue: Cue | None, said: Sequence[str]) -> Cue | Aside:
    text = "\n".join(filter(None, said[1:]))
    return replace(cue, text=text) if cue else Aside(Reason.HEADER, text)


def _once(cues: Sequence[Cue | Aside]) -> Iterator[Cue | Aside]:
    """*cues* without the line of the one before that rolling captions show again."""
    shown = ""
    for cue in cues:
        if isinstance(cue, Aside):
            yield cue
            continue
        lines = [line for it in cue.text.split("\n") if (line := TAG.sub("", it).strip())]
        yield replace(cue, text="\n".join(lines[1:] if lines[:1] == [shown] else lines))
        shown = lines[-1] if lines else shown


def _voices(cue: Cue) -> Iterator[Cue]:
    """*cue* cut where its tags name another speaker."""
    speaker, end = None, 0
    for tag in VOICE.finditer(cue.text) if "<" in cue.text else ():
        yield _voice(cue, cue.text[end : tag.start()], speaker)
        speaker, end = (tidy(unescaped(tag["name"])) or None) if tag["name"] else None, tag.end()
    yield _voice(cue, cue.text[end:], speaker)


def _voice(cue: Cue, text: str, speaker: str | None) -> Cue:
    return replace(
        cue, text=unescaped(TAG.sub("", text) if "<" in text or "{" in text else text), speaker=speaker
    )
