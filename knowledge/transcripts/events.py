"""What the module for a format tells of a transcript: a few kinds of events, in the order of the file."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.transcripts.model import UNTOLD, About, Format, Reason

SPACE, LINE, PARAGRAPH = " ", "\n", "\n\n"
"""What can stand before words, from what the same person said before."""


@dataclass(frozen=True, slots=True)
class Label:
    """Somebody begins to speak; without a name, nobody knows who. *mended* if it is written unlike others."""

    name: str
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Whoever is speaking says *text*; *gap* parts it from what they said before."""

    text: str
    gap: str = SPACE


@dataclass(frozen=True, slots=True)
class Mark:
    """The source gives a time here."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Interlude:
    """A break or jingle, behind which nobody speaks until the next label. *text* is what is heard in it."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """Words of the file that nobody says."""

    reason: Reason
    text: str


Event = Label | Words | Mark | Interlude | Aside


@dataclass(frozen=True, slots=True)
class Told:
    """All that a format's module tells of a file; the *events* are told while they are asked for."""

    format: Format
    events: Iterable[Event]
    about: About = UNTOLD
