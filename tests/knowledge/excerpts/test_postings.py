"""Words of excerpts, compared as tantivy compares the words of cards."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.excerpts.postings import joined, post
from knowledge.lexical import WordIndex

WORDS = [
    "staff",
    "engineer",
    "promotion",
    "salary",
    "manager",
    "feedback",
    "burnout",
    "mentor",
    "team",
    "review",
]

texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), min_size=1, max_size=12)
questions = st.lists(st.sampled_from([*WORDS, "kubernetes"]), min_size=1, max_size=6).map(" ".join)


@given(texts, questions)
def test_scores_are_tantivys_but_for_the_lengths_that_it_rounds(given_texts, question):
    ours, theirs = post(given_texts).scores(question), WordIndex(given_texts).scores(question)
    assert (ours > 0).tolist() == (theirs > 0).tolist()
    assert ours == pytest.approx(theirs, rel=0.12)


@given(texts, texts, questions)
def test_what_is_laid_together_scores_as_if_it_had_been_one(some, more, question):
    both = joined([post(some), post(more)])
    assert both.scores(question) == pytest.approx(post([*some, *more]).scores(question))


@given(texts, questions, st.data())
def test_what_is_taken_out_leaves_no_trace(given_texts, question, data):
    gone = np.array(data.draw(st.lists(st.booleans(), min_size=len(given_texts), max_size=len(given_texts))))
    rest = [text for text, out in zip(given_texts, gone, strict=True) if not out]
    assert post(given_texts).without(gone).scores(question) == pytest.approx(post(rest).scores(question))


def test_nothing_is_found_where_nothing_is():
    assert len(joined([]).scores("staff")) == 0
    assert post(["", "staff"]).scores("...").tolist() == [0, 0]
