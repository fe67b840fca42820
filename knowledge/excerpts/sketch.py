"""A few hashes of a transcript, by which near-copies are told: a rerun, or the same file once more."""

from hashlib import blake2b
from heapq import nsmallest

from knowledge.transcripts.model import Transcript

SHINGLE = 8
"""Words in a row: nobody says the same eight by chance often."""

SIZE = 64
"""Hashes that are kept: of two transcripts that share a tenth, six."""


def sketch(transcript: Transcript) -> tuple[int, ...]:
    """The smallest hashes of all that is said in a row, in order (bottom-k MinHash, Broder 1997)."""
    words = " ".join(turn.text for turn in transcript.turns).casefold().split()
    rows = {" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))}
    return tuple(nsmallest(SIZE, {_hash(row) for row in rows}))


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """About how much of what is in either is in both, in 0..1."""
    either = sorted({*one, *other})[:SIZE]
    both = set(one) & set(other)
    return sum(it in both for it in either) / len(either) if either else 0.0


def _hash(text: str) -> int:
    # Of 63 bits, since that is what databases and JSON take for a number.
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) >> 1
