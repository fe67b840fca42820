"""Vectors in a byte a number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder import DIMENSIONS
from knowledge.excerpts.compact import NO_VECTORS, Compact


def directions(seed: int, count: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(st.integers(0, 2**32), st.integers(1, 40))
def test_a_cosine_is_right_but_for_its_third_decimal(seed, count):
    vectors = directions(seed, count)
    nearer = vectors[0] + 0.02 * vectors.sum(axis=0)
    asked = nearer / np.linalg.norm(nearer)
    assert Compact.of(vectors).cosines(asked) == pytest.approx(vectors @ asked, abs=5e-3)


@given(st.integers(0, 2**32))
def test_the_order_of_what_is_plainly_nearer_stays(seed):
    asked, other = directions(seed, 2)
    between = np.array([asked + share * other for share in (0, 0.3, 0.6, 1, 2)])
    vectors = between / np.linalg.norm(between, axis=1, keepdims=True)
    assert np.array_equal(np.argsort(-Compact.of(vectors).cosines(asked)), np.arange(5))


def test_every_number_of_the_products_counts():
    # As large as they get: sums that a processor without room for them would cut off.
    vectors = np.full((3, DIMENSIONS), DIMENSIONS**-0.5, np.float32)
    vectors[1] *= -1
    assert Compact.of(vectors).cosines(vectors[0]) == pytest.approx([1, -1, 1], abs=1e-5)


def test_parts_lie_one_behind_the_other():
    vectors = directions(1, 5)
    joined = Compact.joined([Compact.of(vectors[:2]), NO_VECTORS, Compact.of(vectors[2:])])
    assert np.array_equal(joined.expanded, Compact.of(vectors).expanded)


def test_some_are_taken_by_their_places():
    compact = Compact.of(directions(1, 5))
    assert np.array_equal(compact[1:3].expanded, compact.expanded[1:3])
    every_other = np.array([True, False, True, False, True])
    assert np.array_equal(compact[every_other].expanded, compact.expanded[::2])


def test_some_are_from_everywhere():
    compact = Compact.of(directions(1, 7))
    assert np.array_equal(compact.some(3), compact.expanded[::3])
    assert np.array_equal(compact.some(7), compact.expanded)
    assert len(NO_VECTORS.some(3)) == 0


def test_a_vector_of_nothing_is_near_to_nothing():
    assert Compact.of(np.zeros((1, DIMENSIONS), np.float32)).cosines(directions(1, 1)[0]) == [0]


def test_no_vectors_have_no_cosines():
    assert NO_VECTORS.cosines(directions(1, 1)[0]).shape == (0,)
