"""Editions are kept, published, taken back and removed, and it is written down who did it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.storage.memory import MemoryStore
from adapters.storage.migrate import upgrade
from adapters.storage.sql import open_sql_store
from adapters.storage.vault import Vault, new_secret
from bot.episodes import EVERYBODY, OPERATOR, Contents, Feed, Loaded, Origin, OwnCard
from bot.loading import Loader
from bot.shelving import CARDS_MAX, EDITIONS_MAX, FEEDS_MAX, Keeper, NotDone
from tests.bot.talks import CURATED, OTHER_VTT, VTT, Web, upload
from tests.bot.visitor import MONDAY

HERE, THERE = "terminal", "slack:T1"
NAME = "tea-time-7"


@pytest.fixture
def loader(library, maker):
    return Loader(library, maker, Web())


@pytest.fixture
def versions(loader):
    """One episode as it was loaded three times."""
    return [loader.prepare(upload(data=VTT + b"\n" * number)) for number in range(3)]


@pytest.fixture
def store():
    return MemoryStore()


async def does(store, verb, *args, owner=HERE, by="ada", after=0):
    async with store.transaction() as records:
        keeper = Keeper(records, owner, by, MONDAY + timedelta(minutes=after))
        return await getattr(keeper, verb)(*args)


async def live(store, owner=HERE):
    async with store.reading() as records:
        return [(it.name, it.number) for it in await records.live_editions(owner)]


async def done(store, owner=HERE):
    async with store.reading() as records:
        return [f"{it.by} {it.verb} {it.about} {it.note}".strip() for it in await records.deeds(owner, 50)]


def card(ref, owner=HERE):
    return OwnCard(owner, ref, "Sleep", "Ask for the morning off.", ("learning",), "ada", MONDAY)


def feed(url):
    return Feed(HERE, url, "Tea Time", trusted=False, by="ada", added_at=MONDAY, due_at=MONDAY)


async def test_what_is_loaded_answers_nothing_before_it_is_published(store, versions):
    kept = await does(store, "keep", versions[0])
    assert (kept.loaded.name, kept.loaded.number, kept.known) == (NAME, 1, False)
    assert await live(store) == []
    published = await does(store, "publish", NAME)
    assert (published.before, published.known) == (None, False)
    assert await live(store) == [(NAME, 1)]


async def test_the_same_file_twice_changes_nothing(store, versions):
    first = await does(store, "keep", versions[0])
    await does(store, "publish", NAME)
    again = await does(store, "keep", versions[0], by="bob")
    assert (again.known, again.loaded.id) == (True, first.loaded.id)
    assert (await does(store, "publish", NAME)).known
    assert await done(store) == ["ada publish tea-time-7 edition 1", "ada load tea-time-7 edition 1"]


async def test_of_several_editions_the_newest_is_published_or_the_one_that_is_named(store, versions):
    for version in versions:
        await does(store, "keep", version)
    await does(store, "publish", NAME)
    assert await live(store) == [(NAME, 3)]
    published = await does(store, "publish", NAME, 2)
    assert (published.before.number, await live(store)) == (3, [(NAME, 2)])


async def test_the_newest_edition_is_the_one_that_was_kept_last_though_its_load_began_first(store, versions):
    await does(store, "keep", versions[0], after=5)
    await does(store, "keep", versions[1])
    assert (await does(store, "publish", NAME)).loaded.number == 2


async def test_rolling_back_goes_to_the_edition_that_answered_before(store, versions):
    for number, version in enumerate(versions):
        await does(store, "keep", version, after=number)
        if number != 1:
            await does(store, "publish", NAME, after=number)
    rolled = await does(store, "roll_back", NAME)
    assert (rolled.loaded.number, rolled.before.number) == (1, 3)
    with pytest.raises(NotDone, match=r"publish another \(2, 3\): publish tea-time-7 3"):
        await does(store, "roll_back", NAME)
    assert await live(store) == [(NAME, 1)]


async def test_without_anything_before_it_there_is_no_way_back_but_out(store, versions):
    await does(store, "keep", versions[0])
    with pytest.raises(NotDone, match="To publish it: publish tea-time-7"):
        await does(store, "roll_back", NAME)
    with pytest.raises(NotDone, match="remove tea-time-7"):
        await does(store, "unpublish", NAME)
    await does(store, "publish", NAME)
    with pytest.raises(NotDone, match="unpublish tea-time-7"):
        await does(store, "roll_back", NAME)
    assert (await does(store, "unpublish", NAME)).number == 1
    assert await live(store) == []


async def test_an_edition_is_discarded_unless_it_answers(store, versions):
    for version in versions[:2]:
        await does(store, "keep", version)
    await does(store, "publish", NAME)
    with pytest.raises(NotDone, match="answers now"):
        await does(store, "discard", NAME, 2)
    assert (await does(store, "discard", NAME, 1)).number == 1
    assert [it.number for it in await does(store, "editions", NAME)] == [2]
    assert (await does(store, "keep", versions[0])).loaded.number == 3


async def test_removing_takes_all_that_cites_the_episode_and_nothing_else(store, loader, versions):
    for prepared in (*versions[:2], loader.prepare(upload("other-1.vtt", OTHER_VTT))):
        await does(store, "keep", prepared)
    await does(store, "publish", NAME)
    for ref in ("tea-time-7/sleep", "tea-time-70/sleep"):
        await does(store, "write", card(ref))
        await does(store, "hide", ref)
    removed = await does(store, "remove", NAME, ())
    assert (removed.editions, removed.cards) == (2, 1)
    async with store.reading() as records:
        assert [it.name for it in await records.editions([HERE])] == ["other-1"]
        assert [it.ref for it in await records.own_cards(HERE)] == ["tea-time-70/sleep"]
        assert await records.hidden(HERE) == {"tea-time-70/sleep"}
    with pytest.raises(NotDone):
        await does(store, "remove", NAME, ())


async def test_removing_a_curated_file_leaves_the_cards_of_the_transcript(store, loader, versions):
    await does(store, "keep", versions[0])
    await does(store, "keep", loader.prepare(upload("it.toml", CURATED)))
    await does(store, "write", card("tea-time-7/sleep"))
    assert (await does(store, "remove", "tea-time-7.toml", ())).cards == 0
    assert [it.number for it in await does(store, "editions", NAME)] == [1]


async def test_a_name_that_nobody_knows_brings_those_that_are_near(store, versions):
    with pytest.raises(NotDone, match="No episode was loaded here yet"):
        await does(store, "publish", NAME)
    await does(store, "keep", versions[0])
    for typed in ("tea-time", "tea-tiem-7", "time-7"):
        with pytest.raises(NotDone) as refused:
            await does(store, "publish", typed)
        assert refused.value.near == (NAME,)
    with pytest.raises(NotDone, match="has no edition 9; there is: 1"):
        await does(store, "publish", NAME, 9)


async def test_what_one_workspace_has_is_none_of_another_s(store, versions):
    await does(store, "keep", versions[0])
    await does(store, "publish", NAME)
    with pytest.raises(NotDone):
        await does(store, "unpublish", NAME, owner=THERE)
    assert (await does(store, "keep", versions[0], owner=THERE)).loaded.number == 1
    assert await live(store, THERE) == []


async def test_what_is_refused_leaves_no_trace(store, versions):
    await does(store, "keep", versions[0])
    before = await done(store)
    for verb, args in [("unpublish", [NAME]), ("roll_back", [NAME]), ("drop", ["a/b"]), ("unhide", ["a/b"])]:
        with pytest.raises(NotDone):
            await does(store, verb, *args)
    assert await done(store) == before


async def test_a_ref_is_hidden_once_and_shown_again(store):
    assert await does(store, "hide", "tea-time-7/t4")
    assert not await does(store, "hide", "tea-time-7/t4")
    await does(store, "unhide", "tea-time-7/t4")
    with pytest.raises(NotDone, match="not hidden"):
        await does(store, "unhide", "tea-time-7/t4")
    assert await done(store) == ["ada unhide tea-time-7/t4", "ada hide tea-time-7/t4"]


async def test_a_file_that_is_sent_twice_at_once_is_kept_once(versions, tmp_path, postgres):
    for url in (f"sqlite:///{tmp_path}/career.db", postgres.create_database()):
        upgrade(url)
        store = open_sql_store(url, Vault([new_secret()]))
        try:
            kept = await asyncio.gather(*(does(store, "keep", versions[0], by=it) for it in ("ada", "bob")))
        finally:
            await store.close()
        assert sorted(it.known for it in kept) == [False, True]


class Late:
    """Records in which somebody sees editions as they were before others changed them."""

    def __init__(self, records, before):
        self.records, self.before = records, before

    def __getattr__(self, name):
        return getattr(self.records, name)

    async def editions(self, *_):
        return self.before


async def test_whoever_is_too_late_is_told_and_nothing_is_noted(store, versions):
    await does(store, "keep", versions[0])
    draft = await does(store, "editions", NAME)
    await does(store, "publish", NAME)
    live = await does(store, "editions", NAME)
    async with store.transaction() as records:
        with pytest.raises(NotDone, match="in the meantime"):
            await Keeper(Late(records, draft), HERE, "bob", MONDAY).discard(NAME, 1)
        await Keeper(records, HERE, "ada", MONDAY).unpublish(NAME)
        with pytest.raises(NotDone, match="in the meantime"):
            await Keeper(Late(records, live), HERE, "bob", MONDAY).unpublish(NAME)
    assert not any(it.startswith("bob") for it in await done(store))


async def test_what_is_hidden_is_so_as_long_as_there_is_anything_of_that_name(store, loader, versions):
    await does(store, "keep", versions[0])
    await does(store, "keep", loader.prepare(upload("it.toml", CURATED)))
    await does(store, "hide", "tea-time-7/shadow-a-night")
    await does(store, "remove", NAME, ())
    async with store.reading() as records:
        assert await records.hidden(HERE) == {"tea-time-7/shadow-a-night"}
    await does(store, "remove", "tea-time-7.toml", ())
    async with store.reading() as records:
        assert await records.hidden(HERE) == frozenset()


async def test_episodes_of_a_feed_that_were_passed_over_are_looked_at_if_somebody_wants_them(store):
    feed = Feed(
        HERE, "https://tea.example/rss", "Tea Time", trusted=False, by="ada", added_at=MONDAY, due_at=MONDAY
    )
    await does(store, "add_feed", replace(feed, seen=frozenset({"e1", "e2"}), tag="old"))
    async with store.transaction() as records:
        assert not await Keeper(records, HERE, "bob", MONDAY).add_feed(
            replace(feed, seen=frozenset({"e1", "e0"})), anew=True
        )
        known = await records.feed(HERE, feed.url)
    assert (known.seen, known.tag, known.due_at) == ({"e1"}, "", MONDAY)


async def test_a_feed_that_is_added_again_changes_its_trust_and_forgets_nothing(store):
    feed = Feed(
        HERE, "https://tea.example/rss", "Tea Time", trusted=False, by="ada", added_at=MONDAY, due_at=MONDAY
    )
    assert await does(store, "add_feed", replace(feed, seen=frozenset({"e1"})))
    assert not await does(store, "add_feed", replace(feed, trusted=True))
    async with store.reading() as records:
        [known] = await records.feeds(HERE)
    assert (known.trusted, known.seen) == (True, {"e1"})
    assert (await does(store, "remove_feed", feed.url)).title == "Tea Time"
    with pytest.raises(NotDone, match="No feed was added here yet"):
        await does(store, "remove_feed", feed.url)


async def test_cards_of_one_community_are_told_nobody_else_as_theirs(store, loader):
    card = CURATED.partition(b"[[cards]]")[2].replace(b'speaker = "Noor Haddad"\nturns = [4, 4]', b"")
    prepared = loader.prepare(upload("c.toml", b'[episode]\nslug = "community"\n[[cards]]' + card))
    with pytest.raises(NotDone, match="Load them for that workspace"):
        await does(store, "keep", prepared, owner=EVERYBODY, by=OPERATOR)
    await does(store, "keep", prepared)


# How much


async def test_a_workspace_keeps_so_many_editions_and_the_operator_more(store, versions):
    async with store.transaction() as records:
        for it in range(EDITIONS_MAX):
            loaded = Loaded(f"{it}", HERE, f"e-{it}", 1, Origin.TRANSCRIPT, "", "", f"{it}", 0, "ada", MONDAY)
            await records.add_edition(loaded, Contents(b"", b""))
    with pytest.raises(NotDone, match=r"3,000 editions here.*Remove episodes that nobody asks for"):
        await does(store, "keep", versions[0])
    await does(store, "keep", versions[0], owner=THERE)
    await does(store, "keep", versions[0], by=OPERATOR)
    assert (await does(store, "keep", versions[0])).known
    await does(store, "remove", "e-1", ())
    await does(store, "remove", "e-2", ())
    await does(store, "keep", versions[1])


async def test_the_curated_files_that_answer_in_a_workspace_have_so_many_questions(
    store, loader, monkeypatch
):
    one, other = (CURATED.replace(b"tea-time-7", b"tea-time-%d" % it) for it in (7, 8))
    longer = CURATED.replace(b"on call?", b'on call?", "and how do I sleep after it?')
    for data in (one, other, longer):
        await does(store, "keep", loader.prepare(upload("it.toml", data)))
    monkeypatch.setattr("bot.shelving.ASKED_MAX", 1)
    await does(store, "publish", "tea-time-7.toml", 1)
    with pytest.raises(NotDone, match=r"2 questions, and up to 1 fit\. Unpublish one that nobody needs"):
        await does(store, "publish", "tea-time-8.toml")
    with pytest.raises(NotDone, match=r"With tea-time-7\.toml"):
        await does(store, "publish", "tea-time-7.toml", 2)
    assert await live(store) == [("tea-time-7.toml", 1)]
    await does(store, "unpublish", "tea-time-7.toml")
    await does(store, "publish", "tea-time-8.toml")
    assert await live(store) == [("tea-time-8.toml", 1)]
    await does(store, "publish", "tea-time-7.toml", by=OPERATOR)


async def test_a_workspace_has_so_many_feeds_and_those_can_still_be_changed(store):
    for it in range(FEEDS_MAX):
        await does(store, "add_feed", feed(f"https://{it}.example"))
    with pytest.raises(NotDone, match=r"50 feeds here.*Remove one that brings nothing new"):
        await does(store, "add_feed", feed("https://more.example"))
    assert not await does(store, "add_feed", feed("https://1.example"))
    assert await does(store, "add_feed", feed("https://more.example"), by=OPERATOR)


async def test_a_workspace_has_so_many_cards_of_its_own_and_those_can_still_be_changed(store):
    async with store.transaction() as records:
        for it in range(CARDS_MAX):
            await records.keep_own_card(card(f"e/{it}"))
    with pytest.raises(NotDone, match=r"500 cards of your own here.*Delete what nobody needs"):
        await does(store, "write", card("e/more"))
    await does(store, "write", replace(card("e/1"), title="Sleep well"))
    await does(store, "write", card("e/more"), by=OPERATOR)
