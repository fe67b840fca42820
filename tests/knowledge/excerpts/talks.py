"""Small transcripts and editions of them, made for tests."""

from collections.abc import Sequence

import numpy as np

from knowledge.cards import Episode, Person, Stage, TimeMark
from knowledge.encoder import DIMENSIONS
from knowledge.excerpts.compact import Compact
from knowledge.excerpts.model import Edition, Excerpt
from knowledge.transcripts.model import Transcript
from knowledge.transcripts.reading import read_transcript


def transcript(*turns: tuple[str, str]) -> Transcript:
    """What some people say, in the Markdown that podcasts publish."""
    return read_transcript("\n\n".join(f"**{name}:** {text}" for name, text in turns).encode(), "talk.md")


def words(count: int, word: str = "talk") -> str:
    """A sentence of so many words."""
    return " ".join([word.capitalize(), *[word] * (count - 1)]) + "."


def episode(slug: str = "tea-time-1") -> Episode:
    """An episode with a page and a time."""
    return Episode(
        slug=slug,
        show="Tea Time",
        number=1,
        title="On teams",
        url=f"https://tea.example/{slug}",
        licence="CC BY 4.0",
        attribution="From Tea Time 1",
        turns=9,
        people=(Person("Ada Bird", ("Ada",)),),
        marks=(TimeMark(2, 61, opens=True),),
    )


def edition(slug: str, texts: Sequence[str], pieces: Sequence[int] = ()) -> Edition:
    """An edition with an excerpt of each text, of as many vectors as *pieces* says (one, if nothing)."""
    counts = [*pieces] or [1] * len(texts)
    rows = np.array([_direction(f"{slug} {at}") for at in range(sum(counts))]).reshape(-1, DIMENSIONS)
    excerpts = tuple(
        Excerpt(
            id=f"t{turn}",
            turns=(turn, turn),
            main=turn,
            speaker="Ada Bird",
            start=None,
            title=text[:40],
            text=text,
            topics=("feedback",),
            stages=(Stage.STAFF,),
            worth=0.5,
            pieces=count,
        )
        for turn, (text, count) in enumerate(zip(texts, counts, strict=True), 1)
    )
    return Edition(episode(slug), excerpts, Compact.of(rows.astype(np.float32)))


def _direction(seed: str) -> np.ndarray:
    vector = np.random.default_rng(list(seed.encode())).standard_normal(DIMENSIONS)
    return vector / np.linalg.norm(vector)
