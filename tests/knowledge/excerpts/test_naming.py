"""What excerpts are called, and for whom they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cards import Stage
from knowledge.encoder import DIMENSIONS
from knowledge.excerpts.cutting import cut
from knowledge.excerpts.naming import TITLE_MAX, Topics, stages, title
from tests.knowledge.encoders import CountingEncoder
from tests.knowledge.excerpts.talks import transcript, words

ANSWER = (
    "You ask them what they would change first. Feedback that nobody asked for is feedback that nobody hears."
)


def passage(*turns):
    return cut(transcript(*turns))[-1]


def test_an_answer_is_called_by_a_short_question():
    asked = "And so, how do you ask a manager for feedback?"
    assert title(passage(("Ada", asked), ("Ben", ANSWER))) == "How do you ask a manager for feedback?"


def test_without_one_it_is_called_by_what_it_comes_back_to():
    told = f"That's great. {ANSWER} Right."
    assert title(passage(("Ada", told))) == "Feedback that nobody asked for is feedback that nobody hears."


def test_a_long_sentence_is_cut_behind_a_word():
    long = "Well, the interviewers asked about the interviews that other interviewers had had before them all"
    assert title(passage(("Ada", long))) == (
        "The interviewers asked about the interviews that other interviewers had\u2026"
    )


@given(st.text(st.characters(exclude_categories=["C"]), min_size=60, max_size=400))
def test_whatever_is_said_a_title_is_one_line_that_fits(text):
    for it in cut(transcript(("Ada", f"{text} {words(12)}"))):
        assert len(title(it)) <= TITLE_MAX
        assert "\n" not in title(it)
        assert any(map(str.isalnum, title(it)))


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("Yeah. \u201cI was told to wait, and so I did, all of that long and cold year.\u201d", "I was told"),
        ("Right? Yeah! it was what it was, and then it was not what it was any more.", "It was what it was"),
        ("Yeah, yeah. Well. Right. Okay, so. And then, yes. No, no. Well, right.", "Yeah, yeah. Well."),
    ],
)
def test_what_says_little_is_called_by_some_of_its_words_all_the_same(said, called):
    assert called in title(passage(("Ada", said)))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("When I was a junior, nobody told me.", (Stage.JUNIOR,)),
        ("Our staff engineers report to a director.", (Stage.STAFF, Stage.DIRECTOR)),
        ("The kitchen staff was very kind.", ()),
        ("She was head of design before she was a founder.", (Stage.DIRECTOR, Stage.FOUNDER)),
    ],
)
def test_stages_are_those_that_are_named(said, found):
    assert stages(passage(("Ada", f"{said} {words(12)}"))) == found


def test_topics_are_those_whose_names_are_near_and_none_if_none_is(library):
    topics = Topics(library, CountingEncoder())
    about = np.vstack([CountingEncoder().encode(["career switch"]), np.zeros((1, DIMENSIONS), np.float32)])
    near = topics.near(about)
    assert library.topic(topics.named(near[:1])[0]) == library.topic_called("career switch")
    assert topics.named(near[1:]) == topics.named(near[:0]) == ()
