"""Which words stand in which excerpt, as arrays: quick to lay together for thousands of episodes, and to ask.

tantivy would have to read all texts again at each start and after each load; these are made once, when an
episode is loaded, and kept with it. Words are tantivy's stems here as there.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.lexical import Scores, stems

K1, B = 1.2, 0.75
"""What BM25 makes of repetition and of length (Robertson and Zaragoza 2009, section 3.4; also tantivy's)."""


TEXT_BITS, TIMES_BITS = np.uint64(24), np.uint64(8)
"""What a text's place and its times take of 64 bits, where a term has 32: sixteen million texts, of which
thousands of episodes have some ten thousand."""


@dataclass(frozen=True)
class Postings:
    """For each stem of each text: *terms* has its hash, *texts* where it stands, *times* how often.

    Sorted by term. *lengths* are the stems of each text.
    """

    terms: NDArray[np.uint32]
    texts: NDArray[np.uint32]
    times: NDArray[np.uint8]
    lengths: NDArray[np.uint16]

    def scores(self, question: str) -> Scores:
        """BM25 of each text over the most that it could be without repetition: 0 where no word is shared."""
        scores = np.zeros(len(self.lengths), np.float32)
        total = 0.0
        for term in {_hash(stem) for stem in stems(question)}:
            first = np.searchsorted(self.terms, np.uint32(term), side="left")
            last = np.searchsorted(self.terms, np.uint32(term), side="right")
            holding = last - first
            weight = np.log(1 + (len(self.lengths) - holding + 0.5) / (holding + 0.5))
            total += weight
            scores[self.texts[first:last]] += weight * self._saturated[first:last]
        return scores / np.float32(total) if total else scores

    @cached_property
    def _saturated(self) -> Scores:
        """What BM25 makes of how often each term stands in a text, and of the text's length."""
        mean = float(self.lengths.mean()) if self.lengths.any() else 1.0
        damping = (K1 * (1 - B + B * self.lengths / mean)).astype(np.float32)
        return self.times * np.float32(K1 + 1) / (self.times + damping[self.texts])

    def without(self, gone: NDArray[np.bool_]) -> "Postings":
        """The same without some of the texts; the others close ranks."""
        places = np.cumsum(~gone, dtype=np.uint32) - np.uint32(1)
        stays = ~gone[self.texts]
        return Postings(self.terms[stays], places[self.texts[stays]], self.times[stays], self.lengths[~gone])


def post(texts: Sequence[str]) -> Postings:
    """The postings of some texts."""
    counted = [Counter(_hash(stem) for stem in stems(text)) for text in texts]
    rows = [
        (term, at, min(times, 255)) for at, counts in enumerate(counted) for term, times in counts.items()
    ]
    terms, places, times = np.array(rows, np.int64).reshape(-1, 3).T
    order = np.argsort(terms, kind="stable")
    lengths = [min(counts.total(), 65_535) for counts in counted]
    return Postings(
        terms[order].astype(np.uint32),
        places[order].astype(np.uint32),
        times[order].astype(np.uint8),
        np.array(lengths, np.uint16),
    )


def joined(parts: Sequence[Postings]) -> Postings:
    """The postings of all texts of the parts, one behind the other."""
    parts = [_NONE, *parts]
    counts, texts = [len(it.terms) for it in parts], [len(it.lengths) for it in parts]
    starts = np.cumsum([0, *texts[:-1]], dtype=np.uint32)
    # One number for each, of its term, text and times, is sorted in half the time that it takes to find out
    # their order, and to put all three into it.
    order = np.concatenate([it.terms for it in parts]).astype(np.uint64) << TEXT_BITS
    order |= np.concatenate([it.texts for it in parts]) + np.repeat(starts, counts)
    order <<= TIMES_BITS
    order |= np.concatenate([it.times for it in parts])
    order.sort()
    return Postings(
        (order >> (TEXT_BITS + TIMES_BITS)).astype(np.uint32),
        (order >> TIMES_BITS).astype(np.uint32) & np.uint32((1 << TEXT_BITS) - 1),
        order.astype(np.uint8),
        np.concatenate([it.lengths for it in parts]),
    )


_NONE = Postings(
    np.empty(0, np.uint32), np.empty(0, np.uint32), np.empty(0, np.uint8), np.empty(0, np.uint16)
)


def _hash(stem: str) -> int:
    """A stem's number: of a language's hundred thousand stems, one pair or so shares its."""
    return zlib.crc32(stem.encode())
