"""A few hashes of a transcript, by which near-copies are told: a rerun, or the same file once more."""

from collections.abc import Iterator
from hashlib import blake2b
from heapq import nsmallest
from itertools import islice

from knowledge.transcripts.model import Transcript

SHINGLE = 8
"""Words in a row: nobody says the same eight by chance often."""

SIZE = 64
"""Hashes that are kept: of two transcripts that share a tenth, six."""

BATCH = 10_000
"""Hashes that are compared at once: as many as a long episode has, and a megabyte."""


def sketch(transcript: Transcript) -> tuple[int, ...]:
    """The smallest hashes of all that is said in a row, in order (bottom-k MinHash, Broder 1997)."""
    words = " ".join(turn.text for turn in transcript.turns).casefold().split()
    rows = (" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))
    return tuple(_smallest(map(_hash, rows)))


def _smallest(hashes: Iterator[int]) -> list[int]:
    """The smallest of them, each once; of a file of millions, never all are held."""
    kept: list[int] = []
    while batch := set(islice(hashes, BATCH)):
        kept = nsmallest(SIZE, batch.union(kept))
    return kept


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """About how much of what is in either is in both, in 0..1."""
    either = sorted({*one, *other})[:SIZE]
    both = set(one) & set(other)
    return sum(it in both for it in either) / len(either) if either else 0.0


def _hash(text: str) -> int:
    # Of 63 bits, since that is what databases and JSON take for a number.
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) >> 1
