"""Podcasts' feeds on a web of the tests' own: what is new in them is loaded, whatever else happens."""

import asyncio
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web as http

from adapters.fetcher import WebFetcher
from adapters.storage.memory import MemoryStore
from bot.episodes import EVERYBODY, Contents, Loaded, Origin
from bot.feeding import feed_of
from bot.gathering import EPISODES_MAX, EVERY, IDLE, LEASE, PATIENCE, RETRY_FIRST, RETRY_MAX, SOON, Gatherer
from bot.loading import Loader
from bot.model import Upload
from bot.reviewing import LATE
from bot.shelving import EDITIONS_MAX, Keeper
from knowledge.cards import Chapter
from knowledge.excerpts.making import Maker
from knowledge.excerpts.packing import unpack
from knowledge.feeds.reading import read_feed
from knowledge.transcripts.trouble import SIZE_MAX
from tests.bot.talks import CURATED
from tests.doubles.web import ELSEWHERE, Web

BEGAN = datetime(2026, 11, 23, 8, tzinfo=UTC)
RSS = "https://podcast.test/feed.xml"
LETTERS = "abdefghiklmnoprstuw"
STRANGERS = CURATED.replace(b"Shadow somebody", b"Believe somebody")
LOGIN = "<html><head><title>Sign in</title></head><body><input type='password'></body></html>"


def transcript(seed):
    """What two people say to each other, in words of their own in each episode."""
    chance = random.Random(seed)
    said = [" ".join("".join(chance.choices(LETTERS, k=5)) for _ in range(60)) + "." for _ in range(8)]
    return "WEBVTT\n\n" + "\n\n".join(
        f"00:{place:02}:00.000 --> 00:{place:02}:50.000\n<v {('Ada Bird', 'Ben Cole')[place % 2]}>{text}"
        for place, text in enumerate(said)
    )


class Podcast:
    """A show that is called Tea Time, on the web: each episode has a number, and most have a transcript."""

    def __init__(self, web):
        self.web = web
        self.items = []
        self.tag = 0

    def publishes(
        self, number, *, text=None, guid=None, title="", at=BEGAN, status=200, silent=False, chapters=""
    ):
        address = f"https://podcast.test/{guid or number}.vtt"
        self.web.put(address, transcript(number) if text is None else text, status)
        link = "" if silent else f'<podcast:transcript url="{address}" type="text/vtt"/>'
        link += f'<podcast:chapters url="{chapters}" type="application/json+chapters"/>' if chapters else ""
        self.items.append(
            f"<item><guid>{guid or number}</guid><title>{title or f'About {number}'}</title>"
            f"<link>https://podcast.test/{number}</link><podcast:episode>{number}</podcast:episode>"
            f"<pubDate>{at + timedelta(minutes=number):%a, %d %b %Y %H:%M:%S} +0000</pubDate>{link}</item>"
        )
        self.tag += 1
        self.web.pages[RSS] = self.page

    async def page(self, request):
        if request.headers.get("If-None-Match") == f'"{self.tag}"':
            return http.Response(status=304)
        return http.Response(text=self.xml, headers={"ETag": f'"{self.tag}"'})

    @property
    def xml(self):
        return (
            '<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Tea Time</title>'
            f"<language>en</language>{''.join(self.items)}</channel></rss>"
        )


class Kitchen:
    """Somebody who gathers, with a clock that stands still."""

    def __init__(self, library, web):
        self.now = BEGAN
        self.library = library
        self.store = MemoryStore()
        loader = Loader(library, Maker(library, None), WebFetcher(network=web.network))
        self.gatherer = Gatherer(self.store, loader, lambda: self.now)

    async def adds(self, podcast, *, trusted=False, latest=0, by=""):
        async with self.store.transaction() as records:
            keeper = Keeper(records, EVERYBODY, by, self.now)
            await keeper.add_feed(
                feed_of(read_feed(podcast.xml.encode()), RSS, keeper, trusted=trusted, latest=latest)
            )

    async def fills(self, count):
        """Keep so many editions."""
        async with self.store.transaction() as records:
            for it in range(count):
                loaded = Loaded(
                    f"{it}", EVERYBODY, f"e-{it}", 1, Origin.TRANSCRIPT, "", "", "", 0, "ada", BEGAN
                )
                await records.add_edition(loaded, Contents(b"", b""))

    async def empties(self, count):
        """Remove so many of those again."""
        async with self.store.transaction() as records:
            for name in [it.name for it in await records.editions([EVERYBODY]) if it.name[0] == "e"][:count]:
                await records.remove_editions(EVERYBODY, name)

    async def looks(self, later=timedelta(), **how):
        self.now += later
        return await self.gatherer.look(await self.feed(), **how)

    async def feed(self):
        async with self.store.reading() as records:
            return await records.feed(EVERYBODY, RSS)

    async def chapters(self, name):
        """Those that the newest edition of an episode has."""
        loaded = (await self.editions())[name]
        async with self.store.reading() as records:
            return unpack((await records.packed([loaded.id]))[loaded.id]).episode.chapters

    async def editions(self):
        async with self.store.reading() as records:
            return {it.name: it for it in await records.editions({EVERYBODY})}


@pytest.fixture
async def web():
    async with Web() as web:
        yield web


@pytest.fixture
def podcast(web):
    podcast = Podcast(web)
    podcast.publishes(1)
    return podcast


@pytest.fixture
def kitchen(library, web):
    return Kitchen(library, web)


async def test_a_new_episode_is_loaded_with_what_its_feed_tells_and_waits_for_a_review(kitchen, podcast):
    await kitchen.adds(podcast)
    podcast.publishes(2, title="On kettles")

    [loaded] = (await kitchen.looks()).loaded

    assert (loaded.name, loaded.title, loaded.live) == ("tea-time-2", "Tea Time 2: On kettles", False)
    assert loaded.details["page"] == "https://podcast.test/2"
    assert set(await kitchen.editions()) == {"tea-time-2"}


async def test_of_a_trusted_feed_it_answers_at_once(kitchen, podcast):
    await kitchen.adds(podcast, trusted=True)
    podcast.publishes(2)

    assert [it.live for it in (await kitchen.looks()).loaded] == [True]
    assert (await kitchen.editions())["tea-time-2"].live


async def test_where_no_more_is_kept_nothing_is_fetched_and_nothing_is_lost(kitchen, podcast, web):
    await kitchen.adds(podcast, by="ada")
    podcast.publishes(2)
    await kitchen.fills(EDITIONS_MAX)
    look = await kitchen.looks()
    assert (look.loaded, "editions here, and no more are kept" in look.trouble) == ((), True)
    assert web.asked == []

    await kitchen.empties(1)
    podcast.publishes(3)
    look = await kitchen.looks(RETRY_MAX)
    assert [it.name for it in look.loaded] == ["tea-time-3"]
    [remark] = look.remarks
    assert remark.startswith("About 2: There are 3,000 editions here")

    await kitchen.empties(1)
    assert [it.name for it in (await kitchen.looks(RETRY_MAX)).loaded] == ["tea-time-2"]


async def test_of_what_was_out_before_only_the_newest_are_loaded(kitchen, podcast):
    podcast.publishes(2)
    podcast.publishes(3)
    await kitchen.adds(podcast, latest=2)

    await kitchen.looks()

    assert set(await kitchen.editions()) == {"tea-time-2", "tea-time-3"}


async def test_an_episode_whose_transcript_comes_later_is_loaded_then(kitchen, podcast):
    podcast.publishes(2, silent=True)
    await kitchen.adds(podcast, latest=1)
    assert [it.name for it in (await kitchen.looks()).loaded] == ["tea-time-1"]

    podcast.items.pop()
    podcast.publishes(2)

    assert [it.name for it in (await kitchen.looks(EVERY)).loaded] == ["tea-time-2"]


async def test_a_feed_that_has_not_changed_is_not_sent_again(kitchen, podcast, web):
    await kitchen.adds(podcast, latest=1)
    await kitchen.looks()
    asked = len(web.asked)

    look = await kitchen.looks(EVERY)

    assert [it.headers["If-None-Match"] for it in web.asked[asked:]] == ['"1"']
    assert (look.loaded, look.trouble) == ((), "")
    assert look.feed.looked_at == kitchen.now


async def test_an_episode_that_cannot_be_read_stops_no_other_and_is_not_tried_again(kitchen, podcast):
    await kitchen.adds(podcast)
    podcast.publishes(2, text=LOGIN)
    podcast.publishes(3)

    look = await kitchen.looks()

    assert [it.name for it in look.loaded] == ["tea-time-3"]
    assert "About 2" in look.feed.trouble
    again = await kitchen.looks(EVERY)
    assert (again.remarks, again.feed.trouble) == ((), "")


async def test_a_transcript_that_cannot_be_fetched_is_tried_for_two_weeks(kitchen, podcast):
    await kitchen.adds(podcast)
    podcast.publishes(2, status=503)

    assert (await kitchen.looks()).open == 1
    assert (await kitchen.looks(EVERY)).open == 1
    given_up = await kitchen.looks(PATIENCE)

    assert given_up.open == 0
    assert (given_up.feed.seen >= {"2"}, given_up.feed.failing) == (True, {})
    assert "out of order" in given_up.remarks[0]
    assert (await kitchen.looks(EVERY)).remarks == ()


@pytest.mark.parametrize("status", [404, 429, 503])
async def test_an_old_episode_is_tried_as_long_as_a_new_one(kitchen, podcast, web, status):
    podcast.publishes(2, status=status, at=BEGAN - timedelta(days=900))
    await kitchen.adds(podcast, latest=None)
    assert (await kitchen.looks()).open == 1
    assert (await kitchen.looks(PATIENCE / 2)).open == 1

    web.put("https://podcast.test/2.vtt", transcript(2))

    look = await kitchen.looks(PATIENCE / 3)
    assert ([it.name for it in look.loaded], look.feed.failing) == (["tea-time-2"], {})


async def test_what_failed_before_is_in_nobodys_way(kitchen, podcast):
    await kitchen.adds(podcast)
    for number in range(2, EPISODES_MAX + 4):
        podcast.publishes(number, status=200 if number < 4 else 503)
    await kitchen.looks()

    assert len((await kitchen.looks(EVERY)).loaded) == 2


async def test_a_mistake_of_ours_in_one_episode_stops_no_other(kitchen, podcast, caplog):
    class Clumsy(Maker):
        def make(self, transcript, episode):
            if episode.slug == "tea-time-2":
                raise ZeroDivisionError
            return super().make(transcript, episode)

    kitchen.gatherer.loader = replace(kitchen.gatherer.loader, maker=Clumsy(kitchen.library, None))
    await kitchen.adds(podcast)
    podcast.publishes(2)
    podcast.publishes(3)

    look = await kitchen.looks()

    assert [it.name for it in look.loaded] == ["tea-time-3"]
    assert "About 2" in look.remarks[0]
    assert "ZeroDivisionError" in caplog.text
    assert (await kitchen.looks(EVERY)).remarks == ()


async def test_an_address_that_leads_elsewhere_each_time_makes_no_other_episode(kitchen, podcast, web):
    def lead(token, text):
        web.put("https://podcast.test/1.vtt", status=302, Location=f"https://podcast.test/{token}/kept.vtt")
        web.put(f"https://podcast.test/{token}/kept.vtt", text)

    await kitchen.adds(podcast, latest=1)
    lead("for-now", transcript(1))
    await kitchen.looks()
    lead("for-later", transcript(1).replace("Ada Bird", "Ada Byrd"))
    async with kitchen.store.transaction() as records:
        await records.keep_feed(replace(await records.feed(EVERYBODY, RSS), seen=frozenset(), tag=""))

    [loaded] = (await kitchen.looks(EVERY)).loaded

    assert (loaded.name, loaded.number) == ("tea-time-1", 2)
    assert loaded.source == "https://podcast.test/1.vtt"


async def test_a_mark_behind_an_address_makes_no_other_episode(kitchen, podcast, web):
    podcast.items[0] = podcast.items[0].replace("1.vtt", "1.vtt#t=0")
    await kitchen.adds(podcast, latest=1)
    await kitchen.looks()
    web.put("https://podcast.test/1.vtt", transcript(1).replace("Ada Bird", "Ada Byrd"))
    async with kitchen.store.transaction() as records:
        await records.keep_feed(replace(await records.feed(EVERYBODY, RSS), seen=frozenset(), tag=""))

    [loaded] = (await kitchen.looks(EVERY)).loaded

    assert (loaded.name, loaded.number) == ("tea-time-1", 2)


async def test_it_is_loaded_as_soon_as_it_can_be(kitchen, podcast, web):
    await kitchen.adds(podcast)
    podcast.publishes(2, status=503)
    await kitchen.looks()

    web.put("https://podcast.test/2.vtt", transcript(2))

    assert [it.name for it in (await kitchen.looks(EVERY)).loaded] == ["tea-time-2"]


async def test_a_feed_in_trouble_is_asked_again_after_longer_and_longer(kitchen, podcast, web):
    await kitchen.adds(podcast)
    await kitchen.looks()
    web.put(RSS, LOGIN)
    kitchen.now = (await kitchen.feed()).due_at
    pauses = []
    for _ in range(20):
        feed = (await kitchen.looks()).feed
        assert "log in" in feed.trouble
        pauses.append(feed.due_at - kitchen.now)
        kitchen.now = feed.due_at

    assert pauses[0] < timedelta(hours=1)
    assert pauses == sorted(pauses)
    assert (min(pauses) >= RETRY_FIRST, pauses[-1]) == (True, RETRY_MAX)


async def test_many_new_episodes_take_several_looks_that_follow_soon(kitchen, podcast):
    await kitchen.adds(podcast)
    for number in range(2, EPISODES_MAX + 4):
        podcast.publishes(number)

    first = await kitchen.looks()

    assert (len(first.loaded), first.left) == (EPISODES_MAX, 2)
    assert first.feed.due_at == kitchen.now + SOON
    second = await kitchen.looks(SOON)
    assert (len(second.loaded), second.left) == (2, 0)
    assert second.feed.due_at > kitchen.now + EVERY / 2


async def test_a_server_that_is_out_of_order_is_not_asked_for_everything_soon_again(kitchen, podcast):
    await kitchen.adds(podcast)
    for number in range(2, EPISODES_MAX + 4):
        podcast.publishes(number, status=503)

    look = await kitchen.looks()

    assert (look.open, look.left) == (EPISODES_MAX, 2)
    assert look.feed.due_at > kitchen.now + EVERY / 2


async def test_an_episode_of_another_season_takes_nobodys_place(kitchen, podcast):
    await kitchen.adds(podcast, latest=1)
    await kitchen.looks()
    podcast.publishes(1, guid="second-season", text=transcript("another"), at=BEGAN + timedelta(days=1))

    [loaded] = (await kitchen.looks(EVERY)).loaded

    assert loaded.name.startswith("tea-time-1-")
    assert len(await kitchen.editions()) == 2


async def test_a_rerun_is_left_alone(kitchen, podcast):
    await kitchen.adds(podcast, latest=1)
    await kitchen.looks()
    podcast.publishes(2, text=transcript(1))

    look = await kitchen.looks(EVERY)

    assert look.loaded == ()
    assert "tea-time-1" in look.remarks[0]


@pytest.mark.parametrize("address", ["https://podcast.test/2.toml", "https://podcast.test/2.vtt"])
@pytest.mark.parametrize("cards", [STRANGERS, STRANGERS[:100]], ids=["whole", "broken"])
async def test_a_feed_brings_transcripts_and_nobodys_cards(kitchen, podcast, web, address, cards):
    async with kitchen.store.transaction() as records:
        keeper = Keeper(records, EVERYBODY, "", BEGAN)
        own = kitchen.gatherer.loader.prepare(Upload("tea-time-7.toml", CURATED))
        await keeper.publish((await keeper.keep(own)).loaded.name)
    await kitchen.adds(podcast, trusted=True)
    podcast.publishes(2, text=CURATED)
    podcast.items[-1] = podcast.items[-1].replace("https://podcast.test/2.vtt", address)
    web.put(address, cards)

    look = await kitchen.looks()

    assert look.loaded == ()
    [remark] = look.remarks
    assert remark.startswith("About 2: ")
    assert "curated episode" in remark
    assert "transcripts only" in remark
    assert [(it.number, it.live) for it in (await kitchen.editions()).values()] == [(1, True)]
    assert (await kitchen.looks(EVERY)).remarks == ()


# Chapters


CHAPTERS = "https://podcast.test/2.json"


def listed(*chapters):
    return json.dumps({"chapters": [{"startTime": at, "title": title} for at, title in chapters]})


async def test_an_episode_is_kept_with_the_chapters_that_its_feed_names(kitchen, podcast, web):
    web.put(CHAPTERS, listed((60, "Kettles"), (0, " Hello <b>all</b>\n")))
    await kitchen.adds(podcast)
    podcast.publishes(2, chapters=CHAPTERS)

    look = await kitchen.looks()

    assert (look.look_at, look.feed.trouble) == ((), "")
    assert await kitchen.chapters("tea-time-2") == (Chapter("Hello all", 0), Chapter("Kettles", 60))


@pytest.mark.parametrize(
    ("came", "why"),
    [
        (("", 404), "404"),
        (("", 503), "out of order"),
        (("",), "nothing is in it"),
        (('{"chapters": [',), "These chapters are not valid JSON"),
        ((LOGIN,), "These chapters are not valid JSON"),
        (("[]",), "no chapter has a time and a title"),
        (("[" * 1_000_000,), "These chapters are not valid JSON"),
        (("[" + " " * SIZE_MAX,), "10 MB"),
    ],
    ids=["missing", "out of order", "empty", "cut off", "a page", "none", "no bottom", "huge"],
)
async def test_without_chapters_that_can_be_read_an_episode_is_loaded_all_the_same(
    kitchen, podcast, web, came, why
):
    web.put(CHAPTERS, *came)
    await kitchen.adds(podcast, trusted=True)
    podcast.publishes(2, chapters=CHAPTERS)

    look = await kitchen.looks()

    [doubt] = look.look_at
    assert doubt.startswith("About 2: It was loaded without its chapters. ")
    assert why in doubt
    assert why in look.feed.trouble
    assert ([it.live for it in look.loaded], look.remarks, look.open) == ([True], (), 0)
    assert await kitchen.chapters("tea-time-2") == ()
    again = await kitchen.looks(EVERY)
    assert (again.loaded, again.look_at, again.feed.trouble) == ((), (), "")


async def test_chapters_lead_nobody_to_where_nobody_may_go(kitchen, podcast, web):
    web.names["odd.test"] = [[ELSEWHERE]]
    await kitchen.adds(podcast)
    podcast.publishes(2, chapters="https://odd.test/2.json")

    look = await kitchen.looks()

    assert [it.name for it in look.loaded] == ["tea-time-2"]
    assert "without its chapters" in look.look_at[0]
    assert "odd.test" not in [it.host for it in web.asked]


async def test_a_mistake_of_ours_in_chapters_keeps_no_episode_away(kitchen, podcast, web, caplog):
    class Clumsy(WebFetcher):
        async def fetch(self, url, tag=""):
            if url == CHAPTERS:
                raise ZeroDivisionError
            return await super().fetch(url, tag)

    kitchen.gatherer.loader = replace(kitchen.gatherer.loader, fetcher=Clumsy(network=web.network))
    await kitchen.adds(podcast)
    podcast.publishes(2, chapters=CHAPTERS)

    look = await kitchen.looks()

    assert [it.name for it in look.loaded] == ["tea-time-2"]
    assert "more than I can read" in look.look_at[0]
    assert "ZeroDivisionError" in caplog.text


async def test_chapters_behind_the_end_are_pointed_out(kitchen, podcast, web):
    web.put(CHAPTERS, listed((0, "Hello"), (420 + LATE, "Music"), (421 + LATE, "Bonus"), (9999, "More")))
    await kitchen.adds(podcast)
    podcast.publishes(2, chapters=CHAPTERS)

    [doubt] = (await kitchen.looks()).look_at

    assert doubt.startswith("About 2: 2 chapters begin after the last time in it, 07:00.")
    assert len(await kitchen.chapters("tea-time-2")) == 4


# While others change things


async def test_of_a_feed_that_is_removed_meanwhile_nothing_is_kept(kitchen, podcast):
    await kitchen.adds(podcast, latest=1)
    feed = await kitchen.feed()
    async with kitchen.store.transaction() as records:
        await Keeper(records, EVERYBODY, "", kitchen.now).remove_feed(RSS)

    await kitchen.gatherer.look(feed)

    assert await kitchen.feed() is None
    assert await kitchen.editions() == {}


async def test_trust_that_is_withdrawn_meanwhile_counts(kitchen, podcast):
    await kitchen.adds(podcast, trusted=True, latest=1)
    feed = await kitchen.feed()
    async with kitchen.store.transaction() as records:
        await records.keep_feed(replace(feed, trusted=False))

    [loaded] = (await kitchen.gatherer.look(feed)).loaded

    assert not loaded.live


async def test_the_loop_looks_at_what_is_due_and_then_rests(kitchen, podcast):
    await kitchen.adds(podcast, latest=1)
    rested = []

    async def rest(seconds):
        rested.append(seconds)
        raise asyncio.CancelledError

    kitchen.gatherer.sleep = rest
    with pytest.raises(asyncio.CancelledError):
        await kitchen.gatherer.run()

    assert set(await kitchen.editions()) == {"tea-time-1"}
    assert rested == [IDLE.total_seconds()]


async def test_a_look_that_breaks_off_stops_no_later_one(kitchen, podcast, caplog):
    class Unforeseen:
        async def fetch(self, url, tag=""):
            raise ZeroDivisionError(url, tag)

    await kitchen.adds(podcast, latest=1)
    well, broken = kitchen.gatherer.loader, replace(kitchen.gatherer.loader, fetcher=Unforeseen())
    kitchen.gatherer.loader = broken

    async def rest(_):
        if kitchen.gatherer.loader is well:
            raise asyncio.CancelledError
        kitchen.gatherer.loader = well
        kitchen.now += LEASE

    kitchen.gatherer.sleep = rest
    with pytest.raises(asyncio.CancelledError):
        await kitchen.gatherer.run()

    assert "ZeroDivisionError" in caplog.text
    assert set(await kitchen.editions()) == {"tea-time-1"}
