"""What takes long about what admins bring, before any transaction: to fetch it, to read it, to try it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot import shelf_wording as wording
from bot.apart import apart
from bot.catalogue import Catalogue
from bot.episodes import EVERYBODY, Contents, Loaded, Origin
from bot.loading import CURATED, Loader, NotLoaded, Prepared, alike, feed_at, is_another
from bot.model import Gap, Request, Upload
from bot.opening import chapters_of
from bot.ports import Store
from bot.reviewing import Effect, Review, before, effect_of
from bot.shelf_commands import AddFeed, EditDetails, Load, Shelving
from bot.shelving import NotDone
from knowledge.excerpts.packing import EditionUnreadable, unpack
from knowledge.facts import facts_told, page_in
from knowledge.feeds import model as feeds
from knowledge.feeds.plain import file_at

ALWAYS = date(2000, 1, 1)
"""Before anything was asked: what is there was not kept for too long."""

Brought = Review | feeds.Feed | NotDone | None
"""What came of it; None where nothing has to be brought for a command."""


def takes_long(command: Shelving, request: Request) -> bool:
    """Whether a command needs something to be brought, and not only a form to be shown."""
    match command:
        case Load(url):
            return bool(url or request.files)
        case EditDetails(told=told):
            return bool(told) and not wrong_in(told)
        case AddFeed(url):
            return bool(url)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Bringer:
    """Brings what a command of somebody who may give it needs."""

    loader: Loader
    catalogue: Catalogue
    store: Store

    async def brought(self, command: Shelving, request: Request) -> Brought:
        """What has to be there before the command is decided on; what is in the way is for people."""
        try:
            match command:
                case Load(url, told):
                    upload = await self._upload(url, request)
                    return await self.review(upload, request.workspace, told)
                case EditDetails(name, told):
                    return await self._anew(name, request.workspace, told)
                case AddFeed(url):
                    return await feed_at(url, self.loader.fetcher)
                case _:
                    return None
        except NotLoaded as why:
            return NotDone(str(why))
        except NotDone as why:
            return why

    async def review(self, upload: Upload, owner: str, told: Mapping[str, str], name: str = "") -> Review:
        """What was brought, worked out for an owner; one that has a *name* is told of anew. `NotLoaded`."""
        async with self.store.reading() as records:
            there = await records.editions({owner, EVERYBODY}, sketched=True)
            gaps = await records.gaps(owner, ALWAYS)
            own = await records.own_cards(owner)
        mine = [it for it in there if it.owner == owner]
        prepared = await apart(self.loader.prepare, upload, told, name, () if name else mine)
        former = next((it for it in mine if it.name == prepared.name), None)
        return Review(
            prepared,
            former if former and is_another(prepared.sketch, former) else None,
            alike(prepared, there),
            before(prepared, own),
            await self._effect(prepared, owner, gaps),
        )

    async def _upload(self, url: str, request: Request) -> Upload:
        """The file that came along, whatever field it is in, or the one at an address."""
        handed = next(iter(request.files.values()), None)
        return await handed.read() if handed else await self.loader.fetched(url)

    async def _anew(self, name: str, owner: str, told: Mapping[str, str]) -> Review:
        """The newest edition of an episode with other details."""
        async with self.store.reading() as records:
            editions = await records.editions([owner], name)
            if not editions:
                raise NotDone(wording.no_such_episode(name, empty=False))
            newest = editions[0]
            contents = (await records.contents([newest.id])).get(newest.id)
        if newest.origin is not Origin.TRANSCRIPT:
            raise NotDone(wording.facts_in_file(name))
        if contents is None:
            raise NotDone(wording.changed_meanwhile(name))
        return await self.review(again(newest, contents), owner, told, name)

    async def _effect(self, prepared: Prepared, owner: str, gaps: tuple[Gap, ...]) -> Effect | None:
        if not gaps:
            return None
        search = await self.catalogue.trying(owner, prepared.made)
        return await apart(effect_of, prepared.episode.slug, search, gaps)


def again(loaded: Loaded, contents: Contents) -> Upload:
    """The file of an edition of a transcript, as it came, with the chapters that came beside it."""
    fetched = "://" in loaded.source
    return Upload(
        _called(loaded.source) if fetched else loaded.source,
        contents.original,
        url=loaded.source if fetched else "",
        chapters=chapters_of(contents.packed),
    )


def known_of(contents: Contents) -> Mapping[str, str]:
    """The facts that stand under the excerpts of an edition; none if this version cannot read it."""
    try:
        return facts_told(unpack(contents.packed).episode).told()
    except EditionUnreadable:
        return {}


def _called(url: str) -> str:
    """What the file at an address is called; a transcript never by the ending of curated files."""
    name = file_at(url)
    return name[: -len(CURATED)] if name.casefold().endswith(CURATED) else name


def wrong_in(told: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with details that somebody typed, by their names."""
    wrong = {}
    page, number = told.get("page", "").strip(), told.get("number", "").strip()
    if page and not page_in(page):
        wrong["page"] = wording.NO_PAGE
    if number and not number.isdecimal():
        wrong["number"] = wording.NO_NUMBER
    return wrong
