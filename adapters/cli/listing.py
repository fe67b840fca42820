"""What is told of the episodes that were loaded: which there are, how they stand, and what is in one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from rich.table import Table
from rich.text import Text

from adapters import program
from adapters.cli.console import out, shown, stopping, warn
from adapters.cli.transcripts import show_transcript
from adapters.settings import Settings
from bot import opening
from bot import shelf_wording as said
from bot.episodes import EVERYBODY, Loaded, Origin
from bot.loading import CURATED
from bot.opening import Made
from bot.ports import Records
from bot.reviewing import by_worth
from knowledge.cards import Card, Chapter, Episode, Topic, clock
from knowledge.excerpts.packing import EditionUnreadable
from knowledge.transcripts.reading import read_transcript

AT_ONCE = 100
"""Editions whose contents are read at once, some fifty kilobytes each."""

Row = dict[str, Any]

T = TypeVar("T")


class State(StrEnum):
    """Whether an episode answers, by the names that programs are told."""

    SHIPPED = "shipped"
    LIVE = "live"
    DRAFT = "draft"
    """No edition of it ever answered."""
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True)
class Stocked:
    """An episode that an owner loaded: its editions, the newest first."""

    editions: tuple[Loaded, ...]

    @property
    def newest(self) -> Loaded:
        """The edition that was loaded last."""
        return self.editions[0]

    @property
    def shown(self) -> Loaded:
        """The edition that answers, or else the newest."""
        return next((it for it in self.editions if it.live), self.newest)

    @property
    def state(self) -> State:
        """Whether it answers."""
        if self.shown.live:
            return State.LIVE
        return State.UNPUBLISHED if any(it.published_at for it in self.editions) else State.DRAFT


def stocked(settings: Settings, owner: str, name: str | None = None) -> list[Stocked]:
    """What an owner loaded, and the operator for all; of one *name*, the owner's own comes first."""

    async def read(records: Records) -> list[Stocked]:
        editions = await records.editions({owner, EVERYBODY}, name)
        ordered = sorted(editions, key=lambda it: (it.name, it.owner == EVERYBODY, -it.number))
        return [Stocked(tuple(its)) for _, its in groupby(ordered, attrgetter("name", "owner"))]

    return looked(settings, read) or []


def row(it: Stocked, episode: Episode | None) -> Row:
    """An episode for programs; what its shown edition says is null where this version cannot read it."""
    loaded = it.shown
    curated = loaded.origin is Origin.CURATED
    return {
        "episode": loaded.name,
        "name": episode and episode.name,
        "title": episode.title if episode else loaded.title,
        "url": episode and episode.url,
        "licence": episode and episode.licence,
        "turns": episode and episode.turns,
        "cards": loaded.excerpts if curated else 0,
        "excerpts": 0 if curated else loaded.excerpts,
        "state": it.state,
        "owner": loaded.owner,
        "edition": loaded.number,
        "newest": it.newest.number,
    }


def episodes_of(
    settings: Settings, its: Sequence[Stocked], topics: tuple[Topic, ...]
) -> list[Episode | None]:
    """What the shown edition of each cites, without all that is in it."""
    return _of_each(settings, its, lambda it, packed: opening.unpacked(it, packed, topics).episode)


def made_of(settings: Settings, its: Sequence[Stocked], topics: tuple[Topic, ...]) -> list[Made | None]:
    """What is in the shown edition of each."""
    return _of_each(settings, its, lambda it, packed: opening.made_of(it, packed, topics))


def _of_each(
    settings: Settings, its: Sequence[Stocked], opened: Callable[[Loaded, bytes], T]
) -> list[T | None]:
    """What is *opened* of the shown edition of each; None where this version cannot read it."""

    def or_none(it: Loaded, packed: bytes) -> T | None:
        try:
            return opened(it, packed)
        except EditionUnreadable:
            return None

    async def read(records: Records) -> list[T | None]:
        found: list[T | None] = []
        for start in range(0, len(its), AT_ONCE):
            some = [it.shown for it in its[start : start + AT_ONCE]]
            packed = await records.packed([it.id for it in some])
            found += [or_none(it, packed.get(it.id, b"")) for it in some]
        return found

    return looked(settings, read) or []


def excerpt_of(ref: str, workspace: str, settings: Settings, topics: tuple[Topic, ...]) -> Card | None:
    """A card or an excerpt of what was loaded, whether it answers or not."""
    slug, _, id = ref.partition("/")
    names = (slug, f"{slug}{CURATED}") if id else ()
    its = [it for name in names for it in stocked(settings, workspace, name)]
    cards = (card for made in made_of(settings, its, topics) if made for card in made.cards)
    return next((card for card in cards if card.id == id), None)


def show_loaded(settings: Settings, it: Stocked, made: Made | None, most: int | None) -> None:
    """Print how an episode stands, what was understood of its file, and the *most* that is best in it."""
    loaded = it.shown
    if loaded.origin is Origin.TRANSCRIPT:
        show_transcript(loaded.name, read_transcript(_original(settings, loaded), loaded.source))
    else:
        out.print(Text(shown(loaded.title), "bold"))
    out.print()
    if made is not None:
        cited = (loaded.title, made.episode.url, made.episode.attribution)
        out.print(Text("\n".join(map(shown, filter(None, cited))), "dim"), soft_wrap=True)
        out.print()
    for edition in it.editions:
        since = f", published {edition.published_at:%Y-%m-%d %H:%M} UTC" if edition.published_at else ""
        how = said.state(edition)
        out.print(Text(f"edition {edition.number} {how}: {said.what_of(edition)}{since}", "dim"))
    out.print()
    if made is None:
        warn(said.unreadable(loaded))
        return
    _show_chapters(made.episode.chapters, most)
    table = Table("turns", "who", "name", "says", box=None, header_style="dim")
    cards = by_worth(made)
    for card in cards[:most]:
        name = f"{loaded.name.removesuffix(CURATED)}/{card.id}"
        said_by, says = Text(shown(card.speaker)), Text(shown(card.title))
        table.add_row(span(*card.turns), said_by, Text(name, "bold"), says)
    out.print(table)
    tell_the_rest(len(cards), most)


def _show_chapters(chapters: Sequence[Chapter], most: int | None) -> None:
    if not chapters:
        return
    table = Table("from", "chapter", box=None, header_style="dim")
    for it in chapters[:most]:
        table.add_row(clock(it.start), Text(shown(it.title)))
    out.print(table)
    tell_the_rest(len(chapters), most)
    out.print()


def span(first: int, last: int) -> str:
    """Which turns, as short as can be; a community's own card cites none."""
    return "" if not first else str(first) if first == last else f"{first}-{last}"


def tell_the_rest(count: int, most: int | None) -> None:
    """Say how much more there is than was shown."""
    if most is not None and count > most:
        out.print(Text(f"\n{most} of {count:,}; all of them: --all", "dim"))


def looked(settings: Settings, read: Callable[[Records], Awaitable[T]]) -> T | None:
    """What is read of the database; None where there is none, and none is made."""

    async def look() -> T | None:
        store = await program.open_memory(settings)
        if store is None:
            return None
        try:
            async with store.reading() as records:
                return await read(records)
        finally:
            await store.close()

    with stopping():
        return asyncio.run(look())


def _original(settings: Settings, loaded: Loaded) -> bytes:
    async def read(records: Records) -> bytes:
        return (await records.contents([loaded.id]))[loaded.id].original

    return looked(settings, read) or b""
