"""Large files: what an episode can need is read whole, and what none needs is bounded."""

import pytest

from knowledge.transcripts.reading import read_transcript
from tests.knowledge.transcripts import hostile
from tests.knowledge.transcripts.conversations import BETWEEN_TURNS, SECONDS_TO_A_CUE, WRITERS, Said

MEMORY_MAX = 600
"""Megabytes for one file, with Python and all that it loads."""


@pytest.mark.parametrize(("again", "begin"), hostile.BEGINNINGS)
def test_ten_megabytes_of_anything_come_to_an_end_in_bounded_memory(again, begin):
    assert hostile.read(again, begin).megabytes < MEMORY_MAX


@pytest.mark.parametrize(("again", "begin"), hostile.TANGLED.values(), ids=hostile.TANGLED)
def test_what_can_be_read_in_many_ways_is_tried_in_one(again, begin):
    assert hostile.read(again, begin).megabytes < MEMORY_MAX


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_very_long_episode_is_read_whole(writer):
    words = [f"word{number}" for number in range(60)]
    step = SECONDS_TO_A_CUE * 9 + BETWEEN_TURNS
    day = [Said(("Ada Bird", "Ben Cole")[at % 2], [words], at * step) for at in range(1500)]
    transcript = read_transcript(writer.write(day).encode())
    assert len(transcript.turns) == 1500
    assert transcript.words == 90_000
    assert transcript.turns[-1].marks[0] == (0, 1499 * step)
