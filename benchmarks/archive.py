"""What is labelled of the shared archive of transcripts: which episodes, their questions, their worth."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from labelled import HERE, SHARED
from numpy.typing import NDArray

from knowledge.excerpts.cutting import Passage
from knowledge.transcripts.model import Transcript
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import TranscriptUnusable
from tests.knowledge.transcripts.real import transcripts

TRAIN = (
    "js-party-239", "go-time-82", "the-changelog-479", "js-party-97", "go-time-332", "brain-science-19",
    "js-party-159", "go-time-239", "the-changelog-464",
)  # fmt: skip
"""Episodes that are fitted on."""

TEST = (
    "js-party-218", "the-changelog-453", "go-time-54", "changelog--friends-23", "ship-it-113", "backstage-11",
)  # fmt: skip
"""Episodes that are only reported on."""

OTHERS = SHARED / "data" / "episodes"
"""Episodes that others asked questions about."""

EPISODES = HERE / "episodes"


def dev() -> list[dict[str, Any]]:
    """The questions that others asked about five more episodes: chosen by, and not fitted on."""
    return _lines(OTHERS / "dev.jsonl")


def questions(slug: str) -> list[dict[str, Any]]:
    """Our questions about an episode, with the turns that answer them."""
    return _lines(EPISODES / "questions" / f"{slug}.jsonl")


def grades(slug: str, passages: tuple[Passage, ...]) -> NDArray[np.float64]:
    """How much each passage is worth sending by its label: 2 as advice, 1 partly, 0 not."""
    labels = json.loads((EPISODES / "worth" / f"{slug}.json").read_text(encoding="utf-8"))
    grade = {turn: float(name) for name in "12" for turn in labels[name]}
    return np.array([grade.get(it.main, 0.0) for it in passages])


def episodes(wanted: frozenset[str], every: int = 0) -> Iterator[tuple[str, Transcript]]:
    """The episodes that are *wanted*, by their slugs, and of one of *every* so many others."""
    for place, (name, data) in enumerate(transcripts(SHARED)):
        slug = Path(name).stem
        if slug in wanted or (every and place % every == 0):
            try:
                yield slug, read_transcript(data, name)
            except TranscriptUnusable:
                continue


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
