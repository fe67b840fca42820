"""Editions as bytes and back."""

import json
import zlib
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cards import Chapter
from knowledge.excerpts.packing import NUMBER, EditionUnreadable, pack, unpack
from tests.knowledge.excerpts.talks import edition

SOME = edition("tea-time-1", ["Ask for feedback early.", "Say no \u2013 kindly.", ""], [1, 2, 0])


def test_an_edition_comes_back_whole():
    again = unpack(pack(SOME)).edition
    assert (again.episode, again.excerpts) == (SOME.episode, SOME.excerpts)
    assert np.array_equal(again.vectors.expanded, SOME.vectors.expanded)


def test_the_chapters_of_an_episode_come_back():
    chapters = (Chapter("Tea \u2013 or milk?", 0), Chapter("@everyone", 90))
    chaptered = replace(SOME, episode=replace(SOME.episode, chapters=chapters))
    assert unpack(pack(chaptered)).episode.chapters == chapters


def test_the_same_edition_is_the_same_bytes():
    assert pack(SOME) == pack(edition("tea-time-1", [it.text for it in SOME.excerpts], [1, 2, 0]))


def test_an_edition_without_a_model_has_no_vectors():
    bare = edition("tea-time-1", ["Ask for feedback early."], [0])
    assert len(unpack(pack(bare)).vectors) == 0


@pytest.mark.parametrize("version", [1, 2])
def test_an_edition_made_with_another_model_is_read_without_its_vectors(version):
    again = unpack(_packed_before(SOME, version))
    without = tuple(replace(it, pieces=0) for it in SOME.excerpts)
    assert (again.episode, again.edition.excerpts) == (SOME.episode, without)
    assert (len(again.vectors), again.rows["pieces"].tolist()) == (0, [0, 0, 0])
    assert np.array_equal(again.postings.terms, unpack(pack(SOME)).postings.terms)
    assert unpack(pack(again.edition)).edition.excerpts == without


def _packed_before(edition, version):
    """An edition as it was packed when vectors had 384 numbers, and at first, when those had two bytes, time
    marks had names, and episodes had no chapters."""
    now = unpack(pack(edition))
    vectors = now.vectors.rows[:, :384]
    names = ["rows", "vectors", "scales", "terms", "texts", "times", "lengths"]
    episode = asdict(edition.episode)
    if version == 1:
        vectors = vectors.astype("<f2")
        names.remove("scales")
        del episode["chapters"]
        episode["marks"] = [it._asdict() for it in edition.episode.marks]
    raw = [np.ascontiguousarray({**now.arrays, "vectors": vectors}[name]) for name in names]
    head = json.dumps({"episode": episode, "sizes": [it.size for it in raw]}).encode()
    rest = b"".join([NUMBER.pack(len(head)), head, *(it.tobytes() for it in raw), now.compressed])
    return f"career edition {version}".encode() + NUMBER.pack(zlib.crc32(rest)) + rest


@given(st.binary(max_size=200))
def test_other_bytes_are_refused_in_words(data):
    with pytest.raises(EditionUnreadable, match="Load the episode again"):
        unpack(data)


@given(st.integers(0, len(pack(SOME)) - 1), st.integers(1, 255))
def test_damage_is_told_before_anybody_is_shown_it(place, by):
    data = bytearray(pack(SOME))
    data[place] = (data[place] + by) % 256
    with pytest.raises(EditionUnreadable, match="Load the episode again"):
        unpack(bytes(data))


@given(st.integers(0, len(pack(SOME)) - 1))
def test_what_breaks_off_is_told(length):
    with pytest.raises(EditionUnreadable):
        unpack(pack(SOME)[:length])
