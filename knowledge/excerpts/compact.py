"""Vectors in a byte a number: a quarter of the memory, and half the time to compare a question with all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numkong
import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import DIMENSIONS, Vectors
from knowledge.lexical import Scores

LARGEST = 127
"""What stands for the largest number of a vector, whichever sign it has."""

SMALLEST = np.float32(1e-9)
"""A scale that nothing is divided by zero with; no vector of unit length comes near."""


@dataclass(frozen=True, eq=False)
class Compact:
    """Vectors as rows of whole numbers, int8 of (vectors, DIMENSIONS), and a *scale* for each, float32.

    Of a cosine, the third decimal is lost.
    """

    rows: NDArray[np.int8]
    scales: Scores

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """These vectors, as near as they can be had."""
        scales = np.maximum(np.abs(vectors).max(axis=1, initial=0) / LARGEST, SMALLEST)
        return cls(np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32))

    @classmethod
    def joined(cls, parts: Sequence["Compact"]) -> Self:
        """All of the parts, one behind the other."""
        return cls(
            np.concatenate([np.empty((0, DIMENSIONS), np.int8), *(it.rows for it in parts)]),
            np.concatenate([np.empty(0, np.float32), *(it.scales for it in parts)]),
        )

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    def __getitem__(self, chosen: slice | NDArray[Any]) -> "Compact":
        """Some of them."""
        return Compact(self.rows[chosen], self.scales[chosen])

    @property
    def expanded(self) -> Vectors:
        """As float32."""
        return self.rows * self.scales[:, None]

    def some(self, most: int) -> Vectors:
        """So many of them, from everywhere, or all if they are fewer, as float32."""
        return self[:: max(1, -(-len(self) // most))].expanded

    def cosines(self, vector: Vectors) -> Scores:
        """How near each is to another vector of unit length."""
        if not len(self):
            return np.empty(0, np.float32)
        other = Compact.of(vector[None])
        products = np.asarray(numkong.cdist(self.rows, other.rows, "dot"))
        cosines: Scores = products[:, 0].astype(np.float32) * self.scales * other.scales
        return cosines


NO_VECTORS = Compact.joined(())
