"""Scores by shared words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.curation import read_vocabulary
from knowledge.lexical import CARD_WORDS, HITS_MAX, QUESTION_WORDS, LexicalIndex, WordIndex
from knowledge.library import Library

TEXTS = ["green tea", "black tea", "tea milk", "roasted beans"]


@pytest.fixture(scope="module")
def index():
    return WordIndex(TEXTS)


def test_texts_that_share_no_word_score_nothing(index):
    assert index.scores("saddle a horse").tolist() == [0, 0, 0, 0]


def test_only_texts_that_share_a_word_score(index):
    assert (index.scores("more tea") > 0).tolist() == [True, True, True, False]


def test_the_text_that_shares_most_scores_most(index):
    assert index.scores("black tea").argmax() == 1


def test_words_are_compared_by_their_stems(index):
    assert index.scores("Roasting a BEAN").argmax() == 3


def test_accents_do_not_part_words(index):
    assert index.scores("tea").tolist() == index.scores("t\u00e9\u00e0").tolist()


@pytest.mark.parametrize("question", ["", "   ", "?!", "\U0001f389", "the of and"])
def test_a_question_without_words_of_weight_scores_nothing(index, question):
    assert index.scores(question).tolist() == [0, 0, 0, 0]


def test_rare_and_common_words_score_alike_when_they_are_all_that_is_asked(index):
    assert np.isclose(index.scores("milk")[2], index.scores("tea")[2])


def test_a_question_half_of_whose_words_are_elsewhere_scores_less(index):
    assert index.scores("milk zebra")[2] < 0.6 * index.scores("milk")[2]


def test_saying_a_word_twice_asks_for_nothing_more(index):
    assert index.scores("milk tea").tolist() == index.scores("milk tea tea tea").tolist()


@pytest.mark.parametrize(
    "question",
    [
        "(milk tea",
        "milk] tea[",
        "milk AND tea",
        "milk OR tea",
        '"tea milk"',
        "+milk -tea",
        "milk:tea",
        "milk* ~tea?",
        "'milk\\tea'",
    ],
)
def test_query_syntax_is_only_words(index, question):
    assert np.allclose(index.scores("milk tea"), index.scores(question))


SYNTAX = st.sampled_from(
    ["tea", "milk", "AND", "OR", "NOT", "(", ")", "[", "TO", "]", ":", '"', "^", "~", "*", "\\", "text:", " "]
)


@given(st.text() | st.lists(SYNTAX).map("".join))
def test_any_text_can_be_asked(index, question):
    scores = index.scores(question)
    assert (len(TEXTS),) == scores.shape
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


def test_only_the_best_texts_get_a_score():
    assert np.count_nonzero(WordIndex(["tea"] * (HITS_MAX + 20)).scores("tea")) == HITS_MAX


@pytest.fixture
def shelf(curated, vocabulary):
    """Makes a library of the small file, with each of some passages replaced by another."""
    return lambda *edits: Library((curated(*edits),), read_vocabulary(vocabulary))


@pytest.mark.parametrize(
    ("asked", "place"),
    [("large decision", 0), ("asking nobody", 1), ("decide alone", 1), ("pick up", 0), ("quit", 1)],
    ids=["advice", "example question", "title", "alias of its topic", "alias of its topic too"],
)
def test_a_card_is_found_by_the_words_of(shelf, asked, place):
    assert place == LexicalIndex(shelf()).read(asked).argmax()


def test_a_cards_other_topics_are_not_among_its_words(shelf):
    assert (LexicalIndex(shelf()).read("pick") > 0).tolist() == [True, False]


def test_each_question_counts_for_its_own_card(shelf):
    library = shelf(("asking nobody, way 7", "an unheard zebra"))
    assert (LexicalIndex(library).read("zebra") > 0).tolist() == [False, True]


def whole(library):
    """All words of each card, with those of its main topic."""
    topics = [library.topic(card.topics[0]) for card in library.cards]
    return WordIndex([
        " ".join((card.title, card.advice, *card.questions, topic.name, *topic.aliases))
        for card, topic in zip(library.cards, topics, strict=True)
    ])  # fmt: skip


def test_a_word_of_the_advice_alone_gets_the_whole_cards_weight_only(shelf):
    library = shelf()
    assert np.allclose(CARD_WORDS * whole(library).scores("large"), LexicalIndex(library).read("large"))


def test_a_cards_best_question_counts_beside_the_whole_card(shelf):
    library = shelf()
    single = WordIndex([text for card in library.cards for text in (card.title, *card.questions)])
    expected = (
        CARD_WORDS * whole(library).scores("nobody")[1] + QUESTION_WORDS * single.scores("nobody").max()
    )
    assert np.isclose(expected, LexicalIndex(library).read("nobody")[1])
