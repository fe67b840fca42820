"""The nouns: a transcript, its turns, and all that a reader of it found besides."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.transcripts.doubts import TranscriptWarning


class Format(StrEnum):
    """How a file is written, by the names that programs are told."""

    MARKDOWN = "markdown"
    TEXT = "text"
    WEBVTT = "webvtt"
    SRT = "srt"
    PODCAST_JSON = "podcast-json"
    WHISPER_JSON = "whisper-json"
    HTML = "html"


class Reason(StrEnum):
    """Why words of a file are in no turn."""

    BEFORE = "before-the-first-speaker"
    BREAK = "break"
    AFTER_BREAK = "after-a-break"
    SOUND = "sound"
    NOTE = "note"
    PAGE = "page"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Turn:
    """One person speaking, numbered from 1; breaks are not counted.

    *speaker* is empty where nobody is named. *text* is what was said, without markup and time marks, with an
    empty line between paragraphs. *marks* are places in *text* with the seconds that the source gives there.
    """

    number: int
    speaker: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """A break, jingle or outro behind the turn *after* (0: before the first), with its times in seconds."""

    after: int
    name: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words behind the turn *after* (0: before the first) that are in no turn."""

    after: int
    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of its episode; empty where it says nothing. *language* is a code, like "en"."""

    title: str = ""
    show: str = ""
    number: str = ""
    date: str = ""
    url: str = ""
    licence: str = ""
    language: str = ""


UNTOLD = About()


@dataclass(frozen=True, slots=True)
class Voice:
    """How often and how much somebody speaks; *share* is of all words, and no *name* is everybody unnamed."""

    name: str
    turns: int
    words: int
    share: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that was understood of a file, with the *people* who speak, whoever says most first.

    *mended* are the turns whose labels were not written as the others, *damaged* counts the characters that
    could not be read. *language* is a code, guessed by the words. *encoding* is how the text was written.
    """

    format: Format
    turns: tuple[Turn, ...]
    people: tuple[Voice, ...]
    about: About = UNTOLD
    breaks: tuple[Break, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    mended: tuple[int, ...] = ()
    language: str = ""
    encoding: str = "utf-8"
    damaged: int = 0
    warnings: tuple[TranscriptWarning, ...] = ()

    @property
    def words(self) -> int:
        """Words in all turns."""
        return sum(voice.words for voice in self.people)

    @property
    def times(self) -> tuple[int, ...]:
        """All time marks in turns, in seconds, as they stand."""
        return tuple(seconds for turn in self.turns for _, seconds in turn.marks)
