"""The way in: a feed's bytes become its episodes, or an error that says what to do.

RSS and Atom say the same under different names, so each is asked for by all of its names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain, islice

from knowledge.feeds.choosing import best_first
from knowledge.feeds.mending import mended
from knowledge.feeds.model import Feed, FeedItem, Person, TranscriptLink
from knowledge.feeds.plain import URL_MAX, address, plain
from knowledge.feeds.tree import Element, read_tree
from knowledge.feeds.trouble import FeedUnusable, Problem

ITEMS_MAX = 5000
"""Episodes of a feed that are kept, the newest: a daily show has so many after thirteen years."""

TRANSCRIPTS_MAX = 10
"""Of an episode: each of five formats in two languages."""

PEOPLE_MAX = 50
"""Of an episode: a large panel, and everybody who worked on it."""

TITLE_MAX = 300
"""Characters of a title: twice those of the longest of two thousand episodes."""

NAME_MAX = 128
"""Characters of a person's name, or of a licence's (Podcasting 2.0, person and license)."""

LABEL_MAX = 32
"""Characters of a number (Podcasting 2.0, episode), a language, or a role."""

DATE_MAX = 60
"""Characters of a date, in which a time zone may be spelled out."""

TYPE_MAX = 80
"""Characters of a type; none that is registered has more."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Show:
    """What holds for each episode that says nothing else."""

    language: str
    licence: str
    people: tuple[Person, ...]


def read_feed(data: bytes, url: str = "") -> Feed:
    """The feed in *data*; addresses in it that are not whole start from *url*, where it was found.

    Raises `FeedUnusable`, and nothing else, if it is none.
    """
    root = read_tree(mended(data), address(url))
    channel = next(root.all("channel"), root)
    spoken = _said(channel, LABEL_MAX, "language", "dc:language")
    language = spoken or plain(root.attributes.get("xml:lang", ""), LABEL_MAX)
    show = _Show(language, _licence(channel), _people(channel))
    entries = sorted(channel.all("item", "atom:entry"), key=_date, reverse=True)
    items: dict[str, FeedItem] = {}
    for entry in entries[:ITEMS_MAX]:
        if item := _item(entry, show):
            items.setdefault(item.guid, item)
    if not items:
        raise FeedUnusable(Problem.NO_EPISODES)
    return Feed(
        title=_said(channel, TITLE_MAX, "title", "atom:title", "itunes:title"),
        url=_page(channel),
        language=language,
        licence=show.licence,
        items=tuple(items.values()),
        older=max(0, len(entries) - ITEMS_MAX),
    )


def _item(entry: Element, show: _Show) -> FeedItem | None:
    """The episode of *entry*, if there is anything to know it by."""
    page, sound = _page(entry), _sound(entry)
    title = _said(entry, TITLE_MAX, "title", "atom:title", "itunes:title")
    guid = _said(entry, URL_MAX, "guid", "atom:id") or sound or page or title
    if not guid:
        return None
    return FeedItem(
        guid=guid,
        title=title,
        url=page,
        published=_published(entry),
        number=_label(entry, "podcast:episode", "itunes:episode"),
        season=_label(entry, "podcast:season", "itunes:season"),
        licence=_licence(entry) or show.licence,
        people=_people(entry) or show.people,
        transcripts=best_first(islice(_transcripts(entry, show.language), TRANSCRIPTS_MAX)),
        chapters_url=_first(_link(it, "url") for it in entry.all("podcast:chapters")),
        enclosure=sound,
    )


# What an element says


def _said(element: Element, most: int, *names: str) -> str:
    """What the first of the elements with one of *names* says that says anything."""
    return _first(plain(it.text, most) for it in element.all(*names))


def _first(found: Iterable[str]) -> str:
    return next(filter(None, found), "")


def _link(element: Element, attribute: str) -> str:
    return address(element.attributes.get(attribute, ""), element.base)


def _page(element: Element) -> str:
    """Where people read about it."""
    return _first(
        chain(
            (address(it.text, it.base) for it in element.all("link")),
            (_link(it, "href") for it in _atom_links(element, "alternate")),
            # An identifier is an address, unless it says that it is none (RSS 2.0).
            (address(it.text) for it in element.all("guid") if it.attributes.get("isPermaLink") != "false"),
        )
    )


def _sound(entry: Element) -> str:
    return _first(
        chain(
            (_link(it, "url") for it in entry.all("enclosure")),
            (_link(it, "href") for it in _atom_links(entry, "enclosure")),
        )
    )


def _atom_links(element: Element, rel: str) -> Iterator[Element]:
    return (it for it in element.all("atom:link") if it.attributes.get("rel", "alternate") == rel)


def _label(entry: Element, *names: str) -> str:
    """A number, or what is to be shown in its place."""
    return _first(
        plain(written, LABEL_MAX)
        for it in entry.all(*names)
        for written in (it.attributes.get("display", ""), it.text)
    )


def _licence(element: Element) -> str:
    """The name of a licence, or else its address."""
    named = _said(element, NAME_MAX, "podcast:license")
    return named or _first(
        chain(
            (_link(it, "url") for it in element.all("podcast:license")),
            (address(it.text) for it in element.all("cc:license")),
            (_link(it, "href") for it in _atom_links(element, "license")),
        )
    )


def _people(element: Element) -> tuple[Person, ...]:
    told = (
        Person(name, plain(it.attributes.get("role", ""), LABEL_MAX).lower() or "host")
        for it in element.all("podcast:person")
        if (name := plain(it.text, NAME_MAX))
    )
    return tuple(islice(dict.fromkeys(told), PEOPLE_MAX))


def _transcripts(entry: Element, language: str) -> Iterator[TranscriptLink]:
    for it in entry.all("podcast:transcript"):
        if url := _link(it, "url"):
            yield TranscriptLink(
                url,
                type=plain(it.attributes.get("type", "").partition(";")[0], TYPE_MAX).lower(),
                language=plain(it.attributes.get("language", ""), LABEL_MAX) or language,
                rel=plain(it.attributes.get("rel", ""), LABEL_MAX).lower(),
            )


# When


def _date(entry: Element) -> datetime:
    """What to sort by; whatever has no date stays behind, in its order."""
    return _published(entry) or LONG_AGO


def _published(entry: Element) -> datetime | None:
    dates = (_time(it.text) for it in entry.all("pubDate", "atom:published", "dc:date", "atom:updated"))
    return next(filter(None, dates), None)


def _time(written: str) -> datetime | None:
    """A date as in mail (RSS) or as of ISO 8601 (Atom), in UTC; also where the other one belongs."""
    written = plain(written, DATE_MAX)
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            time = read(written)
            return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
    return None
