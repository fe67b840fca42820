"""An episode's cards as a file: what admins wrote and loaded, to be edited anywhere and loaded again."""

from dataclasses import dataclass

from bot import shelf_wording as said
from bot.catalogue import card_of
from bot.episodes import EVERYBODY
from bot.loading import CURATED
from bot.opening import newest, opened
from bot.shelving import Keeper, NotDone
from bot.visit import Visit
from knowledge.curation import Curation
from knowledge.export import written


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of so many *cards*."""

    name: str
    data: bytes
    cards: int


async def exported(name: str, visit: Visit, keeper: Keeper) -> Exported:
    """The curated file of an episode: the one that was loaded, if one was, with one's own cards in it."""
    slug = name.removesuffix(CURATED)
    curation = await _curation(slug, visit)
    own = [card_of(it, curation.episode) for it in await keeper.cards_on(slug)]
    cards = {it.id: it for it in (*curation.cards, *own)}
    if not cards:
        raise NotDone(said.nothing_to_export(name))
    whole = Curation(curation.episode, tuple(cards.values()), curation.not_covered, curation.without_advice)
    return Exported(f"{slug}{CURATED}", written(whole), len(cards))


async def _curation(slug: str, visit: Visit) -> Curation:
    """The curated file that was loaded, or an empty one for the episode."""
    for name in (f"{slug}{CURATED}", slug):
        if await visit.records.editions({visit.request.workspace, EVERYBODY}, name):
            made = await opened(await newest(name, visit), visit)
            return made if isinstance(made, Curation) else Curation(made.episode, (), (), ())
    shipped = next((it for it in visit.library.episodes if it.slug == slug), None)
    if shipped is None:
        raise NotDone(said.no_such_episode(slug, empty=False))
    return Curation(shipped, (), (), ())
