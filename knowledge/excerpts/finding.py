"""From a question to the excerpts that answer it, beside the cards of the library."""

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from knowledge.cards import Card
from knowledge.encoder import Vectors
from knowledge.excerpts.shelf import Shelf
from knowledge.lexical import Scores

# Weights of what speaks for an excerpt; benchmarks/README.md tells what each is worth.
WORDS = 0.5
AROUND = 0.5
WORTH = 0.1

WORTH_ENOUGH = 0.3
"""From this worth on, more of it only tells how much an excerpt is about careers, not how well it answers."""

SCALE, SHIFT = 3.0, 0.6
"""How such scores compare with those of cards: fitted where both answer (benchmarks/excerpts.py)."""

COVERED = (-6.0, 9.0)
"""The chance that the best excerpt answers, by its score: bias and weight of a logistic regression."""

CANDIDATES = 100
"""The best of each shelf that are looked at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What shelves have for a question: *cards* with scores, best first, and the chance that they answer."""

    cards: tuple[tuple[Card, float], ...] = ()
    confidence: float = 0.0


NOTHING = Finding()


def find(
    shelves: Sequence[Shelf], question: str, pieces: Vectors | None, hidden: AbstractSet[str], most: int
) -> Finding:
    """The excerpts that fit *question* best, each turn once; *pieces* are its vectors if it has any."""
    found: list[tuple[Card, float]] = []
    for shelf in shelves:
        if len(shelf):
            found += _best(shelf, _weighed(shelf, question, pieces), hidden, most)
    found.sort(key=lambda it: -it[1])
    if not found:
        return NOTHING
    bias, weight = COVERED
    ranked = tuple((card, SCALE * score + SHIFT) for card, score in found[:most])
    return Finding(ranked, 1 / (1 + math.exp(-bias - weight * found[0][1])))


def _weighed(shelf: Shelf, question: str, pieces: Vectors | None) -> Scores:
    signs = shelf.read(question, pieces)
    fits: Scores = signs.near + WORDS * signs.words
    scores: Scores = fits + AROUND * shelf.around(fits) + WORTH * np.minimum(1, signs.worth / WORTH_ENOUGH)
    return scores


def _best(shelf: Shelf, scores: Scores, hidden: AbstractSet[str], most: int) -> list[tuple[Card, float]]:
    count = min(CANDIDATES, len(scores))
    places = np.argpartition(-scores, count - 1)[:count]
    chosen: list[tuple[Card, float]] = []
    shown: set[tuple[int, int]] = set()
    for place in places[np.argsort(-scores[places], kind="stable")]:
        book, row = int(shelf.book_of[place]), shelf.rows[place]
        if (book, int(row["main"])) in shown:
            continue
        card = shelf.card(int(place))
        if card.ref in hidden:
            continue
        shown.update((book, turn) for turn in range(row["first"], row["last"] + 1))
        chosen.append((card, float(scores[place])))
        if len(chosen) == most:
            break
    return chosen
