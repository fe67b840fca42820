"""Commands with a slip in them, and questions that only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.commands import Ask, parse
from bot.mentor import Mentor
from bot.message import Audience
from bot.mistyped import begins_like_command, meant
from bot.model import Channel, Rules
from tests.bot.visitor import BOB, Visitor, cards_of, choices_of, form_of, labels, paragraphs, words

SLIPS = {
    "nudges of": ["nudges on", "nudges off"],
    "nudge puase": ["nudges pause"],
    "nudge puase until monday": ["nudges pause until monday"],
    "Nudgs off": ["nudges off"],
    "data export now": ["data export"],
    "privacy exprt": ["data export"],
    "journal serch staff": ["journal search staff"],
    "jornal search my boss": ["journal search my boss"],
    "stage sr": ["stage senior"],
    "stage mid-level": ["stage mid"],
    "stage princ": ["stage principal"],
    "tpoics": ["topics"],
    "progres": ["progress"],
    "helpp": ["help"],
    "datta": ["data"],
    "savd": ["saved"],
    "settings": ["home", "stage", "nudges", "data"],
    "history": ["progress", "journal", "saved"],
    "stage wizard": ["stage"],
    "relfect I hate my boss": ["reflect I hate my boss"],
    "Reflect: I hate my boss": ["reflect I hate my boss"],
    "reflct why does my boss hate me?": ["reflect why does my boss hate me"],
    "jornal I feel terrible about Tom today, as ever": ["journal I feel terrible about Tom today, as ever"],
    "reflection Bob is mean to me today": ["reflect Bob is mean to me today"],
    "Note to self: I really hate Bob today": ["journal I really hate Bob today"],
    "stop": ["nudges off", "nudges pause"],
    "Unsubscribe!": ["nudges off", "nudges pause"],
    "weekly prompts off": ["nudges off", "nudges pause"],
    "pause": ["nudges pause"],
    "tomorrow": ["nudges snooze", "nudges skip"],
}

QUESTIONS = (
    "open source burnout", "save money or change jobs?", "another job?",
    "reflect on my year with my manager?",
    "stage fright in talks?", "stage fright before a talk", "stage fright", "stage 4 startup?",
    "data engineering", "data engineering or backend?", "data entry", "privacy engineering",
    "prompt engineering", "topics for my 1:1?", "share equity with a cofounder?", "progress review",
    "journal or blog about what I learn?", "nudges from my manager every week", "nudges of my boss?",
    "ritual for a team that is remote?", "questions to ask in an interview", "help me get promoted",
    "staff", "date", "state", "stages", "save", "salary", "reflections", "progression", "startup",
    "reflections on my first year", "diary of a staff engineer", "journaling for engineers",
    "reflection: why does nobody here listen to me?", "note to self reviews", "stop micromanaging", "resume",
)  # fmt: skip


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def mentor(search, store):
    return Mentor(Catalogue(search), store)


@pytest.fixture
def ada(mentor):
    return Visitor(mentor)


@pytest.mark.parametrize("line", SLIPS)
async def test_a_command_with_a_slip_is_not_searched_but_offered(ada, line):
    await ada.says(line)

    assert wording.DID_YOU_MEAN in words(ada.last)
    assert labels(ada.last) == [*SLIPS[line], wording.ASK_ANYWAY_BUTTON]
    assert not cards_of(ada.last)


async def test_what_is_offered_is_to_be_done_and_no_question_to_ask(ada):
    assert {it.verb for it in choices_of(await ada.says("nudges of"))} == {"Do it"}
    assert {it.verb for it in choices_of(await ada.says("hi"))} == {"Ask"}


@pytest.mark.parametrize("line", SLIPS)
async def test_what_is_offered_is_a_command(ada, line):
    for command in SLIPS[line]:
        await ada.says(line)
        await ada.presses(command)
        assert wording.DID_YOU_MEAN not in words(ada.last)
        assert ada.last.answered is None


@pytest.mark.parametrize("line", QUESTIONS)
def test_a_question_stays_one(library, line):
    assert not isinstance(parse(line, {}), Ask) or meant(line, library, admin=True) == ()


async def test_whoever_meant_it_as_a_question_can_ask_it_all_the_same(ada):
    await ada.says("stage sr")

    await ada.presses(wording.ASK_ANYWAY_BUTTON)

    assert cards_of(ada.last)


async def test_what_only_admins_may_do_is_offered_to_them_alone(mentor):
    line = "questions kep"

    assert wording.ASK_ANYWAY_BUTTON not in labels(await Visitor(mentor).says(line))
    assert labels(await Visitor(mentor, admin=True).says(line))[0] == "questions keep"


def test_a_topic_is_a_topic_however_near_it_is_to_a_command(library):
    for topic in library.topics:
        for name in (topic.id, topic.name, *topic.aliases):
            assert not meant(name, library, admin=True), name


def test_no_example_question_is_taken_for_a_command(library):
    assert [
        it for it in library.typed() if isinstance(parse(it, {}), Ask) and meant(it, library, admin=True)
    ] == []


@given(st.text())
def test_any_line_may_be_a_slip_or_none(library, line):
    for choice in meant(line, library, admin=True):
        assert not isinstance(parse(choice.command, {}), Ask)


# What was typed behind them is private


@pytest.mark.parametrize(
    "line",
    [
        "journal serch my breakdown", "jornal search my breakdown", "journal look for my breakdown",
        "refelct I am tired of it all", "nudges my secret", "ask journal serch my breakdown",
        "reflection Bob is mean to me today", "note to self: Bob is mean, as ever",
        "Reflections: why is Bob so mean to me?", "dear diary, Bob is mean to me",
    ],
)  # fmt: skip
async def test_what_may_be_private_is_no_gap_for_admins_to_read(mentor, library, line):
    admin, bob = Visitor(mentor, admin=True), Visitor(mentor, BOB)
    await admin.says("questions keep")

    await bob.says(line)

    assert begins_like_command(line.removeprefix("ask "), library)
    assert wording.no_gaps(Rules("terminal", keeps_questions=True)) in words(await admin.says("gaps"))


@pytest.mark.parametrize(
    "line", ["have you a recipe?", "date night ideas?", "state taxes?", "how do I fix a tap?"]
)
def test_a_question_that_begins_with_a_word_of_its_own_may_be_a_gap(library, line):
    assert not begins_like_command(line, library)


# Reflecting in one line


async def test_what_is_typed_behind_reflect_is_in_the_form_to_go_on_with(ada, store):
    await ada.says("reflect  Today I said no, and it was fine.")
    assert form_of(ada.last).intro == wording.REFLECT_FREELY
    assert form_of(ada.last).fields[0].value == "Today I said no, and it was fine."
    async with store.reading() as records:
        assert await records.reflections(ada.member) == ()

    await ada.fills()

    assert "Today I said no, and it was fine." in words(await ada.says("journal"))


@pytest.mark.parametrize(
    "line", ["journal I feel terrible about my boss Tom", "journal today: all went wrong"]
)
async def test_what_is_typed_behind_journal_is_in_the_form_and_nowhere_else(mentor, line):
    admin, bob = Visitor(mentor, admin=True), Visitor(mentor, BOB)
    await admin.says("questions keep")

    await bob.says(line)

    assert form_of(bob.last).command == "reflect free"
    assert form_of(bob.last).fields[0].value == line.removeprefix("journal ")
    assert wording.no_gaps(Rules("terminal", keeps_questions=True)) in words(await admin.says("gaps"))


async def test_a_long_draft_behind_a_slip_is_in_the_form_at_once(ada):
    draft = "I hate my boss, and I want to say so. " * 5

    [field] = form_of(await ada.says(f"relfect {draft}")).fields

    assert field.value == draft.strip()


async def test_a_draft_that_is_too_long_is_there_to_be_shortened(ada):
    draft = "no " * 1500

    [field] = form_of(await ada.says(f"reflect {draft}")).fields

    assert field.value == draft.strip()
    assert "3000 is all I can keep" in field.error


@pytest.mark.parametrize("begun", ["reflect", "journal", "relfect", "Reflect:", "jornal", "/career reflect"])
async def test_a_draft_that_others_read_is_repeated_nowhere(mentor, begun):
    ada = Visitor(mentor, channel=Channel("terminal", "general"), overheard=True)

    await ada.says(f"{begun} I am tired of it all")

    assert ada.last.audience is Audience.MEMBER
    assert paragraphs(ada.last) == [wording.SAID_ALOUD]
    assert form_of(ada.last).command == "reflect free"
    assert "tired" not in words(ada.last)


async def test_a_draft_can_begin_on_a_line_of_its_own(ada):
    await ada.says("reflect\nToday I said no.\nAnd it was fine.")

    assert form_of(ada.last).fields[0].value == "Today I said no.\nAnd it was fine."


async def test_a_draft_that_is_a_cry_for_help_is_answered_as_one(ada):
    assert paragraphs(await ada.says("reflect I want to die")) == [wording.CRISIS]
    assert paragraphs(await ada.says("journal serch kill myself")) == [wording.CRISIS]
    assert paragraphs(await ada.says("journal I am tired and want to die")) == [wording.CRISIS]
