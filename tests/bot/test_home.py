"""Everything of a member's at a glance."""

import pytest

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.home import SAVED_SHOWN
from bot.mentor import Mentor
from bot.message import Picture
from bot.model import Progress
from knowledge.cards import Stage
from tests.bot.visitor import ADA, MONDAY, Visitor, buttons_of, choices_of, labels, paragraphs, words

GONE = "old-episode/card-that-was"


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def ada(search, store):
    return Visitor(Mentor(Catalogue(search), store))


def facts(message):
    [drawn] = [part for part in message.parts if isinstance(part, Picture)]
    return dict(drawn.facts)


async def test_a_newcomer_sees_what_there_is_to_begin_with(ada):
    await ada.says("home")

    assert [it.label for it in choices_of(ada.last)[:3]] == list(wording.EXAMPLES)
    assert facts(ada.last)[wording.FACT_STAGE] == wording.FACT_NO_STAGE
    assert {wording.NUDGES_OFF, wording.NOTHING_SAVED, wording.JOURNAL_EMPTY} <= set(paragraphs(ada.last))
    assert [it.label for it in buttons_of(ada.last) if it.main] == [wording.ASK_BUTTON]


async def test_home_is_what_each_feature_says_of_itself(ada, library):
    await ada.says("stage senior")
    await ada.says("nudges on monday 9:00 Berlin")
    await ada.says(f"open {library.cards[0].ref}")
    progress, nudges = await ada.says("progress"), await ada.says("nudges")

    home = await ada.says("home")

    # What can be done next stands under the whole of it.
    assert set(map(repr, progress.parts[:-1])) <= set(map(repr, home.parts))
    assert set(map(repr, nudges.parts)) <= set(map(repr, home.parts))


async def test_the_stage_is_there_and_can_be_changed(ada):
    await ada.says("home")
    await ada.presses(wording.STAGE_BUTTON)
    await ada.presses("director")

    await ada.says("home")

    assert facts(ada.last)[wording.FACT_STAGE] == "director"
    assert [it.label for it in choices_of(ada.last)[:3]] == list(wording.STAGE_EXAMPLES[Stage.DIRECTOR])
    assert wording.STAGE_CHANGE in words(await ada.presses(wording.CHANGE_STAGE_BUTTON))


async def test_the_next_prompt_is_there_with_its_date(ada):
    await ada.says("nudges on monday 9:00 Berlin")
    when = "Monday 30 November, 09:00, Europe/Berlin"
    assert wording.next_nudge(when) in paragraphs(await ada.says("home"))

    await ada.presses(wording.SKIP_NEXT_BUTTON)

    assert wording.next_nudge(when.replace("30 November", "7 December")) in paragraphs(await ada.says("home"))


async def test_the_latest_saved_cards_are_there_and_the_others_behind_a_button(ada, library):
    cards = library.cards[: SAVED_SHOWN + 1]
    for card in cards[:-1]:
        await ada.says(f"save {card.ref}")
        ada.waits(minutes=1)
    assert wording.ALL_SAVED_BUTTON not in labels(await ada.says("home"))
    await ada.says(f"save {cards[-1].ref}")

    shown = choices_of(await ada.says("home"))

    latest = [card.title for card in reversed(cards[1:])]
    assert [it.label for it in shown if it.command.startswith("open ")] == latest
    assert cards[0].title in labels(await ada.presses(wording.ALL_SAVED_BUTTON))


async def test_a_saved_card_that_is_not_there_any_more_can_be_taken_off_home(ada, store):
    async with store.transaction() as records:
        await records.keep(Progress(ADA), Progress(ADA).with_saved(GONE, MONDAY))
    assert wording.CARD_GONE in words(await ada.says("home"))

    await ada.presses(GONE)

    assert wording.NOTHING_SAVED in paragraphs(await ada.says("home"))


async def test_the_journal_is_counted_and_not_quoted(ada):
    await ada.writes("reflect free", "A secret thought.")
    assert "1 reflection, the last on Monday 23 November." in paragraphs(await ada.says("home"))
    ada.waits(days=2)
    await ada.writes("reflect free", "A secret thought.")

    await ada.says("home")

    assert "2 reflections, the last on Wednesday 25 November." in paragraphs(ada.last)
    assert "secret" not in words(ada.last)


async def test_dates_are_those_where_the_member_is(ada):
    ada.zone = "Pacific/Auckland"
    ada.waits(hours=5)
    await ada.writes("reflect free", "In the night to Tuesday.")

    assert "1 reflection, the last on Tuesday 24 November." in paragraphs(await ada.says("home"))


async def test_what_is_held_can_be_seen_exported_and_deleted_from_home(ada):
    await ada.says("home")

    commands = {it.label: it.command for it in buttons_of(ada.last)}

    assert wording.WHO_SEES_WHAT in paragraphs(ada.last)
    assert commands[wording.SEE_DATA_BUTTON] == "data"
    assert commands[wording.EXPORT_BUTTON] == "data export"
    assert commands[wording.DELETE_ALL_BUTTON] == "data delete"
    assert [it.label for it in buttons_of(ada.last) if it.grave] == [wording.DELETE_ALL_BUTTON]
