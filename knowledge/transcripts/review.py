"""What there is to say of a transcript that was read: what an admin should look at before it is used."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from knowledge.transcripts.doubts import (
    Damaged,
    EmptyTurns,
    LongTurns,
    MendedLabels,
    MostlyUnnamed,
    NobodyNamed,
    NoTimes,
    OtherLanguage,
    PartlyUnnamed,
    Placeholders,
    SamePerson,
    TimesGoBack,
    TranscriptWarning,
)
from knowledge.transcripts.model import Reason, Transcript, Turn
from knowledge.transcripts.names import placeholders, same_people

LONG_TURN = 8000
"""Characters: ten minutes without a word of anybody else. One turn in thirteen thousand is as long."""

HALF = 0.5

ASKED_IN = "en"
"""The language that members ask in, and that the sentence encoder knows."""

UNNAMED = {Reason.BEFORE, Reason.AFTER_BREAK}
"""Why words are left out that somebody may have said."""


def review(transcript: Transcript) -> Iterator[TranscriptWarning]:
    """What to look at, the weightiest first."""
    yield from _namelessness(transcript)
    names = [voice.name for voice in transcript.people if voice.name]
    if numbered := tuple(placeholders(names)):
        yield Placeholders(numbered)
    yield from (SamePerson(pair) for pair in same_people(names))
    yield from _lateness(transcript)
    if transcript.mended:
        yield MendedLabels(transcript.mended)
    if long := _turns(transcript, lambda turn: len(turn.text) > LONG_TURN) if len(names) > 1 else ():
        yield LongTurns(long)
    if empty := _turns(transcript, lambda turn: not turn.text):
        yield EmptyTurns(empty)
    if transcript.language not in {"", ASKED_IN}:
        yield OtherLanguage(transcript.language)
    if transcript.damaged:
        yield Damaged(transcript.damaged)


def _namelessness(transcript: Transcript) -> Iterator[TranscriptWarning]:
    unnamed = _turns(transcript, lambda turn: not turn.speaker)
    if len(unnamed) == len(transcript.turns):
        yield NobodyNamed()
        return
    left_out = sum(len(it.text.split()) for it in transcript.left_out if it.reason in UNNAMED)
    nobodys = left_out + sum(voice.words for voice in transcript.people if not voice.name)
    share = nobodys / (transcript.words + left_out or 1)
    if share >= HALF:
        yield MostlyUnnamed(share)
    elif nobodys:
        yield PartlyUnnamed(share, unnamed)


def _lateness(transcript: Transcript) -> Iterator[TranscriptWarning]:
    marks = [(seconds, turn.number) for turn in transcript.turns for _, seconds in turn.marks]
    if not marks:
        yield NoTimes()
    if back := dict.fromkeys(turn for (before, _), (now, turn) in pairwise(marks) if now < before):
        yield TimesGoBack(tuple(back))


def _turns(transcript: Transcript, which: Callable[[Turn], bool]) -> tuple[int, ...]:
    return tuple(turn.number for turn in transcript.turns if which(turn))
