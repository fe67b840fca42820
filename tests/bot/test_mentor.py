"""The core's one door, with what a member cannot do to it."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.mentor import Mentor
from bot.message import Advice, Button, Buttons, Choice, Choices, Message
from bot.model import Member, Request
from knowledge.library import Library
from knowledge.search import Search

ADA = Member("workspace", "ada")


async def asked(mentor: Mentor, text: str) -> Message:
    return await mentor.reply(Request(ADA, text))


@pytest.fixture
def mentor(search: Search) -> Mentor:
    return Mentor(search)


def commands(message: Message) -> list[str]:
    pressable: list[Button | Choice] = []
    for part in message.parts:
        pressable += (
            part.items if isinstance(part, Choices) else part.buttons if isinstance(part, Buttons) else ()
        )
    return [it.command for it in pressable]


async def test_an_answer_shows_the_best_card_whole_and_two_more_in_a_line(mentor: Mentor):
    message = await asked(mentor, "how do I get credibility in a new technology?")

    assert len([part for part in message.parts if isinstance(part, Advice)]) == 1
    [choices] = [part for part in message.parts if isinstance(part, Choices)]
    assert len(choices.items) == 2
    assert message.answered is True


async def test_everything_that_can_be_pressed_leads_somewhere(mentor: Mentor):
    for line in ("", "help", "topics", "staff", "what are RSUs worth?", "start at a big company?"):
        for command in commands(await asked(mentor, line)):
            message = await asked(mentor, command)
            assert message.parts
            assert message.answered is not False, command


async def test_a_card_without_a_time_mark_gets_no_time(mentor: Mentor, library: Library):
    early = next(card for card in library.cards if card.start is None)

    message = await asked(mentor, f"open {early.ref}")

    [advice, *_] = [part for part in message.parts if isinstance(part, Advice)]
    assert advice.source.audio_from is None
    assert advice.source.audio_url is None


async def test_members_do_not_wait_for_each_other(mentor: Mentor):
    questions = [f"how do I grow in year {year}?" for year in range(20)]

    messages = await asyncio.gather(*(asked(mentor, question) for question in questions))

    assert len(messages) == 20


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=300), fields=st.dictionaries(st.text(max_size=10), st.text(max_size=50), max_size=3)
)
def test_nothing_a_member_says_raises(search: Search, text: str, fields: dict[str, str]):
    message = asyncio.run(Mentor(search).reply(Request(ADA, text, fields)))

    assert message.parts


async def test_a_novel_is_answered(mentor: Mentor):
    novel = "I have been a lead for two years and I am tired. " * 400

    assert len(novel) > 19_000
    assert (await asked(mentor, novel)).parts


async def test_more_shows_every_card_of_every_page_once(mentor: Mentor, library: Library):
    for topic in library.topics:
        for name in (topic.name, *topic.aliases):
            seen: list[str] = []
            message = await asked(mentor, name)
            while True:
                seen += shown(message)
                on = [command for command in commands(message) if command.startswith("more ")]
                if not on:
                    break
                message = await asked(mentor, on[0])

            titles = [card.title for card in library.page(topic)]
            assert [seen.count(title) for title in titles] == [1] * len(titles), name


def shown(message: Message) -> list[str]:
    titles: list[str] = []
    for part in message.parts:
        if isinstance(part, Advice):
            titles.append(part.title)
        elif isinstance(part, Choices):
            titles += [item.label for item in part.items]
    return titles


async def test_a_nickname_is_introduced_with_the_name(mentor: Mentor):
    [advice, *_] = [part for part in (await asked(mentor, "staff")).parts if isinstance(part, Advice)]

    assert advice.speaker == "Kevin Ball (Kball)"
