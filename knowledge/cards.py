"""The nouns: an episode, its turns' times, a topic, and the card that never loses its source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Kind(StrEnum):
    """How a card wants to be taken."""

    ADVICE = "advice"
    EXPERIENCE = "experience"
    CAUTION = "caution"


class Provenance(StrEnum):
    """Where a card has its words from."""

    CURATED = "curated"
    """Ours, about what was said in an episode."""

    RETOLD = "retold"
    """Of the people who run a workspace, about what was said in an episode."""

    VERBATIM = "verbatim"
    """The speakers' own, cut from a transcript."""

    COMMUNITY = "community"
    """Those of the people who run a workspace; no episode says it."""


class Stage(StrEnum):
    """Where a member stands, in the order in which most people meet them."""

    STUDENT = "student"
    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    TECH_LEAD = "tech-lead"
    STAFF = "staff"
    PRINCIPAL = "principal"
    MANAGER = "manager"
    DIRECTOR = "director"
    FOUNDER = "founder"


class TimeMark(NamedTuple):
    """A time that the source itself gives, *at* seconds, inside or at the opening of a turn."""

    turn: int
    at: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of an episode as its publisher calls it, from the second at which it starts to the next one."""

    title: str
    start: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks in an episode."""

    name: str
    nicknames: tuple[str, ...] = ()


TURN_ANCHORS = re.compile(r"https://changelog\.com/")
"""Pages with an anchor for each turn of their transcript, counted from zero; of others we know of none."""


@dataclass(frozen=True)
class Episode:
    """One podcast episode, as much of it as a citation needs.

    Of one that somebody loaded, *number* is 0, and other facts are empty, where nobody told them. *chapters*
    are in the order of their times.
    """

    slug: str
    show: str
    number: int
    title: str
    url: str
    licence: str
    attribution: str
    turns: int
    people: tuple[Person, ...]
    marks: tuple[TimeMark, ...]
    chapters: tuple[Chapter, ...] = ()

    @property
    def name(self) -> str:
        """The show and number, as people say it: "JS Party 286"."""
        return f"{self.show} {self.number}" if self.number else self.show or self.title

    def time_of(self, turn: int) -> int | None:
        """The last time mark at or before the opening of *turn*, in seconds; None before the first."""
        passed = [mark.at for mark in self.marks if mark.turn < turn or (mark.turn == turn and mark.opens)]
        return max(passed, default=None)

    def chapter_at(self, seconds: int | None) -> str:
        """The title of the chapter that a time falls into; empty before the first, and without a time."""
        begun = [it.title for it in self.chapters if seconds is not None and it.start <= seconds]
        return begun[-1] if begun else ""

    def turn_url(self, turn: int) -> str:
        """The exact turn on the episode's page if that has anchors; empty without a page."""
        return f"{self.url}#transcript-{turn - 1}" if TURN_ANCHORS.match(self.url) else self.url

    def audio_url(self, seconds: int) -> str:
        """The episode's page, playing from *seconds*; empty without a page."""
        return f"{self.url}#t={clock(seconds)}" if self.url else ""


COMMUNITY_EPISODE = Episode(
    slug="community",
    show="Your community",
    number=0,
    title="",
    url="",
    licence="",
    attribution="",
    turns=0,
    people=(),
    marks=(),
)
"""Stands for the source of cards that people of the workspace wrote."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of cards with a name that members type, or one of its aliases."""

    id: str
    name: str
    summary: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One piece of advice or experience, with the turns where it was said.

    In our own words, unless its *provenance* says otherwise; a community's own cites nobody, so that its
    *turns* are (0, 0). Those are the first and the last, counted from 1; *start* is the nearest time mark
    before the passage in seconds, None where the source gives none. *questions* are what members might type.
    *contrasts* are the ids of cards of the same episode that see it differently.
    """

    id: str
    episode: Episode
    title: str
    advice: str
    speakers: tuple[str, ...]
    turns: tuple[int, int]
    start: int | None
    topics: tuple[str, ...]
    stages: tuple[Stage, ...]
    kind: Kind
    reflect: str
    questions: tuple[str, ...]
    contrasts: tuple[str, ...] = ()
    provenance: Provenance = Provenance.CURATED

    @cached_property
    def ref(self) -> str:
        """The card's name among the cards of all episodes."""
        return f"{self.episode.slug}/{self.id}"

    @property
    def speaker(self) -> str:
        """Who said it, as one phrase."""
        return listed(self.speakers)

    @property
    def url(self) -> str:
        """The exact turn where the passage begins."""
        return self.episode.turn_url(self.turns[0])


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that members ask about and that the episodes do not answer, on purpose.

    *nearest* are ids of the topics that come closest.
    """

    id: str
    name: str
    nearest: tuple[str, ...]
    questions: tuple[str, ...]


def clock(seconds: int) -> str:
    """Seconds as the show's own player writes them: 48:03, or 1:02:03 from an hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def listed(words: Sequence[str]) -> str:
    """*words* as they stand in a sentence: "tea", "tea and milk", "tea, milk and sugar"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
