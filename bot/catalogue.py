"""What each workspace is answered from, kept current while others load, publish and hide."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from types import MappingProxyType

from bot.episodes import COMMUNITY, EVERYBODY, Loaded, OwnCard
from bot.opening import unpacked
from bot.ports import Store, StoreError
from knowledge.cards import COMMUNITY_EPISODE, Card, Episode, Provenance
from knowledge.curation import Curation
from knowledge.excerpts.model import Edition
from knowledge.excerpts.packing import EditionUnreadable, Packed, pack, unpack
from knowledge.excerpts.shelf import EMPTY, Shelf
from knowledge.library import Library
from knowledge.search import Search

log = logging.getLogger(__name__)

OFTEN = timedelta(seconds=3)
"""Between two looks at what was published: a look is one row of the database for each owner."""

CHUNK = 200
"""Editions that are read at once, some fifty kilobytes each."""

Build = Callable[[Library], Search]
"""Makes a library ready to be asked."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What an owner has at a *revision*: the *live* editions by slug, as a *shelf*, and what admins wrote."""

    revision: int = 0
    live: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shelf: Shelf = EMPTY
    curations: Mapping[str, Curation] = field(default_factory=lambda: MappingProxyType({}))
    own: tuple[OwnCard, ...] = ()
    hidden: frozenset[str] = frozenset()


NONE = Stock()

TRIED = ""
"""Stands for the name of a curated file that is only tried, in the place of any for the same episode."""


class Catalogue:
    """The search of each workspace. It changes only in `refresh`, from one whole state to the next.

    *base* is what was shipped. Without a *store*, that is all there is. *build* makes a library with cards of
    an owner's own ready; without it, those are left out.
    """

    def __init__(self, base: Search, store: Store | None = None, build: Build | None = None) -> None:
        self._base = base
        self._store = store
        self._build = build
        self._refreshing = asyncio.Lock()
        self._stocks: dict[str, Stock] = {}
        self._searches: dict[str, Search] = {EVERYBODY: base}
        self._built: dict[str, tuple[list[Curation], Search]] = {}

    def of(self, workspace: str) -> Search:
        """What a workspace is answered from now."""
        return self._searches.get(workspace) or self._searches[EVERYBODY]

    async def refresh(self) -> bool:
        """Read what was published or hidden since the last time; whether anything was.

        Raises: `StoreError`; what was read before goes on to answer.
        """
        if self._store is None:
            return False
        # One after another, or a slow one would bring back what a later one has replaced.
        async with self._refreshing:
            return await self._refreshed(self._store)

    async def _refreshed(self, store: Store) -> bool:
        async with store.reading() as records:
            revisions = await records.revisions()
        changed = {
            owner: revision
            for owner, revision in revisions.items()
            if revision != self._stocks.get(owner, NONE).revision
        }
        if not changed:
            return False
        stocks = {owner: await self._restocked(store, owner, revision) for owner, revision in changed.items()}
        all_stocks = self._stocks | stocks
        # What everybody is answered from is in every search.
        owners = {EVERYBODY, *all_stocks} if EVERYBODY in stocks else set(stocks)
        searches = {owner: await self._searched(owner, all_stocks) for owner in owners}
        self._stocks = all_stocks
        self._searches |= searches
        return True

    async def _searched(self, owner: str, stocks: Mapping[str, Stock]) -> Search:
        """The search of an owner, or the one before if what is theirs cannot be made ready."""
        try:
            return await self._searching(owner, stocks)
        except Exception:  # one owner's trouble must not keep what is new from all others
            log.exception("What %s is answered from cannot be made anew.", owner)
            return self.of(owner)

    async def keep_current(self, every: timedelta = OFTEN) -> None:
        """Refresh for ever; a store that is away is asked again."""
        while True:
            await asyncio.sleep(every.total_seconds())
            try:
                await self.refresh()
            except StoreError as error:
                log.warning("What was published meanwhile cannot be read yet: %s", error)

    async def trying(self, owner: str, made: Edition | Curation) -> Search:
        """What an owner's workspace would be answered from if this edition, or this file, answered."""
        stock = self._stocks.get(owner, NONE)
        if isinstance(made, Curation):
            tried = replace(stock, curations={**stock.curations, TRIED: made})
        else:
            packed = await asyncio.to_thread(pack, made)
            shelf = await asyncio.to_thread(stock.shelf.with_, [unpack(packed)])
            tried = replace(stock, shelf=shelf)
        built = self._built.get(owner)
        search = await self._searching(owner, {**self._stocks, owner: tried})
        if built:
            self._built[owner] = built
        return search

    async def _restocked(self, store: Store, owner: str, revision: int) -> Stock:
        before = self._stocks.get(owner, NONE)
        async with store.reading() as records:
            loaded = await records.live_editions(owner)
            own, hidden = await records.own_cards(owner), await records.hidden(owner)
        live = {it.name: it.id for it in loaded}
        fresh = [it for it in loaded if before.live.get(it.name) != it.id]
        gone = [name for name, id in before.live.items() if live.get(name) != id]
        brought = await self._brought(store, fresh)
        transcripts = [it for it in brought.values() if isinstance(it, Packed)]
        curated = {name: it for name, it in brought.items() if isinstance(it, Curation)}
        kept = {name: it for name, it in before.curations.items() if live.get(name) == before.live[name]}
        return Stock(
            revision=revision,
            live=live,
            shelf=await asyncio.to_thread(before.shelf.with_, transcripts, gone),
            curations={**kept, **curated},
            own=own,
            hidden=hidden,
        )

    async def _brought(self, store: Store, editions: Sequence[Loaded]) -> dict[str, Packed | Curation]:
        """What is in *editions*, by name; read in chunks, between which others write.

        Each chunk is opened while the next is read.
        """
        opening = []
        for start in range(0, len(editions), CHUNK):
            chunk = editions[start : start + CHUNK]
            async with store.reading() as records:
                packed = await records.packed([it.id for it in chunk])
            opening.append(asyncio.create_task(asyncio.to_thread(self._opened, chunk, packed)))
        return {name: it for opened in opening for name, it in (await opened).items()}

    def _opened(
        self, editions: Iterable[Loaded], packed: Mapping[str, bytes]
    ) -> dict[str, Packed | Curation]:
        """What is in the packed editions, by name, without those that this version cannot read."""
        found: dict[str, Packed | Curation] = {}
        for it in editions:
            try:
                found[it.name] = unpacked(it, packed.get(it.id, b""), self._base.library.topics)
            except EditionUnreadable as error:
                log.warning("Edition %d of %s is left out: %s", it.number, it.name, error)
        return found

    async def _searching(self, owner: str, stocks: Mapping[str, Stock]) -> Search:
        everybody, stock = stocks.get(EVERYBODY, NONE), stocks.get(owner, NONE)
        both = (everybody, stock) if owner != EVERYBODY else (everybody,)
        # The workspace's own comes first: of an episode that both have, it counts.
        shelves = tuple(it.shelf for it in reversed(both) if len(it.shelf))
        hidden = frozenset().union(*(it.hidden for it in both))
        curations = _curations(both, shelves, hidden, self._base.library)
        return (await self._built_of(owner, curations)).with_shelves(*shelves, hidden=hidden)

    async def _built_of(self, owner: str, curations: list[Curation]) -> Search:
        """The search over what was shipped and *curations*; a third of a second if they are not as before."""
        if not curations or self._build is None:
            self._built.pop(owner, None)
            return self._base
        before, search = self._built.get(owner, ([], self._base))
        if curations != before:
            search = await asyncio.to_thread(self._build, self._base.library.with_curations(*curations))
            self._built[owner] = curations, search
        return search


def _curations(
    stocks: Sequence[Stock], shelves: Sequence[Shelf], hidden: AbstractSet[str], library: Library
) -> list[Curation]:
    """The curated files that admins loaded, and the cards that they wrote under the episodes these cite.

    Cards wait while their episode is not here, or speak of a topic that this version does not have.
    """
    topics = {topic.id for topic in library.topics}
    # Of those that are hidden, the questions would still count as covered.
    own = [card for stock in stocks for card in stock.own if topics.issuperset(card.topics)]
    own = [card for card in own if card.ref not in hidden]
    refs = {card.ref for card in own} | hidden
    curated = {it.episode.slug: _without(refs, it) for stock in stocks for it in stock.curations.values()}
    episodes = {COMMUNITY: COMMUNITY_EPISODE}
    episodes |= {it.slug: it for shelf in shelves for it in shelf.episodes}
    episodes |= {slug: it.episode for slug, it in curated.items()}
    episodes |= {it.slug: it for it in library.episodes}
    written = [
        Curation(episodes[slug], tuple(card_of(it, episodes[slug]) for it in cards), (), ())
        for slug, cards in groupby(sorted(own, key=_slug), key=_slug)
        if slug in episodes
    ]
    return [*(it for it in curated.values() if it.cards), *written]


def _without(refs: AbstractSet[str], curation: Curation) -> Curation:
    """A curated file without the cards that admins changed since, or exported and loaded again."""
    return replace(curation, cards=tuple(it for it in curation.cards if it.ref not in refs))


def _slug(card: OwnCard) -> str:
    return card.ref.partition("/")[0]


def card_of(own: OwnCard, episode: Episode) -> Card:
    """A card that admins wrote, as it answers."""
    return Card(
        id=own.ref.partition("/")[2],
        episode=episode,
        title=own.title,
        advice=own.advice,
        speakers=own.speakers,
        turns=own.turns,
        start=episode.time_of(own.turns[0]),
        topics=own.topics,
        stages=own.stages,
        kind=own.kind,
        reflect=own.reflect,
        questions=own.questions,
        provenance=Provenance.COMMUNITY if own.is_community else Provenance.RETOLD,
    )
