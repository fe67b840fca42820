"""What members write for themselves, and find again."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.journal import FOUND_MAX, ON_PAGE, REFLECTION_MAX, SHOWN_MAX
from bot.mentor import Mentor
from bot.model import Nudge, State
from bot.weekly import week_name
from tests.bot.visitor import (
    ADA,
    BOB,
    MONDAY,
    Visitor,
    choices_of,
    errors_of,
    form_of,
    labels,
    paragraphs,
    values_of,
    words,
)

WEEK = week_name(MONDAY.date())


@pytest.mark.parametrize("line", ["journal delete", "journal edit", "journal open", "journal delete last"])
async def test_who_does_not_say_which_one_is_shown_what_there_is(ada, line):
    assert paragraphs(await ada.says(line)) == [wording.JOURNAL_EMPTY]
    await ada.writes("reflect free", "Today I said no.")

    assert paragraphs(await ada.says(line))[0] == wording.WHICH_ONE

    await ada.presses("Monday 23 November")
    assert {wording.EDIT_BUTTON, wording.DELETE_BUTTON} <= set(labels(ada.last))


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def ada(search, store):
    return Visitor(Mentor(Catalogue(search), store))


@pytest.fixture
def card(library):
    return library.cards[0]


async def journal_of(store, member=ADA):
    async with store.reading() as records:
        return await records.reflections(member)


async def nudged(store, card, at=MONDAY, *, member=ADA):
    """Have a member nudged with a card."""
    week = week_name(at.date())
    async with store.transaction() as records:
        await records.plan([Nudge(member, week, at, state=State.SENT, card=card, sent_at=at)])


async def nudge_of(store, member=ADA):
    [nudge] = await nudges_of(store, member)
    return nudge


async def nudges_of(store, member=ADA):
    async with store.reading() as records:
        return await records.nudges(member, 5)


# Writing


async def test_a_card_can_be_written_about(ada, store, card):
    await ada.says(f"open {card.ref}")
    await ada.presses(wording.REFLECT_BUTTON)
    assert form_of(ada.last).intro == card.reflect

    await ada.fills(text="  What I take from it.  ")

    assert wording.KEPT in words(ada.last)
    [kept] = await journal_of(store)
    assert (kept.text, kept.card, kept.prompt) == ("What I take from it.", card.ref, card.reflect)
    assert (kept.written_at, kept.edited_at, kept.week) == (MONDAY, None, None)


async def test_anything_can_be_written_freely(ada, store):
    await ada.says("reflect")
    assert form_of(ada.last).intro == wording.REFLECT_FREELY

    await ada.fills(text="On my mind.")

    [kept] = await journal_of(store)
    assert (kept.text, kept.card, kept.prompt) == ("On my mind.", None, "")


async def test_who_writes_without_saying_on_what_answers_the_open_prompt(ada, store, card):
    await nudged(store, card.ref)
    ada.waits(hours=2)
    await ada.says("reflect")
    assert form_of(ada.last).intro == card.reflect

    await ada.fills(text="My answer.")

    [kept] = await journal_of(store)
    assert (kept.card, kept.week) == (card.ref, WEEK)
    assert (await nudge_of(store)).answered_at == ada.now


async def test_who_writes_freely_leaves_the_open_prompt_open(ada, store, card):
    await nudged(store, card.ref)

    await ada.writes("reflect free", "Something else.")

    assert (await nudge_of(store)).answered_at is None
    assert (await journal_of(store))[0].card is None


async def test_writing_about_the_prompts_card_elsewhere_answers_the_prompt(ada, store, card):
    await nudged(store, card.ref)

    await ada.writes(f"reflect {card.ref}", "My answer.")

    assert (await nudge_of(store)).answered_at == MONDAY


@pytest.mark.parametrize("line", ["reflect {card} {week}", "reflect {card}"])
async def test_a_prompt_that_was_put_off_and_is_answered_meanwhile_does_not_come_again(
    ada, store, card, line
):
    await ada.says("nudges on monday 9:00 Berlin")
    await nudged(store, card.ref)
    ada.waits(hours=1)
    assert wording.SNOOZED in words(await ada.says(f"nudges snooze {WEEK}"))

    await ada.writes(line.format(card=card.ref, week=WEEK), "I had a minute after all.")

    [coming, answered] = await nudges_of(store)
    assert (answered.state, answered.answered_at, answered.retry_at) == (State.SENT, ada.now, None)
    assert (coming.week, coming.state) == ("2026-W49", State.PENDING)


async def test_a_prompt_that_was_put_off_comes_again_though_something_else_was_written(ada, store, card):
    await ada.says("nudges on monday 9:00 Berlin")
    await nudged(store, card.ref)
    await ada.says(f"nudges snooze {WEEK}")

    await ada.writes("reflect free", "Something else.")

    assert [it.state for it in await nudges_of(store)] == [State.PENDING, State.PENDING]


async def test_an_answered_prompt_is_not_asked_again_by_reflect(ada, store, card):
    await nudged(store, card.ref)
    await ada.writes("reflect", "My answer.")

    await ada.says("reflect")

    assert form_of(ada.last).intro == wording.REFLECT_FREELY


async def test_a_prompt_whose_card_is_not_there_any_more_does_not_keep_anybody_from_writing(ada, store):
    await nudged(store, "old-episode/card-that-was")

    await ada.says("reflect")
    await ada.fills(text="Still something to say.")

    [kept] = await journal_of(store)
    assert kept.text == "Still something to say."


async def test_writing_about_a_card_counts_as_having_read_it(ada, store, card):
    await ada.writes(f"reflect {card.ref}", "A thought.")

    async with store.reading() as records:
        mark = (await records.progress(ADA)).mark(card.ref)
    assert (mark.seen_at, mark.reflected_at) == (MONDAY, MONDAY)


async def test_text_at_the_limit_is_kept_whole(ada, store):
    text = ("ab " * REFLECTION_MAX)[: REFLECTION_MAX - 1] + "z"

    await ada.writes("reflect free", text)

    assert (await journal_of(store))[0].text == text


@pytest.mark.parametrize("line", ["reflect free", "reflect CARD"])
async def test_text_over_the_limit_comes_back_whole(ada, store, card, line):
    text = "a" * (REFLECTION_MAX + 1)

    await ada.writes(line.replace("CARD", card.ref), text)

    assert values_of(ada.last) == {"text": text}
    assert str(REFLECTION_MAX + 1) in errors_of(ada.last)["text"]
    assert not await journal_of(store)
    await ada.fills(text="a" * REFLECTION_MAX)
    assert (await journal_of(store))[0].card == (card.ref if "CARD" in line else None)


@pytest.mark.parametrize("text", ["", "   \n "])
async def test_nothing_written_is_not_kept(ada, store, text):
    await ada.writes("reflect free", text)

    assert errors_of(ada.last) == {"text": wording.NOTHING_WRITTEN}
    assert not await journal_of(store)


# Reading, changing, deleting


async def test_a_changed_reflection_keeps_when_it_was_written(ada, store, card):
    await ada.writes(f"reflect {card.ref}", "At first.")
    await ada.says("journal")
    await ada.presses("Monday 23 November")
    ada.waits(days=2)
    await ada.presses(wording.EDIT_BUTTON)
    assert values_of(ada.last) == {"text": "At first."}
    assert form_of(ada.last).intro == card.reflect

    await ada.fills(text="On second thoughts.")

    assert "Monday 23 November (changed Wednesday 25 November)" in words(ada.last)
    [kept] = await journal_of(store)
    assert (kept.text, kept.written_at, kept.edited_at) == ("On second thoughts.", MONDAY, ada.now)
    assert (kept.card, kept.prompt) == (card.ref, card.reflect)


@pytest.mark.parametrize("text", ["", "b" * (REFLECTION_MAX + 1)])
async def test_a_change_that_cannot_be_kept_leaves_what_was_there(ada, store, text):
    await ada.writes("reflect free", "At first.")
    [kept] = await journal_of(store)

    await ada.says(f"journal edit {kept.id}", text=text)

    assert values_of(ada.last) == {"text": text}
    assert errors_of(ada.last)
    assert await journal_of(store) == (kept,)


async def test_deleting_asks_first(ada, store):
    await ada.writes("reflect free", "To be deleted.")
    await ada.says("journal")
    await ada.presses("Monday 23 November")
    await ada.presses(wording.DELETE_BUTTON)
    assert "To be deleted." in words(ada.last)
    await ada.presses(wording.KEEP_IT_BUTTON)
    assert len(await journal_of(store)) == 1

    await ada.presses(wording.DELETE_BUTTON)
    await ada.presses(wording.DELETE_IT_BUTTON)

    assert not await journal_of(store)
    assert wording.JOURNAL_EMPTY in words(await ada.presses(wording.JOURNAL_BUTTON))


async def test_an_old_button_of_a_deleted_reflection_says_that_it_is_gone(ada, store):
    await ada.writes("reflect free", "To be deleted.")
    [kept] = await journal_of(store)
    await ada.says(f"journal delete {kept.id} yes")

    for line in ("open", "edit", "delete"):
        assert wording.NO_SUCH_REFLECTION in words(await ada.says(f"journal {line} {kept.id}"))


async def test_the_journal_comes_in_pages_newest_first(ada):
    for number in range(2 * ON_PAGE + 1):
        await ada.writes("reflect free", f"Thought number {number}.")
        ada.waits(hours=1)

    shown = []
    await ada.says("journal")
    for page in (1, 2, 3):
        assert f"page {page} of 3" in words(ada.last)
        shown += [it.detail for it in choices_of(ada.last)]
        if page < 3:
            await ada.presses(wording.OLDER_BUTTON)
    assert wording.OLDER_BUTTON not in labels(ada.last)
    assert shown == [f"Thought number {number}." for number in reversed(range(2 * ON_PAGE + 1))]
    await ada.presses(wording.NEWER_BUTTON)
    assert "page 2 of 3" in words(ada.last)


class Opened(MemoryStore):
    """A store that notes how many reflections it was asked to open."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @asynccontextmanager
    async def transaction(self):
        async with super().transaction() as records:
            yield Opening(records, self.opened)


class Opening:
    """Its records."""

    def __init__(self, records, opened):
        self.records, self.opened = records, opened

    def __getattr__(self, name):
        return getattr(self.records, name)

    async def reflections(self, member, **which):
        found = await self.records.reflections(member, **which)
        self.opened.append(len(found))
        return found


async def test_of_a_long_journal_no_more_is_opened_than_a_page_shows(search):
    store = Opened()
    ada = Visitor(Mentor(Catalogue(search), store))
    for number in range(2 * ON_PAGE + 1):
        await ada.writes("reflect free", f"Thought number {number}.")
        ada.waits(hours=1)

    for line, shown in (("journal", ON_PAGE), ("journal 3", 1), ("journal 9", 1)):
        await ada.says(line)
        assert len(choices_of(ada.last)) == shown
        assert store.opened.pop() == shown
    assert "page 3 of 3" in words(ada.last)


async def test_a_page_shows_of_each_reflection_when_it_was_written_and_on_what(ada, card):
    await ada.writes(f"reflect {card.ref}", "What I take\nfrom it.")
    ada.waits(days=1)
    await ada.writes("reflect free", "On my mind.")

    newer, older = choices_of(await ada.says("journal"))

    assert (newer.label, newer.detail) == ("Tuesday 24 November", "On my mind.")
    caused_by = wording.caused_by(card.reflect, card)
    assert (older.label, older.detail) == ("Monday 23 November", f"{caused_by}\nWhat I take\nfrom it.")
    assert "from it." in words(await ada.presses("Monday 23 November"))


async def test_a_long_reflection_is_cut_on_its_page_and_whole_when_opened(ada):
    text = "word " * 500 + "end."
    await ada.writes("reflect free", text)
    await ada.says("journal")
    [line] = choices_of(ada.last)
    assert "end." not in words(ada.last)
    assert len(line.detail) <= SHOWN_MAX

    await ada.presses("Monday 23 November")

    assert text in paragraphs(ada.last)


async def test_a_year_ago_has_its_year(ada):
    await ada.writes("reflect free", "Long ago.")
    ada.waits(days=400)

    assert "Monday 23 November 2026" in words(await ada.says("journal"))


# Finding again


@pytest.mark.parametrize("typed", ["cafe", "CAFÉ", "café munch", "munchen cafe", "wrote"])
async def test_a_search_takes_no_notice_of_case_and_accents(ada, typed):
    await ada.writes("reflect free", "I wrote this in a Café in MÜNCHEN.")
    await ada.writes("reflect free", "Elsewhere.")

    await ada.says(f"journal search {typed}")

    assert wording.found_reflections(1) in words(ada.last)
    assert "I wrote this" in words(ada.last)
    assert "Elsewhere." not in words(ada.last)


async def test_a_search_looks_into_prompts_and_titles_too(ada, card):
    await ada.writes(f"reflect {card.ref}", "Nothing of that in here.")
    await ada.writes("reflect free", "Elsewhere.")

    for said in (card.reflect, card.title):
        await ada.says(f"journal search {said.split()[0]} {said.split()[-1]}")
        assert "Nothing of that in here." in words(ada.last)
        assert "Elsewhere." not in words(ada.last)


async def test_a_search_wants_all_words(ada):
    await ada.writes("reflect free", "apples and pears")

    assert wording.NOT_FOUND in words(await ada.says("journal search apples plums"))
    assert "apples and pears" in words(await ada.says("journal search pear apple"))


async def test_a_search_for_an_accent_alone_finds_nothing(ada):
    await ada.writes("reflect free", "apples and pears")

    assert wording.NOT_FOUND in words(await ada.says("journal search \u00b4"))


async def test_a_search_without_words_asks_for_them(ada):
    for number in range(ON_PAGE + 1):
        await ada.writes("reflect free", f"apple number {number}")
    await ada.says("journal")
    await ada.presses(wording.SEARCH_BUTTON)

    await ada.fills(text="number 2")

    assert wording.found_reflections(1) in words(ada.last)


async def test_of_many_found_the_newest_are_shown(ada):
    for number in range(FOUND_MAX + 2):
        await ada.writes("reflect free", f"apple {number};")
        ada.waits(hours=1)

    await ada.says("journal search apple")

    assert wording.found_reflections(FOUND_MAX + 2) in words(ada.last)
    assert f"apple {FOUND_MAX + 1};" in words(ada.last)
    assert "apple 1;" not in words(ada.last)


async def test_a_search_finds_nothing_of_others(search, store, ada):
    bob = Visitor(Mentor(Catalogue(search), store), BOB)
    await bob.writes("reflect free", "a secret of mine")

    assert wording.NOT_FOUND in words(await ada.says("journal search secret"))


# Not to be read


async def test_what_cannot_be_decrypted_is_shown_with_the_rest(ada, store):
    for text in ("First.", "Second.", "Third."):
        await ada.writes("reflect free", text)
        ada.waits(hours=1)
    second = (await journal_of(store))[1]
    # As the other stores give one whose key is lost.
    store._kept.reflections[ADA, second.id] = replace(second, text=None, prompt="")  # noqa: SLF001

    await ada.says("journal")
    assert [it.detail for it in choices_of(ada.last)] == ["Third.", wording.UNREADABLE, "First."]
    line = choices_of(ada.last)[1]
    assert "Third." in words(await ada.says("journal search third"))
    await ada.says(line.command)
    assert wording.UNREADABLE in paragraphs(ada.last)
    assert wording.EDIT_BUTTON not in labels(ada.last)
    await ada.presses(wording.DELETE_BUTTON)
    await ada.presses(wording.DELETE_IT_BUTTON)
    assert [it.text for it in await journal_of(store)] == ["Third.", "First."]


# Prompts


async def test_a_prompt_brings_back_what_was_written_four_weeks_ago(ada):
    await ada.writes("reflect free", "Back then I was\nunsure.")
    ada.waits(weeks=4)

    await ada.says("prompt")

    assert wording.FOUR_WEEKS_AGO.format(text="Back then I was unsure.") in paragraphs(ada.last)


@pytest.mark.parametrize(("days", "comes"), [(24, False), (25, True), (31, True), (32, False)])
async def test_four_weeks_are_taken_to_half_a_week(ada, days, comes):
    await ada.writes("reflect free", "Back then.")
    ada.now += (
        timedelta(days=days) - timedelta(minutes=1) * (days == 31) + timedelta(minutes=1) * (days == 25)
    )

    assert ("Four weeks ago" in words(await ada.says("prompt"))) is comes


async def test_what_cannot_be_decrypted_does_not_come_back_with_a_prompt(ada, store):
    await ada.writes("reflect free", "Back then.")
    [kept] = await journal_of(store)
    store._kept.reflections[ADA, kept.id] = replace(kept, text=None)  # noqa: SLF001
    ada.waits(weeks=4)

    assert "Four weeks ago" not in words(await ada.says("prompt"))


async def test_the_prompt_of_a_week_stays_the_same_until_it_is_answered(ada):
    await ada.says("prompt")
    prompt = paragraphs(ada.last)[1]
    ada.waits(days=3)
    assert paragraphs(await ada.says("prompt"))[1] == prompt

    await ada.presses(wording.REFLECT_BUTTON)
    assert form_of(ada.last).intro == prompt
    await ada.fills(text="Answered.")

    assert paragraphs(await ada.says("prompt"))[1] != prompt


async def test_the_prompt_that_was_sent_is_the_one_that_is_shown(ada, store, library):
    card = library.cards[77]
    await nudged(store, card.ref)

    for line in ("prompt", f"prompt {WEEK}"):
        await ada.says(line)
        assert paragraphs(ada.last)[1] == card.reflect
        assert labels(ada.last)[1:3] == [wording.SKIP_BUTTON, wording.SNOOZE_BUTTON]
        assert ada.last.again == f"prompt {WEEK}"
    await ada.presses(wording.REFLECT_BUTTON)
    await ada.fills(text="My answer.")
    assert (await nudge_of(store)).answered_at

    assert wording.SKIP_BUTTON not in labels(await ada.says(f"prompt {WEEK}"))


async def test_the_prompt_of_a_card_shows_that_card(ada, library):
    card = library.cards[5]

    await ada.says(f"prompt {card.ref}")

    assert paragraphs(ada.last)[1] == card.reflect
    assert ada.last.again == f"prompt {card.ref}"


async def test_a_cry_for_help_in_the_journal_is_kept_and_answered_with_people_to_turn_to(ada):
    assert wording.CRISIS in paragraphs(await ada.writes("reflect free", "I don't want to live like this."))
    assert wording.CRISIS not in paragraphs(await ada.writes("reflect free", "The release is killing me."))
    assert "I don't want to live" in words(await ada.says("journal"))
