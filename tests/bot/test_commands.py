"""The grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import (
    Ask,
    AskForQuestion,
    Command,
    Greet,
    More,
    OpenCard,
    ShowHelp,
    ShowTopics,
    Stray,
    more,
    open_card,
    parse,
)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", Greet()),
        ("   ", Greet()),
        ("topics", ShowTopics()),
        ("Topics ", ShowTopics()),
        ("help", ShowHelp()),
        ("?", ShowHelp()),
        ("ask", AskForQuestion()),
        ("ask how do I grow?", Ask("how do I grow?")),
        ("open js-party-286/start-large", OpenCard("js-party-286/start-large")),
        ("more 3: burnout", More("burnout", 3)),
        ("more", Stray()),
        ("99", Stray()),
        ("Hi!", Greet()),
        ("thank you", Greet()),
    ],
)
def test_a_verb_is_a_command(line: str, command: Command):
    assert parse(line, {}) == command


@pytest.mark.parametrize(
    "line",
    [
        "help me get promoted",
        "topics for a one on one?",
        "open source burnout",
        "more money?",
        "more 3",
        "more 5 years until staff?",
        "staff",
    ],
)
def test_a_question_that_begins_with_a_verb_is_still_a_question(line: str):
    assert parse(line, {}) == Ask(line)


def test_a_filled_form_asks_its_question():
    assert parse("ask", {"question": " why me? "}) == Ask("why me?")


def test_an_empty_form_asks_again():
    assert parse("ask", {"question": "  "}) == AskForQuestion()


@given(question=st.text(min_size=1).map(str.strip).filter(bool), seen=st.integers(0, 999))
def test_what_a_more_button_says_is_read_back(question: str, seen: int):
    assert parse(more(question, seen), {}) == More(question, seen)


@given(ref=st.from_regex(r"[a-z0-9-]+/[a-z0-9-]+", fullmatch=True))
def test_what_an_open_button_says_is_read_back(ref: str):
    assert parse(open_card(ref), {}) == OpenCard(ref)


@given(st.text())
def test_any_line_is_some_command(line: str):
    parse(line, {})
