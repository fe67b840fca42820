"""Files that are no transcripts: each is called what it is, with what that means and what to do."""

import pytest

from knowledge.library import EPISODES
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import EXPLAINED, PARTS_MAX, SIZE_MAX, Problem, TranscriptUnusable


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_says_what_it_is_what_it_means_and_what_to_do(problem):
    unusable = TranscriptUnusable(problem, "a thing")
    for said in (unusable.what, unusable.means, unusable.do):
        assert said.endswith((".", "?"))
    assert str(unusable) == f"{unusable.what} {unusable.means} {unusable.do}"
    assert "{" not in str(unusable)


def test_no_explanation_is_left_over():
    assert set(EXPLAINED) == set(Problem)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.EMPTY),
        (b"%PDF-1.4", Problem.NO_TEXT),
        (b"x" * (SIZE_MAX + 1), Problem.TOO_BIG),
        (b"<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>", Problem.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", Problem.FEED),
        (b"<tt xmlns='http://www.w3.org/ns/ttml'><body/></tt>", Problem.FEED),
        (b"WEBVTT", Problem.NOTHING_SAID),
        (b"WEBVTT\n\nNOTE nothing", Problem.NOTHING_SAID),
        (b"**Break:** [0:10]", Problem.NOTHING_SAID),
        (b"[0:10] [0:20]", Problem.NOTHING_SAID),
        (b"**Ada:**\n\n**Ben:**", Problem.NOTHING_SAID),
        (b"x\n" * (PARTS_MAX + 1), Problem.TOO_MANY_PARTS),
        (b"**A:** x " * (PARTS_MAX // 2 + 1), Problem.TOO_MANY_PARTS),
    ],
    ids=lambda it: it if isinstance(it, str) else repr(it[:20]),
)
def test_a_file_that_is_no_transcript_is_called_what_it_is(data, problem):
    with pytest.raises(TranscriptUnusable) as unusable:
        read_transcript(data)
    assert unusable.value.problem is problem


@pytest.mark.parametrize("path", sorted(EPISODES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_curated_episode_is_recognised_whatever_it_is_called(path):
    with pytest.raises(TranscriptUnusable, match="career episodes check") as unusable:
        read_transcript(path.read_bytes(), "transcript.md")
    assert unusable.value.problem is Problem.CURATED


def test_a_text_that_speaks_of_an_episode_in_brackets_is_no_curated_one():
    assert read_transcript(b"Ada: Tea?\n[episode]\nBen: Yes.").format == "text"
