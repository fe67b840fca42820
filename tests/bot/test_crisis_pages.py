"""What whoever cries for help, or tells of harm, is shown, and what becomes of their words: nothing."""

import pytest

from adapters.jsonl import answer_row
from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.mentor import Mentor, found_for, look_up
from bot.message import Audience
from bot.model import Channel, Request
from tests.bot.visitor import ADA, BOB, MONDAY, Visitor, paragraphs, words

GENERAL = Channel("terminal", "general")
DANGER = "I don't want to be here anymore"
HARM = "my boss harasses me"


@pytest.fixture
def mentor(search):
    return Mentor(Catalogue(search), MemoryStore())


@pytest.fixture
def ada(mentor):
    return Visitor(mentor, channel=GENERAL)


async def quoted(mentor, text):
    request = Request(ADA, f"ask {text}", MONDAY, channel=GENERAL, overheard=True, quoting=True)
    return await mentor.reply(request)


@pytest.mark.parametrize(("line", "said"), [(DANGER, wording.CRISIS), (HARM, wording.HARM)])
@pytest.mark.parametrize("overheard", [True, False])
@pytest.mark.parametrize("before", ["", "ask "])
async def test_people_to_turn_to_are_named_to_the_member_alone(ada, line, said, overheard, before):
    ada.overheard = overheard

    message = await ada.says(before + line)

    assert paragraphs(message) == [said]
    assert len(message.parts) == 1
    assert (message.audience, message.urgent, message.answered) == (Audience.MEMBER, True, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DANGER, wording.CRISIS_OF_ANOTHER),
        (HARM, wording.HARM),
        ("ich will sterben", wording.CRISIS_OF_ANOTHER),
    ],
)
async def test_whoever_brings_the_words_of_another_is_told_what_they_can_do(mentor, text, said):
    message = await quoted(mentor, text)

    assert paragraphs(message) == [said]
    assert (message.audience, message.urgent) == (Audience.MEMBER, True)


@pytest.mark.parametrize("line", [DANGER, HARM])
async def test_neither_is_kept_as_a_question_without_an_answer(mentor, ada, line):
    admin = Visitor(mentor, BOB, admin=True, channel=GENERAL)
    await admin.says("questions keep")

    await ada.says(line)

    assert line not in words(await admin.says("gaps"))


@pytest.mark.parametrize("text", [DANGER, "A good day."])
async def test_a_reflection_that_is_changed_into_a_cry_for_help_names_people_to_turn_to(ada, text):
    await ada.writes("reflect free", "A day.")
    await ada.says("journal")
    await ada.presses("Monday 23 November")
    await ada.presses(wording.EDIT_BUTTON)

    await ada.fills(text=text)

    assert text in paragraphs(ada.last)
    assert (wording.CRISIS in paragraphs(ada.last)) is (text == DANGER)


async def test_what_others_did_can_be_written_down_in_the_journal(ada):
    assert wording.HARM not in words(await ada.says(f"reflect {HARM}"))
    assert HARM in words(await ada.writes("reflect free", HARM)) or HARM in words(await ada.says("journal"))


@pytest.mark.parametrize(("line", "said"), [(DANGER, wording.CRISIS), (HARM, wording.HARM)])
def test_nobody_in_particular_is_shown_the_same(search, line, said):
    assert paragraphs(look_up(search, line)) == [said]


@pytest.mark.parametrize("line", [DANGER, HARM, "I want to kill myself"])
def test_a_program_gets_no_card_and_the_format_that_it_knows(search, line):
    assert answer_row("7", line, found_for(search, line)) == {
        "id": "7",
        "q": line,
        "answered": False,
        "confidence": 0.0,
        "results": [],
    }


def test_a_program_gets_the_cards_of_what_only_sounds_like_it(search):
    question = "my manager is aggressive about deadlines"
    assert found_for(search, question) == search.ask(question)
