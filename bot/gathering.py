"""The loop that looks at podcasts' feeds, and loads the episodes that are new in them.

Whose turn it is is claimed under a lease, so that of many workers one looks. Each episode is kept in a
transaction of its own, together with the fact that it was seen: whoever dies in the middle has lost one.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.apart import apart
from bot.episodes import EVERYBODY, Feed, Loaded
from bot.loading import Loader, NotLoaded, Prepared, alike, chapters_at
from bot.model import Upload
from bot.ports import Records, Store, StoreError
from bot.reviewing import misplaced
from bot.shelving import Keeper, NotDone
from knowledge.cards import Chapter
from knowledge.facts import facts_in, licence_in, slug_of
from knowledge.feeds import model as feeds
from knowledge.feeds.choosing import choose_transcript
from knowledge.feeds.plain import plain, quoted, without_query
from knowledge.feeds.reading import read_feed
from knowledge.feeds.trouble import FeedUnusable

log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
"""Between two looks at a feed: most shows have an episode a week, and who cannot wait has `feeds check`."""

SPREAD = 0.1
"""Share of that by which it varies, so that feeds that were added together are not always asked together."""

IDLE = timedelta(seconds=30)
"""Between two looks for a feed that is due; one query each."""

LEASE = timedelta(minutes=15)
"""More than a look takes with all its episodes, at twenty seconds to fetch and ten to make each."""

EPISODES_MAX = 10
"""New episodes that are loaded in one look; the others wait for the next, which comes soon then."""

SOON = timedelta(minutes=1)
"""Until that."""

RETRY_FIRST, RETRY_MAX = timedelta(minutes=10), timedelta(days=1)
"""Pauses after a look that failed: as long as the feed has been in trouble, within these."""

PATIENCE = timedelta(days=14)
"""How long after the first time a transcript that cannot be fetched is tried again, whatever is in the way:
one that is missing may be late, and a server that has too much to do today may have time tomorrow."""

REMARK_MAX = 300
"""Characters of what is said of one episode."""

NAME_MAX = 50
"""Characters of a name that is made longer."""

SAME = "Much of it is word for word in {name}, which is here already, so I left it alone."
REMOVED = "The feed was removed meanwhile."
BROKEN = (
    "Something in it is more than I can read. Load it by hand once I was mended, or another format of it."
)
WITHOUT_CHAPTERS = "It was loaded without its chapters. {why}"
BROKEN_CHAPTERS = "Something in them is more than I can read."

Clock = Callable[[], datetime]
"""The time in UTC."""

Report = Callable[[int, int], None]
"""Told how many episodes were looked at, of how many."""


def silent(done: int, of: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of a look at a feed: editions that were *loaded*, and *remarks* on what was not, for people.

    *look_at* says what is doubtful in the former. *trouble* is why nothing could be read at all. *left*
    counts new episodes for another look, *open* those that are to be tried again.
    """

    feed: Feed
    loaded: tuple[Loaded, ...] = ()
    remarks: tuple[str, ...] = ()
    look_at: tuple[str, ...] = ()
    trouble: str = ""
    left: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class _Item:
    """One new episode: where its transcript is, and its chapters if it has some, and what the feed tells."""

    guid: str
    title: str
    transcript: str
    chapters: str
    told: Mapping[str, str]


class _NotYet(NotLoaded):
    """It may come another time."""


@dataclass(slots=True)
class Gatherer:
    """Looks at the feeds of all owners, each when it is due."""

    store: Store
    loader: Loader
    clock: Clock
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    chance: random.Random = field(default_factory=random.Random)

    async def run(self) -> None:
        """Look for ever; a store that is away is asked again, and a look that breaks off stops no other."""
        while True:
            try:
                while feed := await self._claimed():
                    await self.look(feed)
            except StoreError as error:
                log.warning("Feeds are looked at later: %s", error)
            except Exception:
                log.exception("A look at a feed broke off; its lease has to end before the next")
            await self.sleep(IDLE.total_seconds())

    async def look(self, feed: Feed, most: int = EPISODES_MAX, report: Report = silent) -> Look:
        """Load what is new in a feed, up to *most* episodes. What is wrong with one stops no other."""
        async with self.store.reading() as records:
            full = await self._keeper(feed, records).no_room()
        if full:
            return await self._failed(feed, full)
        upload = await self.loader.fetcher.fetch(feed.url, feed.tag)
        if upload.trouble:
            return await self._failed(feed, upload.trouble)
        if not upload.data:
            return await self._looked(Look(feed), upload.tag)
        try:
            found = await apart(read_feed, upload.data, upload.url)
        except FeedUnusable as unusable:
            return await self._failed(feed, str(unusable))
        return await self._looked(await self._loaded(feed, found, most, report), upload.tag)

    async def _claimed(self) -> Feed | None:
        async with self.store.transaction() as records:
            return await records.claim_feed(self.clock(), LEASE)

    async def _loaded(self, feed: Feed, found: feeds.Feed, most: int, report: Report) -> Look:
        new = [item for it in found.items if it.guid not in feed.seen and (item := _item(it, found))]
        # What failed before is in nobody's way.
        chosen = sorted(new, key=lambda it: it.guid in feed.failing)[:most]
        look = Look(feed, left=len(new) - len(chosen))
        for done, item in enumerate(chosen):
            report(done, len(chosen))
            try:
                loaded, doubts = await self._one(item, feed)
            except NotLoaded as why:
                remarks = (*look.remarks, _remark(item, str(why)))
                look = replace(look, remarks=remarks, open=look.open + isinstance(why, _NotYet))
            else:
                look_at = (*look.look_at, *(_remark(item, it) for it in doubts))
                look = replace(look, loaded=(*look.loaded, *filter(None, (loaded,))), look_at=look_at)
        return look

    async def _one(self, item: _Item, feed: Feed) -> tuple[Loaded | None, tuple[str, ...]]:
        """The edition of an episode, kept, with what is doubtful in it; None if it was here before.

        `NotLoaded` if there is none, and will be none.
        """
        upload = await self.loader.fetched(item.transcript)
        if upload.trouble:
            await self._put_off(item, feed, upload.trouble)
        chapters, why_none = await self._chapters(item)
        try:
            prepared = await self._prepared(replace(upload, chapters=chapters), item, feed.owner)
        except NotLoaded:
            async with self.store.transaction() as records:
                await _see(item, feed, records)
            raise
        async with self.store.transaction() as records:
            loaded = await self._kept(prepared, await _see(item, feed, records), records)
        return loaded, tuple(filter(None, (why_none, misplaced(prepared))))

    async def _chapters(self, item: _Item) -> tuple[tuple[Chapter, ...], str]:
        """The chapters of an episode, or why there are none; whatever it is, it is loaded without."""
        if not item.chapters:
            return (), ""
        try:
            return await chapters_at(item.chapters, self.loader.fetcher), ""
        except NotLoaded as why:
            return (), WITHOUT_CHAPTERS.format(why=why)
        except Exception:
            log.exception("The chapters of %s cannot be read", item.title)
            return (), WITHOUT_CHAPTERS.format(why=BROKEN_CHAPTERS)

    async def _put_off(self, item: _Item, feed: Feed, trouble: str) -> None:
        """Raise `_NotYet`, unless its transcript was in trouble for long enough."""
        at = self.clock()
        async with self.store.transaction() as records:
            now = await _now(feed, records)
            since = now.failing.get(item.guid, at)
            if at - since >= PATIENCE:
                return
            await records.keep_feed(replace(now, failing={**now.failing, item.guid: since}))
        raise _NotYet(trouble)

    async def _prepared(self, upload: Upload, item: _Item, owner: str) -> Prepared:
        async with self.store.reading() as records:
            there = await records.editions({owner, EVERYBODY}, sketched=True)
        name = _name(item, owner, there)
        prepared = await self._made(upload, item, name)
        if same := alike(prepared, there):
            raise NotLoaded(SAME.format(name=same[0].name))
        return prepared

    async def _made(self, upload: Upload, item: _Item, name: str) -> Prepared:
        try:
            return await apart(self.loader.transcribed, upload, item.told, name)
        except NotLoaded:
            raise
        except Exception as bug:
            # Whoever publishes such a file stops no other episode.
            log.exception("The transcript of %s cannot be read", item.title)
            raise NotLoaded(BROKEN) from bug

    async def _kept(self, prepared: Prepared, feed: Feed, records: Records) -> Loaded | None:
        keeper = self._keeper(feed, records)
        try:
            kept = await keeper.keep(prepared)
        except NotDone as full:
            raise _NotYet(str(full)) from full
        # What was here before stays as people left it.
        if kept.known:
            return None
        loaded = kept.loaded
        if not feed.trusted:
            return loaded
        return replace((await keeper.publish(loaded.name, loaded.number)).loaded, live=True)

    def _keeper(self, feed: Feed, records: Records) -> Keeper:
        """Whoever added the feed does what is done with it."""
        return Keeper(records, feed.owner, feed.by, self.clock())

    # When to look again

    async def _looked(self, look: Look, tag: str) -> Look:
        """Look again in some hours, or soon if there is more; at all of it if something was left open."""
        whole = not (look.left or look.open)
        # Not soon where a server is out of order: it has been asked for each of the episodes.
        hurried = look.left and not look.open
        pause = SOON if hurried else EVERY * self.chance.uniform(1 - SPREAD, 1 + SPREAD)
        at = self.clock()
        trouble = " ".join((*look.remarks, *look.look_at))[:REMARK_MAX]
        changes = {"looked_at": at, "due_at": at + pause, "tag": tag if whole else ""}
        return await self._noted(look, trouble=trouble, **changes)

    async def _failed(self, feed: Feed, trouble: str) -> Look:
        at = self.clock()
        expected = feed.looked_at + EVERY if feed.looked_at else feed.added_at
        pause = min(max(at - expected, RETRY_FIRST), RETRY_MAX)
        return await self._noted(Look(feed, trouble=trouble), trouble=trouble, due_at=at + pause)

    async def _noted(self, look: Look, **changes: Any) -> Look:  # noqa: ANN401  (fields of a feed)
        """Keep what is known of a feed now, unless somebody removed it meanwhile."""
        async with self.store.transaction() as records:
            if (now := await records.feed(look.feed.owner, look.feed.url)) is None:
                return look
            feed = replace(now, **changes)
            await records.keep_feed(feed)
        return replace(look, feed=feed)


async def _see(item: _Item, feed: Feed, records: Records) -> Feed:
    """The feed as it is now, which needs not look at an episode again."""
    now = await _now(feed, records)
    failing = {guid: since for guid, since in now.failing.items() if guid != item.guid}
    seen = replace(now, seen=now.seen | {item.guid}, failing=failing)
    await records.keep_feed(seen)
    return seen


async def _now(feed: Feed, records: Records) -> Feed:
    """The feed as it is now, which nobody else changes meanwhile."""
    if now := await records.feed(feed.owner, feed.url):
        return now
    raise _NotYet(REMOVED)


def _item(it: feeds.FeedItem, found: feeds.Feed) -> _Item | None:
    """What there is to load of an episode, if there is a transcript already."""
    link = choose_transcript(it)
    if link is None:
        return None
    told = {
        "title": it.title,
        "show": found.title,
        "number": it.number,
        "page": it.url,
        "licence": licence_in(it.licence),
    }
    return _Item(it.guid, it.title or without_query(it.guid), quoted(link.url), it.chapters_url, told)


def _remark(item: _Item, about: str) -> str:
    return plain(f"{item.title}: {about}", REMARK_MAX)


def _name(item: _Item, owner: str, there: Collection[Loaded]) -> str:
    """What to call an episode: show and number, or title; with some letters behind if that is another's.

    Numbers begin anew in each season of some shows.
    """
    digest = sha256(item.guid.encode()).hexdigest()
    name = slug_of("", facts_in(item.told), digest)
    taken = any(it.owner == owner and it.name == name and it.source != item.transcript for it in there)
    return f"{name[:NAME_MAX]}-{digest[:6]}" if taken else name
