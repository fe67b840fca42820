"""Real transcripts, held against another reader of them."""

import re

import pytest

from knowledge.transcripts.reading import read_transcript
from tests.knowledge.transcripts.real import ILL_FORMED, difference, other_reader, transcripts

EVERY = 12
"""One in so many of the two thousand is read here; `benchmarks/transcripts.py` reads them all."""

KNOWN = [
    "js-party-286",
    "brain-science-33",
    "changelog--friends-65",
    "go-time-99",
    "js-party-104",
    "the-changelog-422",
]


@pytest.fixture(scope="session")
def other(shared):
    return other_reader(shared) or pytest.skip("the other reader of transcripts is not here")


@pytest.fixture(scope="session")
def some(shared):
    chosen = {name: data for at, (name, data) in enumerate(transcripts(shared)) if at % EVERY == 0}
    return chosen or pytest.skip("the real transcripts are not here")


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_transcript_has_the_turns_and_words_that_the_other_reader_finds(name, shared, other):
    [path] = [*(shared / "data").glob(f"*/{name}.md")] or pytest.skip(f"{name}.md is not in {shared}")
    # It takes "**Break**:", with the colon outside, for words of the turn before.
    data = re.sub(rb"(?m)^\*\*Break\*\*:.*$", b"", path.read_bytes())
    assert difference(read_transcript(data).turns, other.turns(data.decode())) == 0


def test_well_formed_transcripts_have_the_turns_and_words_that_the_other_reader_finds(some, other):
    well_formed = {name: data for name, data in some.items() if not ILL_FORMED.search(data.decode())}
    assert len(well_formed) > len(some) / 2
    for name, data in well_formed.items():
        assert difference(read_transcript(data).turns, other.turns(data.decode())) == 0, name


def test_every_real_transcript_has_named_turns_with_words(some):
    for name, data in some.items():
        transcript = read_transcript(data)
        assert (transcript.format, transcript.language) == ("markdown", "en"), name
        assert all(turn.speaker for turn in transcript.turns), name
        assert sum(not turn.text for turn in transcript.turns) <= len(transcript.turns) / 10, name
