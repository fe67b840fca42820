"""Podcasts' feeds: those whose new episodes are fetched, added and removed by those who run a workspace."""

from dataclasses import replace
from typing import assert_never

from bot import shelf_wording as said
from bot import wording
from bot.bringing import Brought
from bot.episodes import Feed, Loaded
from bot.message import Button, Buttons, Choice, ChoiceField, Choices, Form, Message, Paragraph, TextField
from bot.shelf_commands import TRUSTED, URL, AddFeed, CheckFeeds, Feeding, RemoveFeed, ShowFeeds
from bot.shelving import Keeper, NotDone
from bot.visit import Visit
from knowledge.feeds import model
from knowledge.feeds.choosing import choose_transcript, spoken
from knowledge.feeds.plain import URL_MAX, plain, quoted, without_query

FIRST_LOOK = 3
"""Episodes of a new feed that are fetched at once, the newest: enough to see that it works."""

LANGUAGES_MAX = 5
"""Languages that are named of a feed that has none that is read."""

TITLE_MAX = 100
"""Characters of a feed's title that are kept: it is a choice in a list, and no chat shows more of one."""


async def decided(command: Feeding, visit: Visit, keeper: Keeper, brought: Brought) -> Message:
    """What happens on a command about feeds, with the feed that was *brought* if one was."""
    match command:
        case AddFeed():
            return await _add(command, keeper, brought) if isinstance(brought, model.Feed) else form()
        case RemoveFeed(url):
            return _told(said.feed_removed((await keeper.remove_feed(url)).title), _FEEDS)
        case CheckFeeds():
            return await _check(visit, keeper)
        case ShowFeeds():
            return _list(await visit.records.feeds(keeper.owner), visit)
        case nothing:
            assert_never(nothing)


async def _add(command: AddFeed, keeper: Keeper, found: model.Feed) -> Message:
    feed = feed_of(found, command.url, keeper, trusted=command.trusted)
    new = await keeper.add_feed(feed)
    drafts = await waiting(feed, found, keeper)
    return _told(added(feed, found, drafts, new=new), *((_PUBLISH,) if drafts else ()), _FEEDS)


async def waiting(feed: Feed, found: model.Feed, keeper: Keeper) -> int:
    """How many episodes of a trusted feed were loaded before, and wait for somebody to publish them."""
    if not feed.trusted:
        return 0
    links = {quoted(link.url) for it in found.items for link in it.transcripts}
    newest: dict[str, Loaded] = {}
    for it in await keeper.records.editions([keeper.owner]):
        newest.setdefault(it.name, it)
    return sum(it.source in links and it.published_at is None for it in newest.values())


def added(feed: Feed, found: model.Feed, drafts: int = 0, *, new: bool, anew: bool = False) -> str:
    """What happens from now on, for people, and not with *drafts* that wait; see `Keeper.add_feed`."""
    transcribed = [it.guid for it in found.items if choose_transcript(it)]
    fetched = len(set(transcribed) - feed.seen)
    if new:
        told = said.feed_added(feed, len(found.items), len(transcribed), fetched)
    else:
        told = said.feed_known(feed, fetched if anew else 0)
    return f"{told} {said.still_waiting(drafts)}" if drafts else told


def feed_of(
    found: model.Feed, url: str, keeper: Keeper, *, trusted: bool, latest: int | None = FIRST_LOOK
) -> Feed:
    """What to look at from now on, and at once: the *latest* episodes with a transcript, None for all.

    Older ones count as seen. Raises `NotDone` if no episode has a transcript that would be fetched.
    """
    transcribed = [place for place, it in enumerate(found.items) if choose_transcript(it)]
    older = transcribed[latest:][:1] if latest is not None else []
    if not transcribed:
        raise NotDone(said.no_transcripts(found.title, _languages(found)))
    return Feed(
        owner=keeper.owner,
        url=quoted(url),
        title=plain(found.title, TITLE_MAX) or without_query(url),
        trusted=trusted,
        by=keeper.by,
        added_at=keeper.at,
        due_at=keeper.at,
        seen=frozenset(it.guid for place in older for it in found.items[place:]),
    )


def _languages(found: model.Feed) -> list[str]:
    """The languages of a feed's transcripts, those of its newest episodes first; not all of many."""
    told = dict.fromkeys(spoken(link.language) for it in found.items for link in it.transcripts)
    return list(told)[:LANGUAGES_MAX]


async def _check(visit: Visit, keeper: Keeper) -> Message:
    feeds = await visit.records.feeds(keeper.owner)
    if not feeds:
        return _list(feeds, visit)
    for it in feeds:
        # Each as it is now, and held: a look may have ended since.
        feed = await visit.records.feed(it.owner, it.url)
        if feed and feed.due_at > keeper.at:
            await visit.records.keep_feed(replace(feed, due_at=keeper.at))
    return _told(said.feeds_due(len(feeds)), _FEEDS)


def _list(feeds: tuple[Feed, ...], visit: Visit) -> Message:
    if not feeds:
        return _told(said.NO_FEEDS, _ADD)
    lines = tuple(
        Choice(it.title, _about(it, visit), f"feeds remove {quoted(it.address)}", said.REMOVE_VERB)
        for it in feeds
    )
    return Message((Choices(said.FEEDS, lines), Buttons((_ADD, _CHECK))))


def _about(feed: Feed, visit: Visit) -> str:
    looked = wording.day(visit.local_date(feed.looked_at), visit.today) if feed.looked_at else ""
    return said.feed_line(feed, looked)


def form(url: str = "", wrong: str = "", *, trusted: bool = False) -> Message:
    """A form for a feed, or the same again with what is *wrong* with its address."""
    fields = (
        TextField(URL, said.FEED_FIELD, URL_MAX, url, wrong, said.FEED_HINT),
        ChoiceField(TRUSTED, said.TRUSTED_FIELD, said.TRUSTED_OPTIONS, "yes" if trusted else "no"),
    )
    return Message((Form(said.FEED_TITLE, "feeds add", fields, said.FEED_INTRO, said.ADD_VERB),))


def _told(text: str, *buttons: Button) -> Message:
    return Message((Paragraph(text), Buttons(buttons)))


_FEEDS = Button(said.FEEDS_BUTTON, "feeds")
_PUBLISH = Button(said.PUBLISH_BUTTON, "publish")
_ADD = Button(said.ADD_FEED_BUTTON, "feeds add")
_CHECK = Button(said.CHECK_FEEDS_BUTTON, "feeds check")
