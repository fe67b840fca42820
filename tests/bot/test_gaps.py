"""What nobody answers, in groups, and cards of the community's own for it."""

import asyncio
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import program
from adapters.settings import Settings
from adapters.storage.memory import MemoryStore
from bot import gap_wording as said
from bot import wording
from bot.catalogue import Catalogue
from bot.commands import parse
from bot.episodes import OwnCard
from bot.gap_commands import OpenGap
from bot.gaps import GROUPED_MAX, ON_PAGE, Grouper, Read, grouped
from bot.mentor import Mentor
from bot.model import Channel, Gap, Member, Request
from bot.shelving import CARDS_MAX
from knowledge.groups import groups
from knowledge.lexical import LexicalIndex
from knowledge.search import Answer, Search
from tests.bot.visitor import (
    MONDAY,
    Visitor,
    cards_of,
    choices_of,
    entries_of,
    errors_of,
    form_of,
    paragraphs,
    values_of,
    words,
)

HERE = "slack:T1"
GENERAL = Channel(HERE, "C1")
TAP = "how do I fix a leaking tap?"
VISA = "how do I get a visa for germany"
VISAS = (VISA, "german work visa for software engineers?", "what about visas for germany")
KEYBOARD = "which mechanical keyboard should I buy"
CARD = {
    "title": "Ask the relocation team about visas",
    "advice": "We help with visas for Germany: write to the relocation team three months before you start.",
    "topics": "job-search",
}


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def catalogue(shipped, store):
    return program.open_catalogue(Settings(), shipped, store)


@pytest.fixture
def mentor(catalogue, store):
    return Mentor(catalogue, store)


@pytest.fixture
async def admin(mentor):
    admin = Visitor(mentor, Member(HERE, "A"), admin=True, channel=GENERAL)
    await admin.says("questions keep")
    return admin


@pytest.fixture
def bob(mentor):
    return Visitor(mentor, Member(HERE, "B"), channel=GENERAL)


async def asks(visitor, *questions):
    for question in questions:
        await visitor.says(question)


async def opened(admin, label):
    await admin.says("gaps")
    return await admin.presses(label)


async def attach(admin, label, **changed):
    await opened(admin, label)
    await admin.presses(said.ANSWER_BUTTON)
    return await admin.fills(**CARD | changed)


async def kept(store):
    async with store.reading() as records:
        return [gap.question for gap in await records.gaps(HERE, MONDAY.date() - timedelta(days=999))]


# The groups


async def test_questions_that_mean_the_same_stand_together_most_asked_first(admin, bob):
    await asks(bob, KEYBOARD, *VISAS, VISA.upper())

    [visas, keyboard] = choices_of(await admin.says("gaps"))

    assert visas.label == VISA
    assert all(it in visas.detail for it in VISAS[1:])
    assert "Asked 4 times" in visas.detail
    assert keyboard.label == KEYBOARD
    assert paragraphs(admin.last)[0] == said.heading(5, 180)


async def test_a_group_is_counted_by_week(admin, bob):
    await asks(bob, TAP)
    bob.waits(weeks=2)
    await asks(bob, TAP, TAP)
    bob.waits(weeks=1)
    admin.now = bob.now

    [tap] = choices_of(await admin.says("gaps"))

    assert "0, 0, 0, 0, 1, 0, 2, and 0 this week" in tap.detail


async def test_a_group_has_a_page_with_all_that_was_asked_and_the_nearest_topics(admin, bob, library):
    await asks(bob, *VISAS, VISA)

    await opened(admin, VISA)

    facts = dict(entries_of(admin.last))
    assert facts[said.ASKED] == "4 times"
    assert facts[said.NEAREST].split(", ")[0] in {topic.name for topic in library.topics}
    assert f"{VISA} (asked 2 times)" in paragraphs(admin.last)
    assert set(VISAS[1:]) < set(paragraphs(admin.last))


async def test_any_of_its_questions_opens_a_group_after_others_came(admin, bob):
    await asks(bob, VISAS[1])
    await admin.says("gaps")
    [alone] = choices_of(admin.last)

    await asks(bob, VISA, VISA, *VISAS)

    assert isinstance(parse(alone.command, {}), OpenGap)
    assert VISA in words(await admin.says(alone.command))


async def test_the_list_has_pages(admin, bob):
    things = (
        TAP, KEYBOARD, VISA, "how do I train for a marathon?", "which guitar chords are easy",
        "weather tomorrow", "how do I bake sourdough bread", "who won the football match",
    )  # fmt: skip
    await asks(bob, *things)
    seen = list(choices_of(await admin.says("gaps")))
    assert len(seen) == ON_PAGE
    await admin.presses(wording.OLDER_BUTTON)
    seen += choices_of(admin.last)
    assert len({it.command for it in seen}) == len(seen) == len(things)


async def test_only_those_who_run_the_place_see_gaps_or_answer_them(admin, bob):
    await asks(bob, TAP)
    await admin.says("gaps")
    [tap] = choices_of(admin.last)

    for line in (
        "gaps",
        tap.command,
        f"{tap.command} answer",
        f"{tap.command} forget yes",
        "gaps forget yes",
    ):
        assert wording.ADMINS_ONLY in words(await bob.says(line, **CARD))
        assert TAP not in words(bob.last)


async def test_another_workspace_has_gaps_of_its_own(mentor, admin, bob):
    await asks(bob, TAP)
    await admin.says("gaps")
    [tap] = choices_of(admin.last)
    other = Visitor(mentor, Member("slack:T2", "E"), admin=True)

    assert TAP not in words(await other.says("gaps"))
    assert paragraphs(await other.says(tap.command)) == [said.NO_SUCH_GAP]


async def test_without_a_model_the_same_words_stand_together(library, store):
    words_alone = Search(library, LexicalIndex(library))
    mentor = Mentor(Catalogue(words_alone), store)
    admin = Visitor(mentor, Member(HERE, "A"), admin=True, channel=GENERAL)
    await admin.says("questions keep")
    await asks(admin, TAP, "How do I fix a leaking  TAP", KEYBOARD)

    assert {it.label for it in choices_of(await admin.says("gaps"))} >= {TAP}
    assert "twice" in words(admin.last)


# Answering


async def test_the_form_brings_the_questions_of_the_group(admin, bob):
    await asks(bob, *VISAS)
    [visas] = choices_of(await admin.says("gaps"))
    await admin.says(visas.command)

    await admin.presses(said.ANSWER_BUTTON)

    assert set(values_of_questions(admin)) == set(VISAS)
    assert form_of(admin.last).intro == said.ANSWER_INTRO


def values_of_questions(visitor):
    [field] = [it for it in form_of(visitor.last).fields if it.name == "questions"]
    return field.value.split("\n")


async def test_whoever_asks_like_that_gets_the_communitys_card_and_no_podcast_is_cited(admin, bob, catalogue):
    await asks(bob, VISA, VISA, *VISAS)
    await attach(admin, VISA)
    await catalogue.refresh()

    for question in (*VISAS, "how can I get a german visa as an engineer?"):
        card, *_ = cards_of(await bob.says(question))
        assert card.title == CARD["title"]
        assert card.speaker == wording.FROM_YOUR_COMMUNITY
        assert not card.source.turn_url
        assert not card.source.audio_url
        assert not card.source.attribution


async def test_where_no_more_cards_are_kept_the_form_says_so_and_loses_nothing(admin, bob, store):
    async with store.transaction() as records:
        for it in range(CARDS_MAX):
            await records.keep_own_card(OwnCard(HERE, f"e/{it}", "", "", (), "A", MONDAY))
    await asks(bob, TAP)

    await attach(admin, TAP)

    assert "500 cards of your own here" in errors_of(admin.last)["title"]
    assert values_of(admin.last)["advice"] == CARD["advice"]


async def test_other_questions_are_answered_as_before(admin, bob, catalogue):
    question = "how do I know whether management is for me?"
    before = cards_of(await bob.says(question))
    await asks(bob, VISA)
    await attach(admin, VISA)
    await catalogue.refresh()

    assert cards_of(await bob.says(question)) == before
    declined = await bob.says(KEYBOARD)
    assert not declined.answered
    assert "JS Party 286 does not go into it" in words(declined)


async def test_another_workspace_does_not_get_it(mentor, admin, bob, catalogue):
    await asks(bob, VISA)
    await attach(admin, VISA)
    await catalogue.refresh()

    other = Visitor(mentor, Member("slack:T2", "E"))
    assert not (await other.says(VISA)).answered


async def test_writing_it_is_on_record_and_sent_in_twice_it_is_one_card(admin, bob, store):
    await asks(bob, VISA)
    await attach(admin, VISA)
    await attach(admin, VISA)

    async with store.reading() as records:
        [card] = await records.own_cards(HERE)
        deeds = await records.deeds(HERE, 9)
    assert card.ref == "community/ask-the-relocation-team-about-visas"
    assert card.questions == (VISA,)
    assert card.is_community
    assert {(deed.by, deed.about) for deed in deeds} == {("A", card.ref)}


async def test_two_cards_with_one_title_are_two(admin, bob, store):
    await asks(bob, VISA, KEYBOARD)
    await attach(admin, VISA)
    await attach(admin, KEYBOARD)

    async with store.reading() as records:
        assert len({it.ref for it in await records.own_cards(HERE)}) == 2


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(admin, bob, store):
    await asks(bob, VISA)

    await attach(admin, VISA, advice="Too short.", topics="no-such-topic", title="")

    assert set(errors_of(admin.last)) == {"title", "advice", "topics"}
    async with store.reading() as records:
        assert await records.own_cards(HERE) == ()


async def test_it_can_be_changed_and_dropped(admin, bob, catalogue):
    await asks(bob, VISA)
    await attach(admin, VISA)
    await admin.presses(said.EDIT_BUTTON)
    await admin.fills(title="Write to the relocation team")
    await catalogue.refresh()
    assert cards_of(await bob.says(VISA))[0].title == "Write to the relocation team"

    await admin.says("drop community/ask-the-relocation-team-about-visas yes")
    await catalogue.refresh()
    assert not (await bob.says(VISA)).answered


async def test_a_hidden_card_answers_nobody(admin, bob, catalogue):
    await asks(bob, VISA)
    await attach(admin, VISA)
    await catalogue.refresh()
    assert (await bob.says(VISA)).answered
    await admin.says("hide community/ask-the-relocation-team-about-visas")
    await catalogue.refresh()

    assert not (await bob.says(VISA)).answered


# Answered by now, and forgetting


async def test_what_is_answered_by_now_is_told_apart_and_can_be_forgotten(admin, bob, catalogue, store):
    await asks(bob, VISA, TAP)
    await attach(admin, VISA)
    await catalogue.refresh()

    lines = {it.label: it.detail for it in choices_of(await admin.says("gaps"))}
    assert said.ANSWERED_BY.format(title=CARD["title"]) in lines[VISA]
    assert "Now answered" not in lines[TAP]

    await admin.presses(said.FORGET_ANSWERED_BUTTON)
    assert len(await kept(store)) == 2
    await admin.presses(said.DELETE_THEM_BUTTON)
    assert await kept(store) == [TAP]
    assert paragraphs(await admin.says("gaps forget")) == [said.NONE_ANSWERED]


async def test_what_a_card_without_a_title_answers_is_answered(admin, bob, catalogue, store):
    await asks(bob, VISA)
    untitled = OwnCard(HERE, "community/visas", "", CARD["advice"], ("job-search",), "A", MONDAY, (VISA,))
    async with store.transaction() as records:
        await records.keep_own_card(untitled)
    await catalogue.refresh()

    [line] = choices_of(await admin.says("gaps"))
    assert said.ANSWERED_BY.format(title=untitled.ref) in line.detail


class Interrupted:
    """A search during which others look at gaps, too."""

    def __init__(self):
        self.meanwhile = lambda: None

    def vectors(self, _texts):
        return None

    def ask(self, question):
        self.meanwhile()
        return Answer(question)


async def test_whoever_looks_at_gaps_while_others_do_gets_all_of_them(store, monkeypatch):
    search = Interrupted()
    grouper = Grouper(Catalogue(search), store)

    def looks(workspace, question):
        async def noting_it():
            async with store.transaction() as records:
                await records.note_gap(Gap(workspace, DAY, question))
            return await grouper.gaps(Request(Member(workspace, "A"), "gaps", MONDAY, admin=True))

        return asyncio.run(noting_it())

    def others_look():
        search.meanwhile = lambda: None
        monkeypatch.setattr("bot.gaps.REMEMBERED_MAX", 0)
        looks("slack:T2", "a third?")

    await asyncio.to_thread(looks, HERE, "one?")
    search.meanwhile = others_look
    found = await asyncio.to_thread(looks, HERE, "another?")
    assert {group.first.question for group in found.open} == {"one?", "another?"}


async def test_a_group_is_forgotten_whole_and_no_other(admin, bob, store):
    await asks(bob, *VISAS, VISA.upper(), TAP)
    await opened(admin, next(it.label for it in choices_of(await admin.says("gaps")) if "isa" in it.label))

    await admin.presses(said.FORGET_BUTTON)
    assert len(await kept(store)) == 5
    await admin.presses(said.KEEP_THEM_BUTTON)
    await admin.presses(said.FORGET_BUTTON)
    await admin.presses(said.DELETE_THEM_BUTTON)

    assert await kept(store) == [TAP]


# The grouping itself

DAY = MONDAY.date()
QUESTIONS = st.text("abc ?", min_size=1, max_size=4)
GAPS = st.lists(
    st.builds(Gap, st.just(HERE), st.integers(0, 60).map(lambda ago: DAY - timedelta(days=ago)), QUESTIONS),
    max_size=25,
)


def read(questions):
    """Meanings that are near for questions with the same letters in them."""
    counts = [[1e-3, *(question.casefold().count(letter) for letter in "abc")] for question in questions]
    return [Read(None, (), "", np.array(row, np.float32) / np.linalg.norm(row)) for row in counts]


def shape(gaps):
    return [[(it.question, it.days) for it in group.asked] for group in gaps.open]


@given(GAPS.flatmap(lambda gaps: st.tuples(st.just(gaps), st.permutations(gaps))))
def test_groups_are_the_same_in_any_order(both):
    one, other = both
    assert shape(grouped(one, read)) == shape(grouped(other, read))


@given(GAPS)
def test_every_asking_is_in_one_group_and_none_is_lost(gaps):
    found = grouped(gaps, read)
    days = sorted(day for group in found.open for day in group.days)
    assert days == sorted(gap.asked_on for gap in gaps)
    ids = [it.id for group in found.open for it in group.asked]
    assert len(ids) == len(set(ids))
    assert all(found.group(it.id) is group for group in found.open for it in group.asked)
    assert frozenset().union(*(group.written for group in found.open)) == {gap.question for gap in gaps}


@given(
    st.lists(st.lists(st.floats(-1, 1, width=16), min_size=3, max_size=3), max_size=12), st.floats(0.1, 0.9)
)
def test_groups_part_all_rows_and_grow_as_the_threshold_sinks(rows, alike):
    vectors = np.array([[*row, 1.0] for row in rows], np.float32).reshape(-1, 4)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = groups(vectors, [None] * len(rows), alike)
    assert sorted(place for group in found for place in group) == list(range(len(rows)))
    assert len(groups(vectors, [None] * len(rows), alike / 2)) <= len(found)


def test_what_is_surely_about_one_subject_is_one_group():
    far = np.eye(3, dtype=np.float32)
    assert groups(far, ["visas", None, "visas"]) == ((0, 2), (1,))


def test_only_the_latest_are_grouped_and_the_others_are_counted():
    gaps = [Gap(HERE, DAY - timedelta(days=ago), "abc" * (ago + 1)) for ago in range(GROUPED_MAX + 7)]

    found = grouped(gaps, read)

    assert found.beyond == 7
    assert min(group.days[0] for group in found.open) == DAY - timedelta(days=GROUPED_MAX - 1)
