"""What a line may become while it is typed."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.commands import WEEKDAYS, Ask, parse
from bot.mentor import Mentor
from bot.model import Channel, Request
from bot.ports import StoreError
from bot.suggesting import FIRST, SUGGESTIONS_MAX
from tests.bot.visitor import ADA, MONDAY, Visitor

GENERAL = Channel("terminal", "general")


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def mentor(search, store):
    return Mentor(Catalogue(search), store)


@pytest.fixture
def ada(mentor):
    return Visitor(mentor)


@pytest.fixture
def typing(mentor):
    """What is suggested to Ada behind what she has typed."""

    async def suggested(text, **more):
        return await mentor.suggestions(Request(ADA, text, MONDAY, **more))

    return suggested


def lines(choices):
    return [choice.command for choice in choices]


async def test_before_anything_is_typed_there_are_the_commands_and_then_topics(typing, library):
    suggested = await typing("")

    assert lines(suggested)[: len(FIRST)] == list(FIRST)
    assert all(choice.detail for choice in suggested)
    topics = lines(suggested)[len(FIRST) :]
    assert topics == [topic.id for topic in library.topics][: len(topics)]
    assert len(suggested) == SUGGESTIONS_MAX


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nudges p", ["nudges pause"]),
        ("NUDGES  P", ["nudges pause"]),
        ("data", ["data", "data export", "data delete"]),
        ("data e", ["data export"]),
        ("journal s", ["journal search"]),
        ("refl", ["reflect"]),
        ("reflect ", ["reflect", "reflect free"]),
        ("he", ["help"]),
        ("stage se", ["stage senior"]),
        ("stage tech lead", ["stage tech-lead"]),
    ],
)
async def test_a_command_that_was_begun_comes_first(typing, typed, first):
    assert lines(await typing(typed))[: len(first)] == first


async def test_what_follows_a_command_comes_up_once_that_is_there(typing):
    assert not [line for line in lines(await typing("sta")) if line.startswith("stage ")]
    assert len([line for line in lines(await typing("stage")) if line.startswith("stage ")]) == 11


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("burn", "burnout"),
        ("recov", "burnout"),
        ("wlb", "boundaries"),
        ("Work life bal", "boundaries"),
        ("devr", "devrel"),
        ("staff eng", "staff"),
    ],
)
async def test_a_topic_is_found_by_any_word_of_any_of_its_names(typing, typed, topic):
    assert topic in lines(await typing(typed))


async def test_a_topic_that_begins_so_stands_before_one_that_only_has_it_inside(typing):
    found = lines(await typing("age"))

    assert found[0] == "ageism"
    assert "managing" in found


async def test_a_topics_own_name_stands_before_what_others_are_called_as_well(typing):
    found = [line for line in lines(await typing("sta")) if line != "stage"]

    assert found[0] == "staff"
    assert found.index("standards") < found.index("getting-in"), 'which has "start" among its other names'


async def test_topics_tell_how_much_of_them_was_read(typing, ada, library):
    topic = library.topic("burnout")
    card = library.page(topic)[0]
    await ada.says(f"open {card.ref}")

    [suggested] = [choice for choice in await typing("burnout") if choice.command == "burnout"]

    assert (suggested.label, suggested.detail) == (
        topic.name,
        wording.cards_counted(len(library.page(topic)), 1 + len(library.other_sides(card))),
    )


async def test_saved_cards_are_found_by_their_titles_and_listed_behind_saved(typing, ada, library):
    cards = library.cards[:3]
    for card in cards:
        await ada.says(f"save {card.ref}")
        ada.waits(minutes=1)
    word = cards[1].title.split()[-1]

    assert f"open {cards[1].ref}" in lines(await typing(word))
    listed = lines(await typing("saved "))
    assert listed == ["saved", *(f"open {card.ref}" for card in reversed(cards))]
    assert f"open {library.cards[5].ref}" not in lines(await typing(library.cards[5].title))


async def test_nobody_is_shown_what_somebody_else_saved(mentor, typing, library):
    bob = Visitor(mentor, type(ADA)("terminal", "bob"))
    await bob.says(f"save {library.cards[0].ref}")

    assert lines(await typing("saved")) == ["saved"]


@pytest.mark.parametrize("typed", ["adm", "ritual", "gap", "questions", "ritual on monday 9:00 Ber"])
async def test_what_only_admins_may_do_is_suggested_to_them_alone(typing, typed):
    arranging = ("admin", "ritual", "gaps", "questions")

    assert not [line for line in lines(await typing(typed)) if line.startswith(arranging)]
    assert lines(await typing(typed, admin=True))[0].startswith(arranging)


@pytest.mark.parametrize("line", ["nudges on", "ritual on"])
async def test_a_weekly_time_is_completed_step_by_step(typing, line):
    async def after(text):
        suggested = await typing(f"{line}{text}", admin=True, channel=GENERAL, zone="Europe/Berlin")
        return [it.removeprefix(f"{line} ") for it in lines(suggested) if it != line]

    assert await after("") == list(WEEKDAYS)
    assert (await after(" t"))[:2] == ["tuesday", "thursday"]
    assert (await after(" monday"))[:3] == ["monday", "monday 06:00", "monday 07:00"]
    assert (await after(" Monday 9"))[:2] == ["monday 09:00", "monday 09:00 Europe/Berlin"]
    assert "monday 14:00" in await after(" monday 1")
    assert (await after(" monday 16:30"))[0] == "monday 16:30 Europe/Berlin"
    assert await after(" monday 9:00 new york") == ["monday 09:00 America/New_York"]
    assert "monday 09:00 Europe/London" in await after(" monday 9:00 lo")
    assert "monday 09:00 Europe/Berlin" not in await after(" monday 9:00 lo")
    assert await after(" monday 25:00 new york") == []
    assert await after(" someday 9:00 new york") == []


async def test_a_suggested_time_can_be_taken_as_it_is(ada, typing, store):
    [chosen, *_] = await typing("nudges on friday 4:30 pm toky")

    assert "now 19:00 (UTC+9)" in chosen.detail
    await ada.says(chosen.command)
    async with store.reading() as records:
        assert (await records.schedule(ADA)).weekly.zone == "Asia/Tokyo"


async def test_a_zone_that_this_tzdata_does_not_know_is_not_suggested(typing):
    suggested = await typing("nudges on monday 9:00", zone="Mars/Olympus_Mons")

    assert len(suggested) > 1
    assert not [line for line in lines(suggested) if "Mars" in line]


async def test_looking_leaves_nothing_behind(typing, store):
    for text in ("", "burnout", "nudges on monday 9:00 Berlin", "stage senior"):
        await typing(text)

    async with store.reading() as records:
        assert not dict((await records.holdings(ADA)).counts())
        assert await records.schedule(ADA) is None


class Away(MemoryStore):
    """A store that cannot be reached."""

    def reading(self):
        raise StoreError("There is no route to the host.")


async def test_without_memory_there_is_everything_but_what_was_saved(search, typing):
    forgetful = Mentor(Catalogue(search), Away())

    for text in ("", "burn", "saved", "nudges on monday 9:00"):
        assert await forgetful.suggestions(Request(ADA, text, MONDAY)) == await typing(text)


BEGINNINGS = (
    "nudges on ",
    "nudges on monday ",
    "nudges on monday 9:00 ",
    "ritual on ",
    "saved ",
    "stage ",
    "",
)


@given(st.sampled_from(BEGINNINGS), st.text() | st.text("adenorstu 019:", max_size=4), st.booleans())
def test_whatever_is_typed_each_suggestion_is_something_to_choose(search, beginning, rest, admin):
    request = Request(ADA, beginning + rest, MONDAY, admin=admin, zone="Asia/Tokyo")
    suggested = asyncio.run(Mentor(Catalogue(search), MemoryStore()).suggestions(request))

    assert len(suggested) <= SUGGESTIONS_MAX
    assert len(set(lines(suggested))) == len(suggested)
    for choice in suggested:
        assert choice.label.strip()
        command = parse(choice.command, {})
        assert search.library.topic_called(choice.command) if isinstance(command, Ask) else command


async def test_a_story_becomes_nothing(typing):
    assert await typing("staff " * 50) == ()
