"""The nouns: a feed, its items, and what each of those offers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is in an episode, or works on it; *role* is in lower case, "host" where none is given."""

    name: str
    role: str = "host"


@dataclass(frozen=True, slots=True)
class TranscriptLink:
    """Where a transcript is, with what the feed says of it, which need not be true.

    *type* is in lower case and without parameters. *language* is that of the feed where none is given.
    *rel* is "captions" for what is shown along with the sound.
    """

    url: str
    type: str = ""
    language: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One episode, as its feed tells of it; empty where it says nothing.

    *guid* is what to know it by, and never empty. *url* is its page, *enclosure* the sound. *number* and
    *season* are as given, and may be words. *people* and *licence* are the feed's where the item names none.
    *transcripts* are sorted: those come first of which most can be read.
    """

    guid: str
    title: str = ""
    url: str = ""
    published: datetime | None = None
    number: str = ""
    season: str = ""
    licence: str = ""
    people: tuple[Person, ...] = ()
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str = ""
    enclosure: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A podcast and its episodes, newest first; *older* counts those that were too many.

    *url* is its site. *language* is as given, like "en-US".
    """

    title: str
    url: str
    language: str
    licence: str
    items: tuple[FeedItem, ...]
    older: int = 0
