"""The nouns of what admins bring: editions of episodes, cards of their own, feeds, and who did what.

Whose something is says its *owner*: a workspace, or `EVERYBODY` for what the operator brings for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from knowledge.cards import COMMUNITY_EPISODE, Kind, Stage
from knowledge.feeds.plain import without_query

EVERYBODY = "*"
"""The owner of what all workspaces are answered from; no workspace is called that."""

COMMUNITY = COMMUNITY_EPISODE.slug
"""Stands for the episode in the ref of a card that comes from no episode but from people of the workspace."""

OPERATOR = ""
"""Who did something at the operator's own terminal."""

FORGOTTEN = "?"
"""Who did something, and had their data deleted since; no member's id is that."""


class Origin(StrEnum):
    """What an edition was made of."""

    TRANSCRIPT = "transcript"
    CURATED = "curated"


@dataclass(frozen=True, slots=True)
class Loaded:
    """One edition of an episode, as somebody loaded it: which, whose, from where, and whether it answers.

    *name* is the episode's slug; a curated file has one of its own, "SLUG.toml", beside the transcript's.
    *number* counts the editions of that name from 1. *digest* is the SHA-256 of the file, of the *details*
    that were told beside it and of how it was made, so that the same again is known. *title* is the show and
    the title, for people. *sketch* holds hashes to tell near-copies by. *live*: it answers now;
    *published_at*: it last began to. *excerpts* counts what can answer. *by* is the member's id, or one of
    `OPERATOR` and `FORGOTTEN`.
    """

    id: str
    owner: str
    name: str
    number: int
    origin: Origin
    title: str
    source: str
    digest: str
    excerpts: int
    by: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sketch: tuple[int, ...] = ()
    live: bool = False
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The two large things of an edition: the file as it came, and what was made of it, packed."""

    original: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A card that admins wrote, of an excerpt of an episode or of what their community knows.

    *ref* is "episode/card". Its *turns* and *speakers* are empty where no episode is cited.
    """

    owner: str
    ref: str
    title: str
    advice: str
    topics: tuple[str, ...]
    by: str
    at: datetime
    questions: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    kind: Kind = Kind.ADVICE
    reflect: str = ""
    speakers: tuple[str, ...] = ()
    turns: tuple[int, int] = (0, 0)

    @property
    def is_community(self) -> bool:
        """Whether it cites no episode."""
        return self.ref.startswith(f"{COMMUNITY}/")


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did with an *owner*'s episodes and cards: "publish", "js-party-104", and a *note*."""

    owner: str
    at: datetime
    by: str
    verb: str
    about: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A podcast's feed whose new episodes are fetched; of a *trusted* one they answer without a review.

    *due_at* is when to look next; *trouble* is why the last look failed, *tag* what its server called the
    version that came. *seen* are the ids of the episodes that need no look any more, *failing* of those whose
    transcript could not be fetched, and since when.
    """

    owner: str
    url: str
    title: str
    trusted: bool
    by: str
    added_at: datetime
    due_at: datetime
    looked_at: datetime | None = None
    trouble: str = ""
    tag: str = ""
    seen: frozenset[str] = frozenset()
    failing: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def address(self) -> str:
        """Where it is, for people: its *url* may have a key in it."""
        return without_query(self.url)


class Event(StrEnum):
    """What is counted, for those who run a workspace."""

    ANSWERED = "answered"
    DECLINED = "declined"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"
    REFLECTED = "reflected"
    NUDGED = "nudged"


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened in a workspace in an ISO week ("2026-W48"), and to how many people."""

    week: str
    event: Event
    times: int
    people: int
