"""Near-copies are told by a few hashes of what is said."""

from knowledge.excerpts.sketch import BATCH, SIZE, likeness, sketch
from tests.knowledge.excerpts.talks import transcript


def said(*words: object):
    return sketch(transcript(("Mel Ott", " ".join(map(str, words)))))


def test_the_smallest_hashes_are_kept_each_once_however_much_is_said():
    words = range(3 * BATCH)
    long = said(*words)
    assert len(long) == SIZE
    assert list(long) == sorted(set(long))
    assert likeness(long, said(*words, *words)) > 0.9


def test_a_part_is_less_like_the_whole_the_shorter_it_is():
    words = range(BATCH)
    half, tenth = (likeness(said(*words), said(*words[: BATCH // part])) for part in (2, 10))
    assert 0.3 < half < 0.7
    assert 0.0 < tenth < half


def test_what_has_nothing_in_common_is_not_alike():
    assert likeness(said("hello"), said("goodbye")) == 0.0
