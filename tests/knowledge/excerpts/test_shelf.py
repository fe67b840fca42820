"""Shelves: many editions, asked at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cards import Topic
from knowledge.excerpts.packing import pack, unpack
from knowledge.excerpts.shelf import BEST_PIECE, EMPTY, Shelf
from tests.knowledge.excerpts.talks import edition

SLUGS = [f"tea-time-{number}" for number in range(5)]
TEXTS = ["Ask for feedback early.", "Say no, kindly.", "Write a design review before the meeting."]


def packed(slug: str, count: int = 3, pieces=()):
    return unpack(pack(edition(slug, [f"{text} {slug}" for text in TEXTS[:count]], pieces)))


def seen(shelf: Shelf, question: str = "feedback review") -> dict[str, tuple]:
    """What a shelf says of each of its excerpts, whatever their order."""
    signs = shelf.read(question, edition("question", [question]).vectors.expanded)
    numbers = zip(signs.near, shelf.around(signs.near), signs.words, signs.worth, strict=True)
    return {shelf.card(place).ref: tuple(it) for place, it in enumerate(numbers)}


def test_an_excerpt_is_found_by_its_row_and_by_its_name():
    shelf = Shelf.of([packed("tea-time-1"), packed("tea-time-2", 2)])
    assert [shelf.card(place).ref for place in (0, 2, 3)] == [
        "tea-time-1/t1",
        "tea-time-1/t3",
        "tea-time-2/t1",
    ]
    assert shelf.named("tea-time-2", "t2") == shelf.card(4)
    assert shelf.named("tea-time-2", "t9") is None
    assert shelf.named("coffee", "t1") is None


def test_a_card_of_an_excerpt_says_where_it_is_from():
    card = Shelf.of([packed("tea-time-1")]).card(1)
    assert (card.advice, card.speaker, card.turns) == ("Say no, kindly. tea-time-1", "Ada Bird", (2, 2))
    assert (card.episode.name, card.url) == ("Tea Time 1", "https://tea.example/tea-time-1")


def test_an_excerpt_is_as_near_as_its_pieces_above_all_as_the_nearest():
    shelf = Shelf.of([packed("tea-time-1", pieces=[2, 1, 1])])
    near = shelf.read("kindly", shelf.vectors[1:2].expanded).near
    cosines = shelf.vectors.expanded @ shelf.vectors.expanded[1]
    first = BEST_PIECE + (1 - BEST_PIECE) * (1 + cosines[0]) / 2
    assert near == pytest.approx([first, *cosines[2:]], abs=1e-3)


def test_without_vectors_an_excerpt_is_neither_near_nor_far():
    shelf = Shelf.of([packed("tea-time-1", pieces=[1, 0, 1])])
    signs = shelf.read("kindly", shelf.vectors[:1].expanded)
    assert signs.near[1] == pytest.approx((signs.near[0] + signs.near[2]) / 2)
    assert signs.words[1] > 0 == signs.words[0]


def test_neighbours_speak_for_an_excerpt_and_those_of_other_episodes_do_not():
    shelf = Shelf.of([packed("tea-time-1"), packed("tea-time-2", 1)])
    signs = shelf.read("anything", shelf.vectors[:1].expanded)
    one, two, three, alone = signs.near
    around = [(3 * one + 2 * two + three) / 6, (2 * one + 3 * two + 2 * three) / 7, None, alone]
    around[2] = (one + 2 * two + 3 * three) / 6
    assert shelf.around(signs.near) == pytest.approx(around, abs=1e-5)


def test_an_edition_takes_the_place_of_the_one_before():
    shelf = Shelf.of([packed("tea-time-1"), packed("tea-time-2")]).with_([packed("tea-time-1", 1)])
    assert sorted(seen(shelf)) == ["tea-time-1/t1", *(f"tea-time-2/t{turn}" for turn in (1, 2, 3))]
    assert {it.slug for it in shelf.episodes} == {"tea-time-1", "tea-time-2"}


def test_a_topic_has_the_excerpts_that_are_about_it():
    shelf = Shelf.of([packed("tea-time-1")])
    assert len(shelf.about(Topic("feedback", "Feedback", "", ()))) == 3
    assert shelf.about(Topic("salary", "Salary", "", ())) == ()


brought = st.tuples(st.sampled_from(SLUGS), st.integers(0, 3))
added = st.lists(brought, max_size=3, unique_by=lambda it: it[0])
changes = st.lists(st.tuples(added, st.lists(st.sampled_from(SLUGS), max_size=2)), max_size=6)


@given(changes)
def test_whatever_comes_and_goes_a_shelf_is_as_if_it_had_been_laid_out_anew(given_changes):
    shelf, live = EMPTY, {}
    for additions, gone in given_changes:
        come = {slug: packed(slug, count, range(1, count + 1)) for slug, count in additions}
        shelf = shelf.with_(come.values(), gone)
        live = {slug: it for slug, it in live.items() if slug not in gone} | come
    anew = seen(Shelf.of(live.values()))
    assert {ref: pytest.approx(it, abs=1e-5) for ref, it in anew.items()} == seen(shelf)
