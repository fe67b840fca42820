"""What is done with an owner's episodes, cards and feeds: decided in one transaction, and noted as a deed.

Chat and command line do it alike. What cannot be done raises `NotDone`, and nothing has changed then.
"""

import asyncio
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from rapidfuzz import fuzz, process

from bot import shelf_wording as wording
from bot.episodes import COMMUNITY, EVERYBODY, OPERATOR, Deed, Feed, Loaded, Origin, OwnCard
from bot.loading import CURATED, Prepared
from bot.ports import Records
from knowledge.curation import asked_in
from knowledge.feeds.plain import quoted, without_query

NEAR_MAX = 5
"""Names that are offered for one that nobody knows."""

NEAR = 60
"""Of 100, how alike a name has to be spelled to be offered."""

ID_BYTES = 8
"""Of an edition's id: nobody gets one twice, in however many workspaces."""

EDITIONS_MAX = 3000
"""Editions that a workspace keeps: ten podcasts, weekly for six years. At 120 KB each, file and all, that is
360 MB of the database, and 300 MB in each worker if all of them answer."""

FEEDS_MAX = 50
"""Feeds of a workspace: more podcasts than anybody hears, and 200 requests to others' servers a day."""

CARDS_MAX = 500
"""Cards of a workspace's own: as many as of one curated file, and a minute of work for the model."""


ASKED_MAX = 20_000
"""Questions of all curated files that answer in a workspace: of five that are as thorough as ours. The model
reads two hundred a second, so what others publish waits less than two minutes for them, once in each
worker."""


class Verb(StrEnum):
    """What somebody did, as a deed has it."""

    LOAD = "load"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    ROLL_BACK = "roll back"
    DISCARD = "discard"
    REMOVE = "remove"
    HIDE = "hide"
    UNHIDE = "unhide"
    WRITE = "write"
    DROP = "drop"
    ADD_FEED = "add feed"
    REMOVE_FEED = "remove feed"


class NotDone(Exception):
    """What was asked for cannot be; the text says why and what to do, *near* are names that may be meant."""

    def __init__(self, why: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.near = near


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition as it is kept; *known* if it was there before."""

    loaded: Loaded
    known: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that answers, and the one that did *before*, if there was one; *known* if it is the same."""

    loaded: Loaded
    before: Loaded | None = None

    @property
    def known(self) -> bool:
        """Whether nothing changed."""
        return self.before is not None and self.before.id == self.loaded.id


@dataclass(frozen=True, slots=True)
class Removed:
    """What went for good: so many *editions*, and cards of the owner's own that cite them."""

    editions: int
    cards: int


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody, by their id, who does things for an *owner* at a time, in the *records* of a transaction.

    What a workspace's people may keep is bounded; what the operator keeps for it is their own business.
    """

    records: Records
    owner: str
    by: str
    at: datetime

    # Editions

    async def keep(self, prepared: Prepared) -> Kept:
        """Keep what was loaded, to be looked at; it answers nothing yet. The same again changes nothing."""
        # Whoever sends it twice at once is told so the second time.
        await self.records.hold(self.owner)
        editions = await self.records.editions([self.owner], prepared.name)
        for it in editions:
            if it.digest == prepared.digest:
                return Kept(it, known=True)
        if prepared.episode.slug == COMMUNITY and self.owner == EVERYBODY:
            raise NotDone(wording.WHOSE_COMMUNITY)
        if full := await self.no_room():
            raise NotDone(full)
        loaded = Loaded(
            id=secrets.token_hex(ID_BYTES),
            owner=self.owner,
            name=prepared.name,
            number=max((it.number for it in editions), default=0) + 1,
            origin=prepared.origin,
            title=prepared.title,
            source=prepared.source,
            digest=prepared.digest,
            excerpts=prepared.excerpts,
            by=self.by,
            at=self.at,
            details=prepared.told,
            sketch=prepared.sketch,
        )
        await self.records.add_edition(loaded, prepared.contents)
        await self._note(Verb.LOAD, loaded.name, wording.edition(loaded.number))
        return Kept(loaded)

    async def no_room(self) -> str:
        """Why no other edition can be kept, for people; empty if one can."""
        if self._bounded and await self.records.edition_count(self.owner) >= EDITIONS_MAX:
            return wording.too_many_editions(EDITIONS_MAX)
        return ""

    async def publish(self, name: str, number: int | None = None) -> Published:
        """Let an edition answer in the place of any before it: that *number*, or the newest."""
        editions = await self.editions(name)
        chosen = _numbered(editions, number) if number is not None else editions[0]
        return await self._go_live(chosen, editions, Verb.PUBLISH)

    async def roll_back(self, name: str) -> Published:
        """Let the edition answer that did before the one that does now."""
        editions = await self.editions(name)
        live = live_of(editions)
        if live is None:
            raise NotDone(wording.nothing_live(name))
        if not (former := former_of(editions)):
            raise NotDone(wording.nothing_before(live, editions))
        return await self._go_live(former, editions, Verb.ROLL_BACK)

    async def unpublish(self, name: str) -> Loaded:
        """Let nothing of an episode answer, and keep all of it; what answered until now."""
        live = live_of(await self.editions(name))
        if live is None:
            raise NotDone(wording.not_published(name))
        if not await self.records.retire(self.owner, name):
            raise NotDone(wording.changed_meanwhile(name))
        await self._note(Verb.UNPUBLISH, name, wording.edition(live.number))
        return live

    async def discard(self, name: str, number: int) -> Loaded:
        """Delete one edition that does not answer."""
        discarded = await self.to_discard(name, number)
        if not await self.records.remove_edition(self.owner, discarded.id):
            raise NotDone(wording.changed_meanwhile(name))
        await self._note(Verb.DISCARD, name, wording.edition(number))
        return discarded

    async def to_discard(self, name: str, number: int | None = None) -> Loaded:
        """The edition that may be discarded: that *number*, or the newest."""
        editions = await self.editions(name)
        chosen = _numbered(editions, number) if number is not None else editions[0]
        if chosen.live:
            raise NotDone(wording.still_live(chosen))
        return chosen

    async def remove(self, name: str, others: Collection[str]) -> Removed:
        """Delete all editions of an episode, and what was made of them.

        *others* are the refs of cards that were never loaded here, and stay hidden if they are.
        """
        await self.editions(name)
        cards = await self.cards_on(name)
        for card in cards:
            await self.records.drop_own_card(self.owner, card.ref)
        removed = Removed(await self.records.remove_editions(self.owner, name), len(cards))
        await self._show_all(name.removesuffix(CURATED), others)
        await self._note(Verb.REMOVE, name, wording.counted(removed.editions, "edition"))
        return removed

    async def editions(self, name: str) -> tuple[Loaded, ...]:
        """All editions of that name, the newest first; at least one."""
        if found := await self.records.editions([self.owner], name):
            return found
        raise await self._unknown(name)

    async def cards_on(self, name: str) -> tuple[OwnCard, ...]:
        """The owner's own cards that cite an episode, and can't without it."""
        if name.endswith(CURATED):
            return ()
        return tuple(it for it in await self.records.own_cards(self.owner) if it.ref.startswith(f"{name}/"))

    async def _show_all(self, slug: str, others: Collection[str]) -> None:
        """Hide nothing of an episode of which nothing is left: another of that name begins anew."""
        for name in (slug, f"{slug}{CURATED}"):
            if await self.records.editions({self.owner, EVERYBODY}, name):
                return
        for ref in await self.records.hidden(self.owner):
            if ref.startswith(f"{slug}/") and ref not in others:
                await self.records.show(self.owner, ref)

    async def _unknown(self, name: str) -> NotDone:
        if self.owner != EVERYBODY and await self.records.editions([EVERYBODY], name):
            return NotDone(wording.FOR_EVERYBODY)
        names = await self.records.edition_names([self.owner])
        return NotDone(wording.no_such_episode(name, empty=not names), near(name, names))

    async def _go_live(self, loaded: Loaded, editions: tuple[Loaded, ...], verb: Verb) -> Published:
        published = Published(loaded, live_of(editions))
        if not published.known:
            await self._require_room(loaded)
            await self.records.go_live(loaded, self.at)
            await self._note(verb, loaded.name, wording.edition(loaded.number))
        return published

    async def _require_room(self, loaded: Loaded) -> None:
        """Refuse a curated file with which too many questions would have to be read."""
        if not self._bounded or loaded.origin is not Origin.CURATED:
            return
        # Of two who publish at once, the second sees what the first did.
        await self.records.hold(self.owner)
        live = await self.records.live_editions(self.owner)
        others = [it.id for it in live if it.origin is Origin.CURATED and it.name != loaded.name]
        files = await self.records.packed([loaded.id, *others])
        asked = await asyncio.to_thread(lambda: sum(map(asked_in, files.values())))
        if asked > ASKED_MAX:
            raise NotDone(wording.too_many_questions(loaded.name, asked, ASKED_MAX))

    # Cards and excerpts

    async def hide(self, ref: str) -> bool:
        """Answer with a card or an excerpt no more; whether it was hidden only now."""
        if ref in await self.records.hidden(self.owner):
            return False
        await self.records.hide(self.owner, ref)
        await self._note(Verb.HIDE, ref)
        return True

    async def unhide(self, ref: str) -> None:
        """Answer with it again."""
        hidden = await self.records.hidden(self.owner)
        if not await self.records.show(self.owner, ref):
            raise NotDone(wording.not_hidden(ref), near(ref, hidden))
        await self._note(Verb.UNHIDE, ref)

    async def write(self, card: OwnCard) -> None:
        """Keep a card of the owner's own, in the place of any that is called so."""
        refs = {it.ref for it in await self.records.own_cards(self.owner)}
        if self._bounded and card.ref not in refs and len(refs) >= CARDS_MAX:
            raise NotDone(wording.too_many_cards(CARDS_MAX))
        await self.records.keep_own_card(card)
        await self._note(Verb.WRITE, card.ref, card.title)

    async def drop(self, ref: str) -> OwnCard:
        """Delete such a card."""
        dropped = await self.own_card(ref)
        await self.records.drop_own_card(self.owner, ref)
        await self._note(Verb.DROP, ref, dropped.title)
        return dropped

    async def own_card(self, ref: str) -> OwnCard:
        """The owner's own card of that name."""
        cards = {it.ref: it for it in await self.records.own_cards(self.owner)}
        if ref not in cards:
            raise NotDone(wording.no_own_card(ref, empty=not cards), near(ref, cards))
        return cards[ref]

    # Feeds

    async def add_feed(self, feed: Feed, *, anew: bool = False) -> bool:
        """Look at a feed from now on; whether it is new.

        Of one that is there, only the trust changes; *anew*, all is looked at that *feed* has not seen.
        """
        known = await self.records.feed(self.owner, feed.url)
        if self._bounded and not known and len(await self.records.feeds(self.owner)) >= FEEDS_MAX:
            raise NotDone(wording.too_many_feeds(FEEDS_MAX))
        if known and anew:
            feed = replace(feed, seen=known.seen & feed.seen)
        elif known:
            feed = replace(known, trusted=feed.trusted)
        await self.records.keep_feed(feed)
        await self._note(Verb.ADD_FEED, feed.address, wording.trust(trusted=feed.trusted))
        return known is None

    async def remove_feed(self, url: str) -> Feed:
        """Look at it no more; the episodes stay."""
        feed = await self.feed(url)
        await self.records.drop_feed(self.owner, feed.url)
        await self._note(Verb.REMOVE_FEED, feed.address)
        return feed

    async def feed(self, url: str) -> Feed:
        """The owner's feed at an address, which may be whole or as it is shown, in any spelling."""
        feeds = await self.records.feeds(self.owner)
        named = quoted(url)
        # Some were kept as they were typed.
        spelled = [it for it in feeds if named in {quoted(it.url), quoted(it.address)}]
        called = [it for it in spelled if it.url == named] or spelled
        if not called:
            why = wording.no_such_feed(without_query(url), empty=not feeds)
            raise NotDone(why, near(url, {it.address for it in feeds}))
        if len(called) > 1:
            raise NotDone(wording.several_feeds(url))
        return called[0]

    @property
    def _bounded(self) -> bool:
        return self.by != OPERATOR

    async def _note(self, verb: Verb, about: str, note: str = "") -> None:
        await self.records.note_deed(Deed(self.owner, self.at, self.by, verb, about, note))


def near(typed: str, names: Collection[str]) -> tuple[str, ...]:
    """The names that are spelled most like what was typed."""
    found = process.extract(typed, sorted(names), scorer=fuzz.WRatio, limit=NEAR_MAX, score_cutoff=NEAR)
    return tuple(name for name, _, _ in found)


def live_of(editions: Sequence[Loaded]) -> Loaded | None:
    """The one of an episode's editions that answers."""
    return next((it for it in editions if it.live), None)


def former_of(editions: Sequence[Loaded]) -> Loaded | None:
    """The one of an episode's editions that answered before the one that does now."""
    live = live_of(editions)
    return next((it for it in editions if live and it.published_at and it.number < live.number), None)


def _numbered(editions: tuple[Loaded, ...], number: int) -> Loaded:
    for it in editions:
        if it.number == number:
            return it
    raise NotDone(wording.no_such_edition(editions, number))
