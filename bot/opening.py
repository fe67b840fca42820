"""Looking into editions, whether they answer or not: what an admin reads is not what members get."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot import shelf_wording as said
from bot.episodes import EVERYBODY, Loaded, Origin
from bot.loading import CURATED
from bot.shelving import NotDone, near
from bot.visit import Visit
from knowledge.cards import Card, Chapter, Episode, Topic
from knowledge.curation import Curation, CurationError, curation_in
from knowledge.excerpts.model import Edition
from knowledge.excerpts.packing import EditionUnreadable, Packed, unpack
from knowledge.library import Library

Made = Edition | Curation


def unpacked(loaded: Loaded, packed: bytes, topics: Sequence[Topic]) -> Packed | Curation:
    """What is in an edition, its excerpts still compressed. Raises `EditionUnreadable`."""
    if loaded.origin is Origin.TRANSCRIPT:
        return unpack(packed)
    try:
        return curation_in(packed, loaded.name, topics)
    except CurationError as error:
        raise EditionUnreadable(str(error)) from error


def made_of(loaded: Loaded, packed: bytes, topics: Sequence[Topic]) -> Made:
    """All that is in an edition. Raises `EditionUnreadable`."""
    found = unpacked(loaded, packed, topics)
    return found.edition if isinstance(found, Packed) else found


def chapters_of(packed: bytes) -> tuple[Chapter, ...]:
    """The chapters that came with a transcript; none if this version cannot read what was made of it."""
    try:
        return unpack(packed).episode.chapters
    except EditionUnreadable:
        return ()


@dataclass(frozen=True, slots=True)
class Closed:
    """An edition as it was read: to open it takes longer than a transaction should."""

    loaded: Loaded
    packed: bytes
    topics: Sequence[Topic]

    @property
    def episode(self) -> Episode:
        """What it cites. Raises `NotDone`."""
        try:
            return unpacked(self.loaded, self.packed, self.topics).episode
        except EditionUnreadable as error:
            raise NotDone(said.unreadable(self.loaded)) from error

    def opened(self) -> Made:
        """All that is in it. Raises `NotDone`."""
        try:
            return made_of(self.loaded, self.packed, self.topics)
        except EditionUnreadable as error:
            raise NotDone(said.unreadable(self.loaded)) from error


async def found(name: str, visit: Visit) -> Loaded | None:
    """The newest edition of an episode that the workspace loaded, or else the operator for all."""
    mine = visit.request.workspace
    called = await visit.records.editions({mine, EVERYBODY}, name)
    return next((it for it in called if it.owner == mine), called[0] if called else None)


async def newest(name: str, visit: Visit) -> Loaded:
    """The same, or `NotDone` with names that may be meant."""
    if loaded := await found(name, visit):
        return loaded
    names = await visit.records.edition_names({visit.request.workspace, EVERYBODY})
    raise NotDone(said.no_such_episode(name, empty=not names), near(name, names))


async def closed(loaded: Loaded, visit: Visit) -> Closed:
    """An edition with what is in it, to be opened later."""
    packed = await visit.records.packed([loaded.id])
    return Closed(loaded, packed.get(loaded.id, b""), visit.library.topics)


async def opened(loaded: Loaded, visit: Visit) -> Made:
    """All that is in an edition, for whoever decides by it."""
    return await asyncio.to_thread((await closed(loaded, visit)).opened)


@dataclass(frozen=True, slots=True)
class Sought:
    """A card or an excerpt by its ref, and the *editions* that may have it, as they were read."""

    ref: str
    editions: Sequence[Closed]
    library: Library

    def card(self) -> Card:
        """It, of the newest edition, or of what answers. Raises `NotDone`."""
        id = self.ref.partition("/")[2]
        for edition in self.editions:
            if card := next((it for it in edition.opened().cards if it.id == id), None):
                return card
        if card := self.library.card(self.ref):
            return card
        raise NotDone(said.no_such_excerpt(self.ref))


async def sought(ref: str, visit: Visit) -> Sought:
    """A card or an excerpt, to be looked for later."""
    slug = ref.partition("/")[0]
    editions = [await found(name, visit) for name in (slug, f"{slug}{CURATED}")]
    return Sought(ref, [await closed(it, visit) for it in editions if it], visit.library)


async def card_called(ref: str, visit: Visit) -> Card:
    """A card or an excerpt, for whoever decides by it."""
    return await asyncio.to_thread((await sought(ref, visit)).card)
