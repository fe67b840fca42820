"""What members did with cards, told back to them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.mentor import Mentor
from bot.message import Choice, Picture
from bot.model import Progress
from bot.progress import BARS, SAVED_ON_PAGE, WEEKS, next_step
from knowledge.cards import Stage
from tests.bot.visitor import ADA, MONDAY, Visitor, choices_of, labels, paragraphs, pressable, words

GONE = "old-episode/card-that-was"


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def ada(search, store):
    return Visitor(Mentor(Catalogue(search), store))


async def with_gone(store, *, saved=False):
    """Have Ada read, and maybe save, a card that a later library does not have."""
    async with store.transaction() as records:
        before = await records.progress(ADA)
        after = before.with_seen(GONE, MONDAY)
        await records.keep(before, after.with_saved(GONE, MONDAY) if saved else after)


async def picture(visitor) -> Picture:
    [drawn] = [part for part in (await visitor.says("progress")).parts if isinstance(part, Picture)]
    return drawn


def facts(drawn):
    return dict(drawn.facts)


# Saved cards


async def test_a_saved_card_is_listed_and_opens(ada, library):
    card = library.cards[0]
    await ada.says(f"save {card.ref}")
    assert card.title in words(ada.last)

    await ada.presses(wording.SAVED_BUTTON)

    assert wording.SAVED_CARDS.format(cards="1 card") in words(ada.last)
    assert card.advice in words(await ada.presses(card.title)).replace("\\\\n", "\n")


async def test_a_card_says_whether_it_is_saved(ada, library):
    ref = library.cards[0].ref
    assert wording.SAVE_BUTTON in labels(await ada.says(f"open {ref}"))

    await ada.says(f"save {ref}")

    assert wording.SAVE_BUTTON not in labels(await ada.says(f"open {ref}"))
    await ada.presses(wording.REMOVE_BUTTON)
    assert wording.NOTHING_SAVED in words(await ada.says("saved"))
    assert wording.SAVE_BUTTON in labels(await ada.says(f"open {ref}"))


async def test_saved_cards_come_in_pages_latest_first(ada, library):
    cards = library.cards[: 2 * SAVED_ON_PAGE + 3]
    for card in cards:
        await ada.says(f"save {card.ref}")
        ada.waits(minutes=1)

    shown = []
    await ada.says("saved")
    for page in (1, 2, 3):
        assert f"page {page} of 3" in words(ada.last)
        assert (wording.NEWER_BUTTON in labels(ada.last)) is (page > 1)
        shown += [it.label for it in pressable(ada.last) if isinstance(it, Choice)]
        if page < 3:
            await ada.presses(wording.OLDER_BUTTON)

    assert wording.OLDER_BUTTON not in labels(ada.last)
    assert shown == [card.title for card in reversed(cards)]


async def test_a_page_that_does_not_exist_is_the_nearest_one(ada, library):
    for card in library.cards[:12]:
        await ada.says(f"save {card.ref}")

    assert words(await ada.says("saved 99")) == words(await ada.says("saved 2"))
    assert words(await ada.says("saved 0")) == words(await ada.says("saved"))


async def test_a_saved_card_that_is_not_there_any_more_can_be_taken_off_the_list(ada, store):
    await with_gone(store, saved=True)

    assert wording.CARD_GONE in words(await ada.says("saved"))
    assert wording.REMOVED in words(await ada.presses(GONE))
    assert wording.NOTHING_SAVED in words(await ada.says("saved"))


@pytest.mark.parametrize("verb", ["save", "helpful", "unhelpful", "open", "reflect"])
async def test_a_card_that_is_not_there_is_not_marked(ada, store, verb):
    await ada.says("stage senior")

    assert wording.NO_SUCH_CARD in words(await ada.says(f"{verb} {GONE}"))
    async with store.reading() as records:
        assert not (await records.progress(ADA)).marks


async def test_a_later_verdict_replaces_the_first(ada, library):
    ref = library.cards[0].ref
    await ada.says(f"helpful {ref}")
    assert facts(await picture(ada))[wording.FACT_HELPFUL] == "1"

    await ada.says(f"unhelpful {ref}")

    assert facts(await picture(ada))[wording.FACT_HELPFUL] == "0"


async def test_a_stage_is_shown_and_can_be_taken_back(ada):
    await ada.says("stage")
    assert wording.STAGE_UNKNOWN in words(ada.last)
    await ada.presses("tech lead")
    assert facts(await picture(ada))[wording.FACT_STAGE] == "tech lead"
    assert wording.STAGE_IS.format(stage="tech lead") in words(await ada.says("stage"))

    await ada.says("stage none")

    assert facts(await picture(ada))[wording.FACT_STAGE] == wording.FACT_NO_STAGE


# Topics


async def test_a_topic_without_cards_of_its_own_is_explored_by_what_others_lent_it(ada, library):
    own = {card.topics[0] for card in library.cards}
    lent = [topic for topic in library.topics if topic.id not in own]
    assert lent
    for topic in lent:
        await ada.says(f"open {library.page(topic)[0].ref}")
        assert topic.name in {bar.label for bar in (await picture(ada)).bars}


async def test_who_read_everything_explored_every_topic_that_is_listed(ada, store, library):
    async with store.transaction() as records:
        before = after = await records.progress(ADA)
        for card in library.cards:
            after = after.with_seen(card.ref, MONDAY)
        await records.keep(before, after)

    drawn = await picture(ada)

    listed = len(choices_of(await ada.says("topics")))
    assert facts(drawn)[wording.FACT_TOPICS] == f"{listed} of {listed}"


# The picture


async def test_the_pictures_numbers_are_the_facts(ada, store, library):
    read = library.cards[:17]
    for card in read:
        await ada.says(f"open {card.ref}")
    for card in read[:4]:
        await ada.says(f"save {card.ref}")
    for card in read[:3]:
        await ada.writes(f"reflect {card.ref}", "A thought.")
    await ada.says(f"helpful {read[0].ref}")
    async with store.reading() as records:
        seen = (await records.progress(ADA)).seen
    own = {card.topics[0] for card in library.cards}
    explored = {library.card(ref).topics[0] for ref in seen}
    explored |= {id for ref in seen for id in library.card(ref).topics if id not in own}

    topics = await ada.says("topics")
    drawn = await picture(ada)

    assert facts(drawn) == {
        wording.FACT_STAGE: wording.FACT_NO_STAGE,
        wording.FACT_READ: f"{len(seen)} of {len(library.cards)}",
        wording.FACT_TOPICS: f"{len(explored)} of {len(choices_of(topics))}",
        wording.FACT_SAVED: "4",
        wording.FACT_HELPFUL: "1",
        wording.FACT_WRITTEN: "3",
    }
    assert len(drawn.weeks) == WEEKS
    assert drawn.weeks == (*[0] * 11, len(seen) + 3)
    assert len(drawn.bars) == min(BARS, len(explored))
    pages = {topic.name: library.page(topic) for topic in library.topics}
    for bar in drawn.bars:
        page = pages[bar.label]
        assert (bar.done, bar.of) == (sum(card.ref in seen for card in page), len(page))
    shares = [bar.done / bar.of for bar in drawn.bars]
    assert shares == sorted(shares, reverse=True)


async def test_all_that_the_picture_shows_is_said_in_words(ada, library):
    for card in library.cards[:9]:
        await ada.says(f"open {card.ref}")

    drawn = await picture(ada)

    for name, value in drawn.facts:
        assert f"{name}: {value}" in drawn.alt
    for bar in drawn.bars:
        assert f"{bar.label} {bar.done} of {bar.of}" in drawn.alt
    assert ", ".join(map(str, drawn.weeks)) in drawn.alt
    assert drawn.next_step in drawn.alt


async def test_a_newcomer_has_a_picture_of_zeros_and_a_next_step(ada):
    drawn = await picture(ada)

    assert facts(drawn)[wording.FACT_READ].startswith("0 of ")
    assert sum(drawn.weeks) == 0
    assert drawn.streak == 0
    assert not drawn.bars
    assert drawn.next_step


async def test_cards_that_are_not_there_any_more_are_not_counted_as_read(ada, store, library):
    for card in library.cards:
        await ada.says(f"open {card.ref}")
    await with_gone(store)

    drawn = await picture(ada)

    assert facts(drawn)[wording.FACT_READ] == wording.of(len(library.cards), len(library.cards))
    assert all(bar.done <= bar.of for bar in drawn.bars)


async def test_old_weeks_fall_out_of_the_picture_and_stay_in_the_facts(ada, library):
    await ada.says(f"open {library.cards[0].ref}")
    ada.waits(weeks=WEEKS - 1)
    assert (await picture(ada)).weeks[0] > 0

    ada.waits(weeks=1)

    drawn = await picture(ada)
    assert sum(drawn.weeks) == 0
    assert not facts(drawn)[wording.FACT_READ].startswith("0 ")


# Streaks


async def test_a_streak_is_told_from_its_first_week(ada):
    assert "first week of a streak" in words(await ada.writes("reflect free", "One."))
    ada.waits(weeks=1)
    assert "Your streak is 2 weeks" in words(await ada.writes("reflect free", "Two."))
    assert (await picture(ada)).streak == 2
    assert "Your streak is 2 weeks" in (await picture(ada)).alt


async def test_two_missed_weeks_are_forgiven_and_the_third_is_not(ada):
    await ada.writes("reflect free", "One.")
    ada.waits(weeks=3)
    assert (await picture(ada)).streak == 1
    assert "Your streak is 2 weeks" in words(await ada.writes("reflect free", "Two."))

    ada.waits(weeks=4)

    assert "first week of a streak" in words(await ada.writes("reflect free", "Three."))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", None])
@pytest.mark.parametrize("hour", [0, 9, 12, 23])
@pytest.mark.parametrize("day", [22, 23])
async def test_what_was_written_now_is_in_the_last_of_the_weeks_wherever_that_is(ada, zone, hour, day):
    ada.zone = zone
    ada.now = datetime(2026, 11, day, hour, 30, tzinfo=UTC)

    assert "first week of a streak" in words(await ada.writes("reflect free", "A thought."))

    drawn = await picture(ada)
    assert drawn.weeks[-1] == 1
    assert drawn.streak == 1


async def test_weeks_begin_where_the_member_is(ada):
    await ada.says("nudges on monday 9:00 Pacific/Auckland")
    # Sunday evening in Europe is Monday in New Zealand.
    ada.now = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
    await ada.writes("reflect free", "On Monday morning.")
    ada.waits(days=1)

    assert (await picture(ada)).weeks[-2:] == (0, 1)


# The next step


async def test_the_next_step_is_a_topic_they_have_not_been_to_and_opens(ada):
    await ada.says("burnout")
    drawn = await picture(ada)
    [step] = [it for it in pressable(ada.last) if it.label == drawn.next_step]

    await ada.says(step.command)

    assert paragraphs(ada.last)[0] == drawn.next_step
    assert (await picture(ada)).next_step != drawn.next_step


@pytest.mark.parametrize("stage", [Stage.JUNIOR, Stage.STAFF, Stage.DIRECTOR])
def test_the_next_step_has_most_cards_for_the_stage(library, stage):
    step = next_step(Progress(ADA, stage=stage), library)

    def fitting(topic):
        return sum(card.topics[0] == topic.id and stage in card.stages for card in library.cards)

    assert fitting(step) == max(map(fitting, library.topics)) > 0


def test_steps_lead_through_every_topic_and_end(library):
    progress, visited = Progress(ADA), []
    while step := next_step(progress, library):
        assert step.id not in visited
        visited.append(step.id)
        page = library.page(step)
        for card in [card for card in page if card.topics[0] == step.id] or page:
            progress = progress.with_seen(card.ref, MONDAY)
        assert len(visited) <= len(library.topics)

    lent = {topic.id for topic in library.topics} - {card.topics[0] for card in library.cards}
    assert set(visited) | lent == {topic.id for topic in library.topics}


async def test_who_has_been_everywhere_is_told_so(ada, library):
    for card in library.cards:
        await ada.says(f"open {card.ref}")

    drawn = await picture(ada)

    assert wording.ALL_EXPLORED in words(ada.last)
    assert drawn.next_step == ""
    assert re.search(r"(\d+) of \1$", facts(drawn)[wording.FACT_TOPICS])


async def test_topics_tell_how_much_of_each_was_read(ada, library):
    topic = next(topic for topic in library.topics if len(library.page(topic)) > 2)
    page = library.page(topic)
    await ada.says(f"open {page[0].ref}")

    [line] = [it for it in pressable(await ada.says("topics")) if it.label == topic.name]

    assert re.fullmatch(rf"{len(page)} cards, [1-9]\d* read", line.detail)


async def test_a_card_counts_as_read_once_however_often_it_is_opened(ada, library):
    ref = next(card for card in library.cards if not library.other_sides(card)).ref
    for _ in range(3):
        await ada.says(f"open {ref}")
        ada.now += timedelta(weeks=1)

    drawn = await picture(ada)

    assert facts(drawn)[wording.FACT_READ].startswith("1 of ")
    assert sum(drawn.weeks) == 1
