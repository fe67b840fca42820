"""What an admin should know of a transcript before members get answers from it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from knowledge.cards import listed
from knowledge.transcripts.language import LANGUAGES

NAMED_MAX = 8
"""Turns or names that one sentence lists; a reader looks at the first ones anyway."""


@dataclass(frozen=True, slots=True)
class NobodyNamed:
    """The source names no speaker at all."""


@dataclass(frozen=True, slots=True)
class PartlyUnnamed:
    """So much of all words, in turns or left out, is nobody's; *turns* are those without a name."""

    share: float
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MostlyUnnamed:
    """The same, where it is half of the words or more."""

    share: float


@dataclass(frozen=True, slots=True)
class Placeholders:
    """Speakers that a program or a transcriber numbered instead of naming them."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SamePerson:
    """Names that look like those of one person; none was changed."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoTimes:
    """The source gives no time at all."""


@dataclass(frozen=True, slots=True)
class TimesGoBack:
    """Turns with a time mark that is before the one before it."""

    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MendedLabels:
    """Turns whose labels are not written like the others, so that a label may be meant otherwise."""

    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EmptyTurns:
    """Turns in which no word is said."""

    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LongTurns:
    """Turns so long that a label may be missing in them."""

    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The episode seems to be in a language that members do not ask in."""

    language: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """Characters that could not be read."""

    characters: int


TranscriptWarning = (
    NobodyNamed
    | PartlyUnnamed
    | MostlyUnnamed
    | Placeholders
    | SamePerson
    | NoTimes
    | TimesGoBack
    | MendedLabels
    | EmptyTurns
    | LongTurns
    | OtherLanguage
    | Damaged
)


def kind(warning: TranscriptWarning) -> str:
    """Its name for programs, like "no-times"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(warning).__name__).lower()


def sentence(warning: TranscriptWarning) -> str:  # noqa: C901, PLR0912  (a case for each kind)
    """It for people, with what to look at."""
    match warning:
        case NobodyNamed():
            return "It names no speaker, so no answer from it can say who said it."
        case PartlyUnnamed(share, turns):
            where = f" Look at {_listed('turn', turns)}." if turns else ""
            return f"{_percent(share)} of the words have no name to them.{where}"
        case MostlyUnnamed(share):
            return (
                f"{_percent(share)} of the words have no name to them, which is half or more. "
                "Are the labels written in a way that I do not know?"
            )
        case Placeholders(names):
            return f"Not everybody is called by name: {_names(names)}. Answers would name them like that."
        case SamePerson(names):
            return f"{_names(names)} may be one person under several names. I changed none."
        case NoTimes():
            return "It gives no times, so answers from it name the turn but not the minute."
        case TimesGoBack(turns):
            return f"Times go backwards in {_listed('turn', turns)}, so the minutes there may be wrong."
        case MendedLabels(turns):
            return (
                f"{_listed('Turn', turns)}: the name is written unlike the others, and I read it as one. "
                "See that each is a turn of its own."
            )
        case EmptyTurns(turns):
            return f"Nothing is said in {_listed('turn', turns)}. They keep their numbers."
        case LongTurns(turns):
            return f"{_listed('Turn', turns)}: very long. Has somebody else's name been left out there?"
        case OtherLanguage(language):
            return (
                f"It seems to be in {LANGUAGES.get(language, language)}. "
                "Questions are compared in English, so little of it would be found."
            )
        case Damaged(characters):
            return f"{characters:,} characters could not be read, and stand as \N{REPLACEMENT CHARACTER}."
        case _:
            assert_never(warning)


def _percent(share: float) -> str:
    return "Under 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMED_MAX
    shown = [*names[:NAMED_MAX], *([f"{more} more"] if more > 0 else [])]
    return listed(shown)


def _listed(what: str, numbers: Sequence[int]) -> str:
    """Them as words: "turn 3", "turns 3, 5 and 8", "turns 3, 5 and 20 more"."""
    return f"{what}{'s' if len(numbers) > 1 else ''} {_names([str(it) for it in numbers])}"
