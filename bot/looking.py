"""Looking at what was loaded: all episodes, one, its excerpts, who did what, and an episode as a file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import assert_never

from bot import exporting, wording
from bot import shelf_wording as said
from bot.episodes import COMMUNITY, EVERYBODY, Deed, Loaded, Origin
from bot.message import (
    Attachment,
    Button,
    Buttons,
    Choice,
    Choices,
    Entries,
    Message,
    Paragraph,
    Part,
    Someone,
    Tone,
)
from bot.opening import Closed, closed, newest
from bot.paging import paged
from bot.reviewing import by_worth, excerpt_line
from bot.shelf_commands import Export, Looking, ShowEpisode, ShowEpisodes, ShowExcerpts, ShowLog
from bot.shelving import Keeper, NotDone, former_of, live_of
from bot.visit import Later, Visit
from knowledge.cards import clock

ON_PAGE = 10
"""Episodes, or excerpts, on one page: a line or two each, which is a screen of a phone."""

CHAPTERS_MAX = 20
"""Chapters of an episode that are shown: more than most have, and half a screen of a phone."""

DEEDS_MAX = 30
"""Deeds that are shown, the latest first."""


async def decided(command: Looking, visit: Visit, keeper: Keeper) -> Message | Later:
    """What is shown on a command that changes nothing."""
    match command:
        case ShowEpisodes(page, verb):
            return await _episodes(page, verb, visit)
        case ShowEpisode(name):
            return await _episode(name, visit)
        case ShowExcerpts(name, page):
            return await _excerpts(name, page, visit)
        case Export(name):
            return await _export(name, visit, keeper)
        case ShowLog():
            return _log(await visit.records.deeds(keeper.owner, DEEDS_MAX), visit)
        case nothing:
            assert_never(nothing)


POSSIBLE: Mapping[str, Callable[[Sequence[Loaded]], object]] = {
    "publish": lambda editions: not editions[0].live,
    "unpublish": live_of,
    "rollback": former_of,
}
"""Verbs that not every episode can be chosen for, with what there is of the others, by all their editions."""


async def _episodes(page: int, verb: str, visit: Visit) -> Message:
    """All that can be looked at, or chosen for a *verb*."""
    mine = visit.request.workspace
    editions = await visit.records.editions({mine} if verb else {mine, EVERYBODY})
    by_name = _by_name(editions, mine)
    if not by_name:
        return Message((Paragraph(said.no_such_episode("", empty=True)), Buttons((_LOAD,))))
    some = [(name, its) for name, its in by_name.items() if POSSIBLE.get(verb, bool)(its)]
    if not some:
        return Message((Paragraph(said.NONE_TO[verb]), Buttons((_EPISODES,))))
    shown = paged(some, page, ON_PAGE, "episodes")
    lines = tuple(
        Choice(its[0].title, said.episode_line(its), f"{verb or 'episode'} {name}")
        for name, its in shown.items
    )
    heading = (said.WHICH[verb] if verb else said.episodes_heading(len(some))) + shown.place
    return Message((Choices(heading, lines), Buttons((*shown.turning, _LOAD, _FEEDS, _LOG))))


def _by_name(editions: Sequence[Loaded], mine: str) -> Mapping[str, Sequence[Loaded]]:
    """The editions of each episode: one's own where there are some, which all else that names it means."""
    grouped = {key: tuple(its) for key, its in groupby(editions, attrgetter("name", "owner"))}
    return {name: grouped.get((name, mine), its) for (name, _), its in grouped.items()}


async def _episode(name: str, visit: Visit) -> Later:
    """One episode: its editions, the chapters of the newest, and what can be done with them."""
    latest = await newest(name, visit)
    editions = await visit.records.editions([latest.owner], name)
    entries = tuple((said.edition(it.number), _edition(it, visit)) for it in editions)
    foreign = latest.owner != visit.request.workspace
    actions = (_excerpts_of(name),) if foreign else tuple(_actions(editions))
    note = (Paragraph(said.FOR_EVERYBODY, Tone.QUIET),) if foreign else ()
    edition = await closed(latest, visit)
    above = (Paragraph(latest.title, Tone.HEADING), Entries(entries))
    below = (*note, Buttons(actions))
    return lambda: Message((*above, *_chapters(edition), *below))


def _chapters(edition: Closed) -> Iterator[Part]:
    try:
        chapters = edition.episode.chapters
    except NotDone:
        # How an episode stands can be told without looking into it.
        return
    if chapters:
        yield Paragraph(said.CHAPTERS, Tone.HEADING)
        yield Entries(tuple((clock(it.start), it.title) for it in chapters[:CHAPTERS_MAX]))
    if (more := len(chapters) - CHAPTERS_MAX) > 0:
        yield Paragraph(said.more_chapters(more), Tone.QUIET)


def _edition(loaded: Loaded, visit: Visit) -> str:
    on = wording.day(visit.local_date(loaded.at), visit.today)
    since = loaded.published_at and wording.day(visit.local_date(loaded.published_at), visit.today)
    return said.edition_line(loaded, on, since or "")


def _actions(editions: Sequence[Loaded]) -> Iterator[Button]:
    latest, live = editions[0], live_of(editions)
    if not latest.live:
        yield Button(said.PUBLISH_BUTTON, f"publish {latest.name} {latest.number}", main=True)
    if live:
        yield Button(said.UNPUBLISH_BUTTON, f"unpublish {live.name}")
        if former_of(editions):
            yield Button(said.ROLL_BACK_BUTTON, f"rollback {live.name}")
    yield _excerpts_of(latest.name)
    if latest.origin is Origin.TRANSCRIPT:
        yield Button(said.DETAILS_BUTTON, f"details {latest.name}")
    yield Button(said.EXPORT_BUTTON, f"export {latest.name}")
    yield Button(said.REMOVE_BUTTON, f"remove {latest.name}", grave=True)


async def _excerpts(name: str, page: int, visit: Visit) -> Later:
    edition = await closed(await newest(name, visit), visit)
    return lambda: _excerpts_page(edition, name, page)


def _excerpts_page(edition: Closed, name: str, page: int) -> Message:
    shown = paged(by_worth(edition.opened()), page, ON_PAGE, f"excerpts {name}")
    heading = said.excerpts_heading(edition.loaded) + shown.place
    lines = Choices(heading, tuple(map(excerpt_line, shown.items)))
    return Message((lines, Buttons((*shown.turning, _about(name)))))


def _log(deeds: Sequence[Deed], visit: Visit) -> Message:
    if not deeds:
        return Message((Paragraph(said.NO_DEEDS), Buttons((_EPISODES,))))
    entries = tuple((_who(it.by), said.deed(it, visit.local_time(it.at))) for it in deeds)
    return Message((Paragraph(said.LOG, Tone.HEADING), Entries(entries), Buttons((_EPISODES,))))


def _who(by: str) -> Someone | str:
    return said.NOBODY_HERE.get(by) or Someone(by)


async def _export(name: str, visit: Visit, keeper: Keeper) -> Later:
    export = await exporting.export(name, visit, keeper)
    return lambda: _export_page(export, name)


def _export_page(export: exporting.Export, name: str) -> Message:
    file = export.written()
    cards = said.counted(file.cards, "card")
    ours = name == COMMUNITY
    return Message((
        Paragraph(said.exported(file.name, cards)),
        Attachment(file.name, file.data, said.EXPORT_OWN if ours else said.EXPORT_FILE.format(name=name)),
        Buttons((_CARDS if ours else _about(name),)),
    ))  # fmt: skip


def _about(name: str) -> Button:
    return Button(said.EPISODE_BUTTON, f"episode {name}")


def _excerpts_of(name: str) -> Button:
    return Button(said.EXCERPTS_BUTTON, f"excerpts {name}")


_EPISODES = Button(said.EPISODES_BUTTON, "episodes")
_LOAD = Button(said.LOAD_BUTTON, "load")
_FEEDS = Button(said.FEEDS_BUTTON, "feeds")
_CARDS = Button(said.CARDS_BUTTON, "cards")
_LOG = Button(said.LOG_BUTTON, "log")
