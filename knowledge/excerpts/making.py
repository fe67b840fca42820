"""From a transcript to its edition: cut, judged, named, and turned into vectors."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, chain

from knowledge.cards import Episode
from knowledge.encoder import Encoder, Mpnet
from knowledge.excerpts.compact import Compact
from knowledge.excerpts.cutting import Passage, cut
from knowledge.excerpts.model import Edition, Excerpt
from knowledge.excerpts.naming import Topics, stages, title
from knowledge.excerpts.packing import MAGIC
from knowledge.excerpts.worth import WORTH_MIN, worth
from knowledge.library import Library
from knowledge.transcripts.model import Transcript

SURELY_WORTH = 0.4
"""From this worth on, passages are kept even of archives: 25 pieces of an episode, on average over two
thousand of a publisher's (benchmarks/worth.py)."""

PIECES_MAX = 1500
"""Pieces of one episode that get vectors, those most worth sending first: of 120,000 words, which are half a
day of talk, and some twenty seconds of work. The largest file that is taken has twenty times as many."""


class Maker:
    """Makes editions for a *library*'s topics; without an *encoder* they can be found by words alone.

    *remembering* reads the topics' names, of which it may keep a cache. *sparing*, it keeps only what is
    surely worth sending: of archives, most is about nothing that a mentor is asked. *how* it makes them is
    another where the same transcript becomes another edition, and *ways* are all that this version knows,
    with this encoder.
    """

    def __init__(
        self,
        library: Library,
        encoder: Mpnet | None,
        remembering: Encoder | None = None,
        *,
        sparing: bool = False,
    ) -> None:
        self._encoder = encoder
        self._least = SURELY_WORTH if sparing else WORTH_MIN
        self._topics = Topics(library, remembering or encoder) if encoder else None
        model = encoder.fingerprint if encoder else "no model"
        hows = {least: f"{MAGIC.decode()}, {model}, from {least}" for least in (WORTH_MIN, SURELY_WORTH)}
        self.how = hows[self._least]
        self.ways = frozenset(hows.values())

    def make(self, transcript: Transcript, episode: Episode) -> Edition:
        """The edition of a transcript: some ten milliseconds for each piece that gets a vector.

        What is worth nothing to anybody who asks is left out.
        """
        judged = [(it, worth(it, episode.chapter_at(it.start))) for it in cut(transcript)]
        kept = [(passage, value) for passage, value in judged if value >= self._least]
        if self._encoder is None or self._topics is None:
            bare = tuple(_excerpt(passage, value) for passage, value in kept)
            return Edition(episode, bare)
        chosen = _chosen(kept)
        pieces = [passage.pieces if passage.id in chosen else () for passage, _ in kept]
        vectors = self._encoder.encode(list(chain.from_iterable(pieces)))
        near, first, excerpts = self._topics.near(vectors), 0, []
        for (passage, value), own in zip(kept, pieces, strict=True):
            last = first + len(own)
            excerpts.append(_excerpt(passage, value, len(own), self._topics.named(near[first:last])))
            first = last
        return Edition(episode, tuple(excerpts), Compact.of(vectors))


def _chosen(judged: Sequence[tuple[Passage, float]]) -> AbstractSet[str]:
    """The ids of those most worth sending, as many as may get vectors."""
    best = [passage for passage, _ in sorted(judged, key=lambda it: -it[1])]
    ends = accumulate(len(it.pieces) for it in best)
    return {it.id for it, end in zip(best, ends, strict=True) if end <= PIECES_MAX}


def _excerpt(passage: Passage, value: float, pieces: int = 0, topics: tuple[str, ...] = ()) -> Excerpt:
    return Excerpt(
        id=passage.id,
        turns=passage.turns,
        main=passage.main,
        speaker=passage.speaker,
        start=passage.start,
        title=title(passage),
        text=passage.shown(),
        topics=topics,
        stages=stages(passage),
        worth=value,
        pieces=pieces,
    )
