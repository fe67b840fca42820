"""Cards and excerpts in one list."""

from dataclasses import replace

import pytest

from knowledge.cards import Card, Episode, Kind, Provenance
from knowledge.excerpts.finding import Finding, Found
from knowledge.meaning import Reading
from knowledge.merging import Match, chance, merged

TALK = Episode("talk", "Talk", 1, "Talk", "", "", "", 99, (), ())
SHOW = Episode("show", "Show", 1, "Show", "", "", "", 99, (), ())


def card(id, episode, turns):
    return Card(id, episode, id, id, (), turns, None, ("a",), (), Kind.ADVICE, "", (), (), Provenance.CURATED)


CARDS = tuple(Match(card(f"c{at}", TALK, (at, at)), 3 - at / 10) for at in range(1, 8))
EXCERPTS = tuple(Found(card(f"e{at}", SHOW, (at, at)), 1 - at / 10, 0.5) for at in range(1, 8))
FOUND = Finding(EXCERPTS, nearest=0.5)


def reading(asked: float = 0.5, advised: float = 0.5, far: float = 0.3, covered: float = 0.5) -> Reading:
    return Reading(None, 0.4, far, covered, asked, advised, None)


def order(matches):
    return " ".join(it.card.id for it in matches)


def test_a_question_that_a_card_has_is_answered_by_cards_first():
    assert order(merged(CARDS, FOUND, reading(asked=0.9), 0.8)) == "c1 c2 c3 c4 c5 e1 e2 e3 e4 e5 e6 e7 c6 c7"


def test_a_question_that_excerpts_fit_better_is_answered_by_them_first():
    assert order(merged(CARDS, FOUND, reading(0.3, 0.3), 0.1)) == "e1 e2 e3 e4 e5 c1 c2 c3 c4 c5 c6 c7 e6 e7"


def test_a_question_that_no_card_answers_is_answered_by_excerpts_first():
    near = replace(reading(asked=0.9), missed=True)
    assert order(merged(CARDS, FOUND, near, 0.8)).startswith("e1 e2 e3 e4 e5 c1")


def test_from_what_fits_excerpts_better_to_what_fits_cards_better_the_others_come_in_step_by_step():
    orders = [order(merged(CARDS, FOUND, reading(asked / 100), 0.3)) for asked in range(100)]
    assert list(dict.fromkeys(orders)) == [
        "e1 e2 e3 e4 e5 c1 c2 c3 c4 c5 c6 c7 e6 e7",
        "e1 e2 c1 e3 e4 e5 c2 c3 c4 c5 c6 c7 e6 e7",
        "c1 e1 c2 e2 c3 e3 c4 e4 c5 e5 c6 e6 c7 e7",
        "c1 c2 e1 c3 c4 c5 e2 e3 e4 e5 e6 e7 c6 c7",
        "c1 c2 c3 c4 c5 e1 e2 e3 e4 e5 e6 e7 c6 c7",
    ]


def test_without_a_model_cards_come_first():
    assert order(merged(CARDS, FOUND)).startswith("c1 c2 c3 c4 c5 e1")


@pytest.mark.parametrize("asked", [0.1, 0.5, 0.55, 0.6, 0.65, 0.7, 0.9])
def test_the_order_is_that_of_the_scores(asked):
    scores = [it.score for it in merged(CARDS, FOUND, reading(asked), 0.3)]
    assert scores == sorted(scores, reverse=True)


def test_what_a_card_says_of_a_turn_takes_the_place_of_what_was_said():
    said = Found(card("t3", TALK, (3, 5)), 2.0, 0.9)
    assert order(merged(CARDS[:3], Finding((said, *EXCERPTS[:1]), 0.9))) == "c1 c2 c3 e1"


def test_without_excerpts_the_cards_are_as_they_were():
    assert merged(CARDS, Finding(), reading(), 0.5) == CARDS
    assert merged((), FOUND) == tuple(Match(it.card, 0.0) for it in EXCERPTS)


def test_an_excerpt_answers_if_it_is_near_and_what_nobody_covers_is_not():
    near, rather, far = (Finding((Found(EXCERPTS[0].card, 1, it),), it) for it in (0.7, 0.4, 0.1))
    assert chance(near, reading()) > 0.9
    assert chance(far, reading()) < 0.1
    assert chance(rather, reading(far=0.9)) < 0.5 < chance(rather, reading(far=0.3))
    assert chance(Finding(), reading()) == 0.0


def test_among_many_excerpts_some_are_near_by_chance():
    few, many = (replace(FOUND, among=among) for among in (500, 50_000))
    assert chance(many, reading()) < chance(few, reading())
    doubtful = next(at / 100 for at in range(100) if first(few, reading(at / 100)) == "c1")
    assert first(few, reading(doubtful - 0.05)) == "e1"
    assert first(many, reading(doubtful - 0.05)) == "c1"


def first(found, read):
    return merged(CARDS, found, read, 0.3)[0].card.id
