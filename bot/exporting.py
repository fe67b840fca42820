"""An episode's cards as a file: what admins wrote and loaded, to be edited anywhere and loaded again."""

from dataclasses import dataclass

from bot import shelf_wording as said
from bot.catalogue import card_of
from bot.episodes import OwnCard
from bot.loading import CURATED
from bot.opening import Closed, closed, found
from bot.shelving import Keeper, NotDone
from bot.visit import Visit
from knowledge.cards import COMMUNITY_EPISODE, Episode
from knowledge.curation import Curation
from knowledge.export import written


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of so many *cards*."""

    name: str
    data: bytes
    cards: int


@dataclass(frozen=True, slots=True)
class Export:
    """What goes into a file: what was *loaded* of an episode, or else the episode itself, and *own* cards.

    Those of the community, which cite no episode, are in a file of their own.
    """

    slug: str
    loaded: Closed | Episode
    own: tuple[OwnCard, ...]

    def written(self) -> Exported:
        """The file, which takes a while. Raises `NotDone` if there is nothing to write."""
        curation = self._curation()
        own = [card_of(it, curation.episode) for it in self.own]
        cards = {it.id: it for it in (*curation.cards, *own)}
        if not cards:
            shipped = isinstance(self.loaded, Episode) and self.loaded != COMMUNITY_EPISODE
            raise NotDone((said.came_with if shipped else said.nothing_to_export)(self.slug))
        whole = Curation(
            curation.episode, tuple(cards.values()), curation.not_covered, curation.without_advice
        )
        return Exported(f"{self.slug}{CURATED}", written(whole), len(cards))

    def _curation(self) -> Curation:
        """The curated file that was loaded, or an empty one for the episode."""
        if isinstance(self.loaded, Episode):
            return Curation(self.loaded, (), (), ())
        made = self.loaded.opened()
        return made if isinstance(made, Curation) else Curation(made.episode, (), (), ())


async def export(name: str, visit: Visit, keeper: Keeper) -> Export:
    """The curated file of an episode: the one that was loaded, if one was, with one's own cards in it."""
    slug = name.removesuffix(CURATED)
    return Export(slug, await _source(slug, visit), await keeper.cards_on(slug))


async def _source(slug: str, visit: Visit) -> Closed | Episode:
    for name in (f"{slug}{CURATED}", slug):
        if loaded := await found(name, visit):
            return await closed(loaded, visit)
    for episode in (COMMUNITY_EPISODE, *visit.library.episodes):
        if episode.slug == slug:
            return episode
    raise NotDone(said.no_such_episode(slug, empty=False))
