"""Looking into editions, whether they answer or not: what an admin reads is not what members get."""

from bot import shelf_wording as said
from bot.episodes import EVERYBODY, Loaded, Origin
from bot.loading import CURATED
from bot.shelving import NotDone, near
from bot.visit import Visit
from knowledge.cards import Card, Episode
from knowledge.curation import Curation, CurationError, curation_in
from knowledge.excerpts.model import Edition
from knowledge.excerpts.packing import EditionUnreadable, unpack

Made = Edition | Curation


async def newest(name: str, visit: Visit) -> Loaded:
    """The newest edition of an episode that the workspace loaded, or the operator for all."""
    mine = visit.request.workspace
    editions = await visit.records.editions({mine, EVERYBODY})
    called = [it for it in editions if it.name == name]
    if not called:
        names = {it.name for it in editions}
        raise NotDone(said.no_such_episode(name, empty=not names), near(name, names))
    return next((it for it in called if it.owner == mine), called[0])


async def opened(loaded: Loaded, visit: Visit) -> Made:
    """What is in an edition."""
    packed = await visit.records.packed([loaded.id])
    try:
        if loaded.origin is Origin.CURATED:
            return curation_in(packed[loaded.id], loaded.name, visit.library.topics)
        return unpack(packed[loaded.id]).edition
    except (KeyError, EditionUnreadable, CurationError) as error:
        raise NotDone(said.unreadable(loaded)) from error


async def card_called(ref: str, visit: Visit) -> Card:
    """An excerpt or a card, of the newest edition that has it, or of what answers."""
    slug, _, id = ref.partition("/")
    owners = {visit.request.workspace, EVERYBODY}
    for name in (slug, f"{slug}{CURATED}"):
        if await visit.records.editions(owners, name):
            made = await opened(await newest(name, visit), visit)
            if card := next((it for it in made.cards if it.id == id), None):
                return card
    if card := visit.library.card(ref):
        return card
    raise NotDone(said.no_such_excerpt(ref))


async def episode_called(name: str, visit: Visit) -> Episode:
    """The facts of an episode's newest edition."""
    return (await opened(await newest(name, visit), visit)).episode
