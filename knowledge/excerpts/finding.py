"""From a question to the excerpts that answer it, beside the cards of the library."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from itertools import islice

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

CANDIDATES = 100
"""The best of each shelf that are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """An excerpt, how much speaks for it, and how near it is to the question by meaning alone."""

    card: Card
    score: float
    near: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What shelves have for a question, best first, *among* so many excerpts.

    *nearest* is how near any of them is by meaning.
    """

    excerpts: tuple[Found, ...] = ()
    nearest: float = 0.0
    among: int = 0


NOTHING = Finding()


def find(
    shelves: Sequence[Shelf], question: str, pieces: Vectors | None, hidden: AbstractSet[str], most: int
) -> Finding:
    """The excerpts that fit *question* best, each turn once; *pieces* are its vectors if it has any.

    An episode that is on several *shelves* is read from the first.
    """
    found: list[Found] = []
    nearest = 0.0
    for place, shelf in enumerate(shelves):
        if len(shelf):
            signs = shelf.read(question, pieces)
            fits: Scores = signs.near + WORDS * signs.words
            worth = WORTH * np.minimum(1, signs.worth / WORTH_ENOUGH)
            scores = fits + AROUND * shelf.around(fits) + worth
            ranked = _ranked(shelf, scores, signs.near, partial(_unwanted, hidden, shelves[:place]))
            found += islice(ranked, most)
            nearest = max(nearest, float(signs.near.max()))
    best = tuple(sorted(found, key=lambda it: -it.score)[:most])
    return Finding(best, nearest, sum(map(len, shelves)))


def _unwanted(hidden: AbstractSet[str], before: Sequence[Shelf], card: Card) -> bool:
    """Whether an excerpt is hidden, or of an episode that is on a shelf *before*."""
    return card.ref in hidden or any(shelf.has(card.episode.slug) for shelf in before)


def _ranked(shelf: Shelf, scores: Scores, near: Scores, unwanted: Callable[[Card], bool]) -> Iterator[Found]:
    """The best excerpts of a shelf, each turn once."""
    count = min(CANDIDATES, len(scores))
    places = np.argpartition(-scores, count - 1)[:count]
    shown: set[tuple[int, int]] = set()
    for place in places[np.argsort(-scores[places], kind="stable")]:
        book, row = int(shelf.book_of[place]), shelf.rows[place]
        if (book, int(row["main"])) in shown or unwanted(card := shelf.card(int(place))):
            continue
        shown.update((book, turn) for turn in range(row["first"], row["last"] + 1))
        yield Found(card, float(scores[place]), float(near[place]))
