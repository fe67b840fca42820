"""The core's one door, with what a member cannot do to it."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.storage.memory import MemoryStore
from bot import commands, wording
from bot.asking import SHOWN
from bot.catalogue import Catalogue
from bot.journal import REFLECTION_MAX
from bot.mentor import Mentor
from bot.message import Button, Choices
from bot.model import Channel, Member, Request, State
from bot.ports import StoreError
from knowledge.cards import Stage
from tests.bot.visitor import (
    ADA,
    BOB,
    MONDAY,
    Visitor,
    buttons_of,
    cards_of,
    choices_of,
    entries_of,
    form_of,
    labels,
    paragraphs,
    pressable,
    values_of,
    words,
)

QUESTION = "how do I get credibility in a new technology?"
NOT_COVERED = "how do I fix a leaking tap?"


class Flaky:
    """A store that fails where it is told to."""

    def __init__(self, store):
        self.store = store
        self.fails = ""

    def reading(self):
        return self.store.reading()

    @asynccontextmanager
    async def transaction(self):
        self._fail("begin")
        async with self.store.transaction() as records:
            yield records
            self._fail("commit")

    async def close(self):
        await self.store.close()

    def _fail(self, when):
        if self.fails == when:
            raise StoreError("The file is read-only.")


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def mentor(search, store):
    return Mentor(Catalogue(search), store)


@pytest.fixture
def ada(mentor):
    return Visitor(mentor)


async def held(store, member=ADA):
    async with store.reading() as records:
        return dict((await records.holdings(member)).counts())


async def progress_of(store, member=ADA):
    async with store.reading() as records:
        return await records.progress(member)


# Answers


async def test_an_answer_shows_the_best_card_whole_and_two_more_in_a_line(ada):
    message = await ada.says(QUESTION)

    assert len(cards_of(message)) == 1
    lines, _stages = [part for part in message.parts if isinstance(part, Choices)]
    assert len(lines.items) == 2
    assert message.answered is True


async def test_a_question_that_nobody_talked_about_is_not_answered(ada):
    message = await ada.says(NOT_COVERED)

    assert message.answered is False
    assert not cards_of(message)
    assert "Topics" in labels(message)


async def test_a_card_without_a_time_mark_gets_no_time(ada, library):
    early = next(card for card in library.cards if card.start is None)

    [advice, *_] = cards_of(await ada.says(f"open {early.ref}"))

    assert advice.source.audio_from is None
    assert advice.source.audio_url is None


async def test_a_nickname_is_introduced_with_the_name(ada):
    [advice, *_] = cards_of(await ada.says("staff"))

    assert advice.speaker == "Kevin Ball (Kball)"


async def test_a_novel_is_answered(ada):
    novel = "I have been a lead for two years and I am tired. " * 400

    assert len(novel) > 19_000
    assert (await ada.says(novel)).parts


@pytest.mark.parametrize("line", ["I want to kill myself", "ask I want to die", "topics? I want to die"])
async def test_a_cry_for_help_gets_people_to_turn_to_and_no_advice(ada, store, line):
    await ada.says(QUESTION)
    before = await progress_of(store)

    assert paragraphs(await ada.says(line)) == [wording.CRISIS]
    assert len(ada.last.parts) == 1
    assert await progress_of(store) == before


# Greetings


@pytest.mark.parametrize("stage", list(Stage))
async def test_a_greeting_offers_what_is_asked_at_the_members_stage(ada, stage):
    assert [it.label for it in choices_of(await ada.says("hi"))] == list(wording.EXAMPLES)
    await ada.says(f"stage {stage}")

    assert [it.label for it in choices_of(await ada.says("hi"))] == list(wording.STAGE_EXAMPLES[stage])


@pytest.mark.parametrize("stage", ["none", *Stage])
async def test_every_example_is_answered_with_its_source(ada, stage):
    await ada.says(f"stage {stage}")
    examples = choices_of(await ada.says(""))
    assert len(examples) == 3

    for example in examples:
        message = await ada.says(example.command)
        assert message.answered, example
        assert "#transcript-" in cards_of(message)[0].source.turn_url


# Another


async def test_another_shows_every_card_that_fits_before_it_shows_one_again(search, library, ada):
    for asked in (QUESTION, *(topic.name for topic in library.topics)):
        ada.member = Member("terminal", asked)
        fitting = {match.card.title for match in search.ask(asked).matches}
        shown = [card.title for card in cards_of(await ada.says(asked))]
        while set(shown) < fitting:
            new = [card.title for card in cards_of(await ada.presses(wording.ANOTHER_BUTTON))]
            assert new[0] not in shown, asked
            assert not any("all" in text for text in paragraphs(ada.last)[:1])
            shown += new

        assert len(shown) == len(fitting), asked


async def test_when_all_that_fit_were_read_another_says_so_and_goes_round(search, ada):
    fitting = [match.card.title for match in search.ask("burnout").matches]
    shown = [card.title for card in cards_of(await ada.says("burnout"))]
    while len(shown) < len(fitting):
        shown += [card.title for card in cards_of(await ada.presses(wording.ANOTHER_BUTTON))]

    again = []
    while len(again) < len(fitting):
        again += [card.title for card in cards_of(await ada.presses(wording.ANOTHER_BUTTON))]
        assert paragraphs(ada.last)[0] == wording.all_read(len(fitting))

    assert sorted(again) == sorted(fitting)


async def test_another_skips_what_was_read_on_another_question(search, ada):
    second = search.ask(QUESTION).matches[1].card
    await ada.says(f"open {second.ref}")
    await ada.says(QUESTION)

    [new, *_] = cards_of(await ada.presses(wording.ANOTHER_BUTTON))

    assert new.title != second.title


async def test_another_goes_on_with_a_long_story(ada):
    story = "I have been a lead for two years and I am tired of all the meetings. " * 100
    shown = [card.title for card in cards_of(await ada.says(story))]
    for _ in range(5):
        shown += [card.title for card in cards_of(await ada.presses(wording.ANOTHER_BUTTON))]

    assert len(shown) >= 6
    assert len(set(shown)) == len(shown)


# Stages


async def test_where_one_stands_is_asked_once_and_only_once(ada):
    assert wording.STAGE_QUESTION in words(await ada.says(QUESTION))
    for line in ("burnout", QUESTION, "should I become a manager?", f"another a/b: {QUESTION}"):
        assert wording.STAGE_QUESTION not in words(await ada.says(line))


async def test_where_one_stands_is_not_asked_when_there_is_no_answer(ada):
    for line in ("", "topics", "help", NOT_COVERED):
        assert wording.STAGE_QUESTION not in words(await ada.says(line))

    assert wording.STAGE_QUESTION in words(await ada.says(QUESTION))


async def test_who_said_where_they_stand_is_not_asked(ada):
    await ada.says("stage senior")

    assert wording.STAGE_QUESTION not in words(await ada.says(QUESTION))


async def test_advice_for_the_stage_comes_first(search, library, ada):
    question = "what next in my career?"
    plain = [match.card.title for match in search.ask(question).matches]
    fits = {card.title for card in library.cards if Stage.TECH_LEAD in card.stages}
    assert plain[0] not in fits
    [first, *_] = cards_of(await ada.says(question))
    assert first.title == plain[0]

    await ada.says("stage tech lead")
    [first, *_] = cards_of(await ada.says(question))

    assert first.title in fits
    await ada.says("stage none")
    [first, *_] = cards_of(await ada.says(question))
    assert first.title == plain[0]


# Help


async def test_all_that_help_lists_does_something_when_it_is_typed(ada):
    for term, _ in entries_of(await ada.says("help")):
        assert not isinstance(commands.parse(term, {}), commands.Ask | commands.Stray), term


async def test_help_names_the_buttons_under_a_card(ada):
    ada.channel = Channel("terminal", "everyone")
    said = words(await ada.says("help"))

    under_cards = {it for it in labels(await ada.says("burnout")) if it.casefold() in commands.LOOSE}

    assert len(under_cards) > 4
    assert [label for label in under_cards if label not in said] == []


@pytest.mark.parametrize("line", ["save", "another", "Helpful", "skip"])
async def test_who_types_a_buttons_name_is_told_where_buttons_are(ada, line):
    assert wording.NOTHING_THERE in words(await ada.says(line))
    assert "buttons" in wording.NOTHING_THERE


async def test_who_disagrees_is_named_once(ada, library):
    [card, *_] = [it for it in library.cards if len(library.other_sides(it)) == 2]
    one, other = library.other_sides(card)
    assert one.speaker == other.speaker

    said = paragraphs(await ada.says(f"open {card.ref}"))

    assert said.count(wording.OTHER_SIDE.format(speaker=one.speaker)) == 1
    assert [it.title for it in cards_of(ada.last)] == [card.title, one.title, other.title]


async def test_a_long_story_goes_on_with_a_sign_where_it_was_cut_and_is_found_as_well(search, library):
    story = f"{QUESTION} {'I want the team to trust me with a technology that I am new to. ' * 40}{QUESTION}"
    [card, *_] = library.cards
    kept = commands.parse(commands.another(story, card.ref), {}).question
    assert " \u2026 " in kept

    found, unmarked = (search.ask(text) for text in (kept, kept.replace(" \u2026 ", " ")))

    assert found.answered
    best, same = ([it.card.ref for it in answer.matches[:SHOWN]] for answer in (found, unmarked))
    assert best == same


# Everything leads somewhere

LINES = (
    "", "help", "topics", "staff", "burnout", QUESTION, NOT_COVERED, "start at a big company?", "saved",
    "saved 2", "progress", "stage", "journal", "journal search thoughts", "journal search zebra", "reflect",
    "prompt", "nudges", "nudges on monday 9:00 usa", "rituals", "ritual on monday 9:00 cst", "gaps", "data",
    "questions keep", "nudges skip", "nudges snooze", "nudges pause in 3 weeks", "data delete", "12", "more",
    "home", "admin", "admins", "admins add <@bob>", "questions forget",
)  # fmt: skip

FIXED_FIELDS = {
    "text": "A thought.",
    "weekday": "friday",
    "time": "9:00",
    "zone": "Berlin",
    "until": "in a week",
}


async def settled(visitor, library):
    """A member who has used everything there is."""
    for card in library.cards[:12]:
        await visitor.says(f"save {card.ref}")
    for card in library.cards[:5]:
        await visitor.writes(f"reflect {card.ref}", f"My thoughts on {card.title}")
        visitor.waits(days=1)
    for line in ("helpful", "unhelpful"):
        await visitor.says(f"{line} {library.cards[0].ref}")
    await visitor.says("stage senior")
    await visitor.says("nudges on monday 9:00 Berlin")
    await visitor.says("questions keep")
    await visitor.says("ritual on tuesday 9:00 Berlin")
    await visitor.says(NOT_COVERED)


async def test_everything_that_can_be_pressed_leads_somewhere(mentor, library):
    ada = Visitor(mentor, admin=True, zone="Europe/Berlin", channel=Channel("terminal", "everyone"))
    await settled(ada, library)
    known = {command for topic in library.topics for command in (topic.id, topic.name)}
    known |= {question for questions in wording.STAGE_EXAMPLES.values() for question in questions}
    known |= set(wording.EXAMPLES)
    # What deletes everything goes last, and of 142 cards' buttons a few stand for all.
    waiting, seen, questions = list(LINES), set(), 0
    while waiting:
        line = waiting.pop()
        kind = type(commands.parse(line, {})).__name__
        if line in seen or sum(type(commands.parse(it, {})).__name__ == kind for it in seen) > 30:
            continue
        seen.add(line)
        message = await ada.says(line)
        assert message.parts, line
        assert wording.NOTHING_THERE not in words(message) or line in {"12", "more"}, line
        assert wording.NO_SUCH_CARD not in words(message), line
        form = [part for part in message.parts if hasattr(part, "fields")]
        if form and form[0].command != "data delete":
            fields = {it.name: FIXED_FIELDS.get(it.name, QUESTION) for it in form[0].fields}
            assert (await ada.says(form[0].command, **fields)).parts
        assert sum(button.main for button in buttons_of(message)) <= 1, line
        for pressed in pressable(message):
            parsed = commands.parse(pressed.command, {})
            assert isinstance(pressed, Button) or not isinstance(parsed, commands.Stray)
            # A button is a command, never a question by accident; a choice may be one of the examples.
            asks = isinstance(parsed, commands.Ask)
            assert not asks or pressed.command in known, pressed
            questions += asks
            waiting.append(pressed.command)

    assert len(seen) > 100
    assert questions
    assert {"journal edit", "nudges skip", "questions forget"} <= {" ".join(it.split()[:2]) for it in seen}


async def test_what_cannot_be_taken_back_is_marked_and_nothing_else(mentor, library):
    ada = Visitor(mentor, admin=True, channel=Channel("terminal", "everyone"))
    await settled(ada, library)
    [*_, opened] = [it.command for it in choices_of(await ada.says("journal"))]

    messages = [await ada.says(line) for line in (*LINES, opened, opened.replace("open", "delete"))]

    grave = {it.label for message in messages for it in buttons_of(message) if it.grave}
    assert grave == {
        wording.DELETE_IT_BUTTON,
        wording.DELETE_ALL_BUTTON,
        wording.DELETE_THEM_BUTTON,
    }


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("ask", wording.ASK_VERB),
        ("journal search", wording.SEARCH_BUTTON),
        ("nudges pause", wording.PAUSE_BUTTON),
        ("data delete", wording.DELETE_BUTTON),
        ("nudges on", "Save"),
        ("reflect free", "Save"),
    ],
)
async def test_a_form_says_what_submitting_it_does(ada, line, verb):
    await ada.says("nudges on monday 9:00 Berlin")

    assert form_of(await ada.says(line)).verb == verb


async def test_every_card_button_of_every_answer_is_about_a_card_that_is_there(ada, library):
    for topic in library.topics:
        for pressed in pressable(await ada.says(topic.name)):
            parsed = commands.parse(pressed.command, {})
            if ref := getattr(parsed, "ref", None) or getattr(parsed, "after", None):
                assert library.card(ref), pressed


# A memory that fails


@pytest.fixture
def flaky(store):
    return Flaky(store)


@pytest.mark.parametrize("when", ["begin", "commit"])
async def test_questions_are_answered_while_the_memory_is_away(search, flaky, when):
    ada = Visitor(Mentor(Catalogue(search), flaky))
    flaky.fails = when

    for line in (QUESTION, "burnout", "topics", "help", "", f"open {search.library.cards[0].ref}"):
        message = await ada.says(line)
        assert "I can't reach my memory" in paragraphs(message)[-1]
        assert len(message.parts) > 1
    flaky.fails = ""
    assert not await held(flaky)


async def test_another_goes_on_while_the_memory_is_away(search, flaky):
    ada = Visitor(Mentor(Catalogue(search), flaky))
    flaky.fails = "begin"
    fitting = {match.card.title for match in search.ask("burnout").matches}
    shown = [card.title for card in cards_of(await ada.says("burnout"))]

    while len(shown) < len(fitting):
        shown += [card.title for card in cards_of(await ada.presses(wording.ANOTHER_BUTTON))]

    assert set(shown) == fitting


@pytest.mark.parametrize("when", ["begin", "commit"])
async def test_a_reflection_comes_back_in_its_form_while_the_memory_is_away(search, flaky, when):
    ada = Visitor(Mentor(Catalogue(search), flaky))
    text = "What I learnt.\n\n" + "It was long. " * 200
    flaky.fails = when

    message = await ada.writes(f"reflect {search.library.cards[0].ref}", text)

    assert values_of(message) == {"text": text}
    flaky.fails = ""
    assert not await held(flaky)
    message = await ada.fills()
    assert wording.KEPT in words(message)
    await ada.says("journal")
    async with flaky.reading() as records:
        [kept] = await records.reflections(ADA)
    assert kept.text == text.strip()


async def test_what_was_typed_into_any_form_comes_back_whole_while_the_memory_is_away(search, flaky):
    ada = Visitor(Mentor(Catalogue(search), flaky))
    flaky.fails = "commit"
    long = "x" * (REFLECTION_MAX + 500)

    message = await ada.says("nudges on", weekday="monday", time="25:00", zone=long)

    assert values_of(message) == {"weekday": "monday", "time": "25:00", "zone": long}
    assert all(field.longest >= len(field.value) for field in form_of(message).fields)


async def test_fields_that_come_back_say_which_they_are_and_may_be_empty_where_they_were(search, flaky):
    ada = Visitor(Mentor(Catalogue(search), flaky))
    flaky.fails = "commit"

    form = form_of(await ada.says("nudges on", weekday="monday", time="", zone="Berlin"))

    assert [(it.label, it.optional) for it in form.fields] == [
        ("Weekday", False), ("Time", True), ("Zone", False),
    ]  # fmt: skip


async def test_a_commit_that_fails_changes_nothing(search, flaky):
    ada = Visitor(Mentor(Catalogue(search), flaky))
    await ada.writes("reflect free", "First.")
    before = await held(flaky), await progress_of(flaky)
    flaky.fails = "commit"

    for line in ("stage senior", "nudges on monday 9:00 Berlin", "data delete", f"save {ADA.id}/x"):
        await ada.says(line, word="delete")

    flaky.fails = ""
    assert (await held(flaky), await progress_of(flaky)) == before


async def test_what_failed_can_be_found_in_the_log_by_the_number_that_was_shown(search, flaky, caplog):
    ada = Visitor(Mentor(Catalogue(search), flaky))
    flaky.fails = "begin"

    [said, *_] = paragraphs(await ada.writes("reflect free", "a secret thought"))

    [record] = caplog.records
    assert record.getMessage().split()[1].strip(":") in said
    assert "read-only" in record.getMessage()
    assert "secret" not in caplog.text


# What is kept


async def test_a_stranger_who_only_looks_around_leaves_nothing_behind(ada, store):
    strolling = (
        "", "hi", "help", "topics", "saved", "progress", "stage", "journal", "journal search x", "nudges",
        "nudges on", "nudges off", "data", "data export", "data delete", "reflect", "ask", "12",
        "open no/card", "save no/card", "unsave no/card", "helpful no/card", "gaps", "stats", "rituals",
        "I want to die", "home", "admin", "admins", "share no/card",
    )  # fmt: skip
    for line in strolling:
        await ada.says(line)

    assert await held(store) == {}
    assert (await progress_of(store)).used_at is None


async def test_of_a_stranger_who_asks_it_is_counted_that_they_did(ada, store):
    await ada.says(NOT_COVERED)

    assert await held(store) == {"counts": 1}
    assert (await progress_of(store)).used_at is None


async def test_who_read_a_card_is_remembered_as_having_been_here(ada, store):
    await ada.says(QUESTION)
    ada.waits(hours=3)
    await ada.says("help")

    assert (await progress_of(store)).used_at == ada.now


async def test_a_notice_is_told_once(ada, store):
    await ada.says(QUESTION)
    before = await progress_of(store)
    async with store.transaction() as records:
        await records.keep(before, replace(before, notice="I could not reach you."))

    assert paragraphs(await ada.says("I want to die")) == [wording.CRISIS]
    assert paragraphs(await ada.says("topics"))[:1] == ["I could not reach you."]
    assert "I could not reach you." not in words(await ada.says("topics"))


async def test_a_notice_is_not_lost_to_a_memory_that_fails(search, flaky):
    ada = Visitor(Mentor(Catalogue(search), flaky))
    await ada.says(QUESTION)
    before = await progress_of(flaky)
    async with flaky.transaction() as records:
        await records.keep(before, replace(before, notice="I could not reach you."))
    flaky.fails = "commit"
    await ada.says("topics")
    flaky.fails = ""

    assert paragraphs(await ada.says("topics"))[:1] == ["I could not reach you."]


async def test_thirty_two_members_at_once_each_get_their_own(mentor, store, library):
    visitors = [Visitor(mentor, Member("terminal", f"member {number}")) for number in range(32)]

    async def visit(visitor, card):
        await visitor.says(f"how do I grow in year {card.ref}?")
        await visitor.writes(f"reflect {card.ref}", f"{visitor.member.id} on {card.ref}")
        await visitor.says(f"save {card.ref}")
        return await visitor.says("journal")

    cards = library.cards[:32]
    journals = await asyncio.gather(*map(visit, visitors, cards))

    for visitor, card, journal in zip(visitors, cards, journals, strict=True):
        assert words(journal).count(f"{visitor.member.id} on {card.ref}") >= 1
        assert words(journal).count(" on js-party") == words(journal).count(
            f"{visitor.member.id} on {card.ref}"
        )
        assert (await progress_of(store, visitor.member)).saved == (card.ref,)


async def test_two_presses_of_one_member_at_once_are_both_kept(mentor, store, library):
    ada = Visitor(mentor)

    await asyncio.gather(*(ada.says(f"save {card.ref}") for card in library.cards[:20]))

    assert len((await progress_of(store)).saved) == 20


# Words


def test_words_for_one_platform_alone_are_not_said_on_another():
    said = [value for name, value in vars(wording).items() if name.isupper()]

    assert "workspace" not in repr(said).replace("server or workspace", "")


async def test_help_tells_all_commands_of_one_word_that_are_offered_while_typing(mentor):
    told = {term for term, _ in entries_of(await Visitor(mentor).says("help"))}

    assert {line for line, _ in wording.LINES if " " not in line} == told


# Nothing raises

ANY_TEXT = st.text(st.characters(), max_size=200)
"""Halves of an emoji, which some clients send, among it."""

STARTS = [*commands.VERBS, *commands.WHOLE, "nudges on", "nudges pause", "nudges skip", "journal search",
          "journal edit", "journal open", "journal delete", "reflect free", "data delete", "data export",
          "ritual on", "ritual off", "questions keep", "another a/b:", "stage", "saved",
          "admins add", "admins remove", ""]  # fmt: skip

FIELDS = ("question", "text", "word", "weekday", "time", "zone", "until")


def lines():
    said = st.one_of(
        ANY_TEXT,
        st.sampled_from(["monday 9:00 usa", "2026-W48", "a/b", "999", "in 999 years", "9 am", "search x"]),
    )
    return st.builds(lambda start, rest: f"{start} {rest}", st.sampled_from(STARTS), said) | ANY_TEXT


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    visits=st.lists(
        st.tuples(
            lines(),
            st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=10), ANY_TEXT, max_size=3),
            st.booleans(),
            st.sampled_from([None, Channel("terminal", "general")]),
            st.sampled_from([None, "Europe/Berlin", "Pacific/Kiritimati", "Nowhere/Land"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_nothing_a_member_says_raises(search, visits):
    async def visiting():
        mentor = Mentor(Catalogue(search), MemoryStore())
        await mentor.reply(Request(ADA, "reflect free", MONDAY, {"text": "Half of one: \ud83d"}))
        for text, fields, admin, channel, zone, overheard in visits:
            request = Request(
                ADA, text, MONDAY, fields, channel=channel, admin=admin, zone=zone, overheard=overheard
            )
            assert (await mentor.reply(request)).parts
        assert (await mentor.reply(Request(ADA, "data export", MONDAY))).parts

    asyncio.run(visiting())


async def test_a_clock_that_a_platform_made_up_is_not_believed(mentor, store):
    ada = Visitor(mentor, zone="Nowhere/Land")

    await ada.writes("reflect free", "Still here.")
    assert "Monday 23 November" in words(await ada.says("journal"))
    assert values_of(await ada.says("nudges on"))["zone"] == "Nowhere/Land"
    await ada.fills()
    async with store.reading() as records:
        assert not [it for it in await records.nudges(ADA, 5) if it.state is State.PENDING]


async def test_what_one_wrote_is_nobody_elses_to_open(mentor):
    ada, bob = Visitor(mentor), Visitor(mentor, BOB, admin=True)
    await ada.writes("reflect free", "For my eyes only.")
    await ada.says("journal")
    [id] = {it.command.split()[-1] for it in pressable(ada.last) if it.command.startswith("journal open")}

    for line in (f"journal open {id}", f"journal edit {id}", f"journal delete {id} yes", "journal"):
        assert "eyes only" not in words(await bob.says(line, text="Mine now."))
    assert "For my eyes only." in words(await ada.says(f"journal open {id}"))
