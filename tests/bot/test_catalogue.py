"""What each workspace is answered from, while others publish, hide and write."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.storage.memory import MemoryStore
from bot.catalogue import Catalogue
from bot.episodes import EVERYBODY, Contents, OwnCard
from bot.loading import Loader
from bot.ports import StoreError
from bot.shelving import Keeper
from knowledge.cards import Provenance
from knowledge.lexical import LexicalIndex
from knowledge.search import Search
from tests.bot.talks import CURATED, OTHER_VTT, Web, upload
from tests.bot.visitor import MONDAY

HERE, THERE = "slack:T1", "slack:T2"
NAME = "tea-time-7"


@pytest.fixture
def loader(library, maker):
    return Loader(library, maker, Web())


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def catalogue(search, store):
    return Catalogue(search, store, build=lambda library: Search(library, LexicalIndex(library)))


@pytest.fixture
def publish(loader, store):
    """Load a file for somebody, and publish it; the catalogue does not know yet."""

    async def publish(owner=HERE, packed=None, **file):
        prepared = loader.prepare(upload(**file))
        if packed is not None:
            prepared = replace(prepared, contents=Contents(b"", packed))
        async with store.transaction() as records:
            keeper = Keeper(records, owner, "ada", MONDAY)
            await keeper.keep(prepared)
            return (await keeper.publish(prepared.name)).loaded

    return publish


def slugs(catalogue, workspace):
    return {it.slug for it in catalogue.of(workspace).library.episodes}


async def test_without_a_store_everybody_is_answered_from_what_was_shipped(search):
    alone = Catalogue(search)
    assert await alone.refresh() is False
    assert alone.of(HERE) is alone.of(THERE) is search


async def test_what_is_published_answers_after_the_next_look_and_nobody_else(catalogue, publish):
    await publish()
    assert NAME not in slugs(catalogue, HERE)
    assert await catalogue.refresh()
    assert NAME in slugs(catalogue, HERE)
    assert NAME not in slugs(catalogue, THERE)


async def test_what_is_for_everybody_is_for_those_who_came_before_and_after(catalogue, publish):
    await publish(name="tea-time-8.vtt", data=OTHER_VTT)
    await catalogue.refresh()
    await publish(EVERYBODY)
    await catalogue.refresh()
    assert slugs(catalogue, HERE) >= {NAME, "tea-time-8"}
    assert NAME in slugs(catalogue, THERE)


async def test_nothing_is_made_anew_while_nothing_changes(catalogue, publish):
    await publish()
    await catalogue.refresh()
    before = catalogue.of(HERE)
    assert await catalogue.refresh() is False
    assert catalogue.of(HERE) is before


async def test_what_is_taken_back_answers_no_more(catalogue, publish, store):
    await publish()
    await catalogue.refresh()
    async with store.transaction() as records:
        await Keeper(records, HERE, "ada", MONDAY).unpublish(NAME)
    await catalogue.refresh()
    assert NAME not in slugs(catalogue, HERE)


async def test_whoever_asks_meanwhile_is_answered_from_what_was_there(catalogue, publish):
    await publish()
    await catalogue.refresh()
    asked = catalogue.of(HERE)
    ref = asked.library.shelves[0].card(0).ref
    await publish(data=b"WEBVTT\n\n" + OTHER_VTT.partition(b"\n\n")[2])
    await catalogue.refresh()
    assert asked.library.card(ref)
    assert catalogue.of(HERE) is not asked


async def test_what_is_hidden_is_not_there_for_anybody(catalogue, publish, store):
    await publish()
    await catalogue.refresh()
    shown = catalogue.of(HERE).library.shelves[0].card(0)
    async with store.transaction() as records:
        await Keeper(records, HERE, "ada", MONDAY).hide(shown.ref)
    await catalogue.refresh()
    search = catalogue.of(HERE)
    assert shown.ref not in [it.card.ref for it in search.ask(shown.advice[:200]).matches]
    assert search.library.card(shown.ref) is None
    assert catalogue.of(THERE) is not search


async def test_a_card_that_is_hidden_is_not_there_either(catalogue, store, library):
    hidden = library.cards[0]
    async with store.transaction() as records:
        await Keeper(records, HERE, "ada", MONDAY).hide(hidden.ref)
    await catalogue.refresh()
    here = catalogue.of(HERE).library
    assert here.card(hidden.ref) is None
    assert hidden not in here.shown
    assert all(hidden not in here.page(topic) for topic in here.topics)
    assert all(hidden not in here.other_sides(card) for card in here.cards)
    assert catalogue.of(THERE).library.card(hidden.ref) == hidden


async def test_of_an_episode_that_a_workspace_loaded_itself_its_own_edition_counts(catalogue, publish):
    await publish(EVERYBODY)
    await publish(data=OTHER_VTT)
    await catalogue.refresh()
    here, everywhere = catalogue.of(HERE), catalogue.of(THERE).library
    own = [here.library.shelves[0].card(place) for place in range(len(here.library.shelves[0]))]
    assert all(here.library.card(card.ref) == card for card in own)
    found = [it.card for it in here.ask(own[0].advice[:200]).matches if it.card.episode.slug == NAME]
    assert set(found) <= set(own)
    assert everywhere.card(own[0].ref) not in own


async def test_a_card_whose_other_side_is_hidden_or_rewritten_stands_alone(catalogue, publish, store):
    contrasting = (
        CURATED
        + CURATED[CURATED.index(b"[[cards]]") :]
        .replace(b"shadow-a-night", b"sleep")
        .replace(b"how do I prepare for being on call?", b"should I sleep before a night on call?")
        + b'contrasts = ["shadow-a-night"]\n'
    )
    contrasting = contrasting.replace(
        b'ask = ["how do I prepare', b'contrasts = ["sleep"]\nask = ["how do I prepare', 1
    )
    await publish(name="tea-time-7.toml", data=contrasting)
    await catalogue.refresh()
    library = catalogue.of(HERE).library
    assert library.other_sides(library.card(f"{NAME}/shadow-a-night")) == (library.card(f"{NAME}/sleep"),)
    async with store.transaction() as records:
        await Keeper(records, HERE, "ada", MONDAY).hide(f"{NAME}/sleep")
    await catalogue.refresh()
    library = catalogue.of(HERE).library
    assert library.other_sides(library.card(f"{NAME}/shadow-a-night")) == ()


async def test_an_edition_that_cannot_be_read_does_not_leave_the_one_before_it(catalogue, publish):
    await publish()
    await catalogue.refresh()
    await publish(packed=b"spoiled", data=OTHER_VTT)
    await catalogue.refresh()
    assert NAME not in slugs(catalogue, HERE)


async def test_cards_of_ones_own_are_made_ready_once_and_not_after_each_change_of_others(
    search, store, publish
):
    built = []

    def build(library):
        built.append(library)
        return Search(library, LexicalIndex(library))

    catalogue = Catalogue(search, store, build)
    card = OwnCard(HERE, "community/sleep", "Sleep", "Ask.", ("learning",), "ada", MONDAY, ("may I sleep?",))
    async with store.transaction() as records:
        await Keeper(records, HERE, "ada", MONDAY).write(card)
    await catalogue.refresh()
    await publish(EVERYBODY)
    await catalogue.refresh()
    assert len(built) == 1
    assert NAME in slugs(catalogue, HERE)


async def test_one_workspaces_trouble_keeps_nothing_from_the_others(search, store, publish, caplog):
    def build(_library):
        raise ValueError("too many questions")

    catalogue = Catalogue(search, store, build)
    card = OwnCard(HERE, "community/sleep", "Sleep", "Ask.", ("learning",), "ada", MONDAY, ("may I sleep?",))
    async with store.transaction() as records:
        await Keeper(records, HERE, "ada", MONDAY).write(card)
    await publish(THERE)
    await catalogue.refresh()
    assert NAME in slugs(catalogue, THERE)
    assert HERE in caplog.text


@pytest.mark.parametrize("ref", [f"{NAME}/sleep", "community/sleep"])
async def test_a_card_of_ones_own_is_found_like_those_that_were_shipped(catalogue, publish, store, ref):
    await publish()
    question = "may I sleep after a night on call?"
    card = OwnCard(HERE, ref, "Sleep", "Ask for the morning off.", ("learning",), "ada", MONDAY, (question,))
    async with store.transaction() as records:
        await Keeper(records, HERE, "ada", MONDAY).write(card)
    await catalogue.refresh()
    best = catalogue.of(HERE).ask(question).matches[0].card
    community = ref.startswith("community")
    assert (best.ref, best.provenance is Provenance.COMMUNITY) == (ref, community)
    assert best.url == ""
    assert ref not in [it.card.ref for it in catalogue.of(THERE).ask(question).matches]


async def test_a_card_waits_for_the_episode_that_it_cites(catalogue, publish, store):
    card = OwnCard(
        HERE, f"{NAME}/sleep", "Sleep", "Ask for the morning off.", ("learning",), "ada", MONDAY, ("?",)
    )
    async with store.transaction() as records:
        await Keeper(records, HERE, "ada", MONDAY).write(card)
    await catalogue.refresh()
    assert catalogue.of(HERE).library.card(card.ref) is None
    await publish()
    await catalogue.refresh()
    assert catalogue.of(HERE).library.card(card.ref)


async def test_a_curated_file_stands_beside_the_transcript(catalogue, publish):
    await publish()
    await publish(name="tea-time-7.toml", data=CURATED)
    await catalogue.refresh()
    library = catalogue.of(HERE).library
    assert library.card(f"{NAME}/shadow-a-night")
    assert [it.slug for it in library.episodes].count(NAME) == 1
    assert library.card(library.shelves[0].card(0).ref)


async def test_an_edition_that_cannot_be_read_is_left_out_and_told_of(catalogue, publish, caplog):
    await publish(packed=b"spoiled")
    await publish(name="tea-time-8.vtt", data=OTHER_VTT)
    await catalogue.refresh()
    assert slugs(catalogue, HERE) >= {"tea-time-8"}
    assert NAME not in slugs(catalogue, HERE)
    assert f"{NAME} is left out" in caplog.text


async def test_what_is_tried_answers_nobody(catalogue, loader):
    edition = loader.prepare(upload()).made
    tried = await catalogue.trying(HERE, edition)
    assert tried.library.card(edition.cards[0].ref)
    assert NAME not in slugs(catalogue, HERE)


async def test_a_store_that_is_away_is_asked_again_and_the_former_answers_go_on(catalogue, publish, store):
    class Away:
        """A store that is away twice."""

        looks = 0

        def reading(self):
            self.looks += 1
            if self.looks <= 2:
                raise StoreError("The database is away.")
            return store.reading()

    away = Away()
    catalogue = Catalogue(catalogue.of(HERE), away)
    await publish()
    task = asyncio.create_task(catalogue.keep_current(timedelta(milliseconds=1)))
    while NAME not in slugs(catalogue, HERE):  # noqa: ASYNC110  (a catalogue tells nobody)
        await asyncio.sleep(0.001)
    task.cancel()
    assert away.looks > 2
