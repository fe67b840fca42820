"""Cards and excerpts in one list: who comes first, and whether excerpts answer where cards do not."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from knowledge.cards import Card
from knowledge.excerpts.finding import Finding
from knowledge.meaning import Reading

# Fitted as benchmarks/merging.py does, with a stronger ridge, on questions that are known to be answered by
# the one or by the others.
ASKED, ADVISED, SHARED = 10.8, 5.0, 3.1
"""What speaks for the cards: how near the question is to one that a card has, how near to what a card says,
and how many words they share."""

NEAR, FITS = 5.2, 5.7
"""What speaks for the excerpts: how near any of them is, and how well the best one fits in all."""

BIAS = -2.3

CARDS_FIRST, EXCERPTS_FIRST = 0.0, -1.0
"""From the first on, cards come first, and below the second excerpts. In between both fit, and they take
turns, cards first; benchmarks/README.md tells what each choice of the two costs whom."""

SURELY = 1.0
"""So far beyond either of these, a side's best are `TOGETHER`. Nearer, the other side's best is third: people
look at three, and what the best two of a side lack, its third seldom has."""

FEW = 800
"""Excerpts among which all this was fitted."""

NEAR_BY_CHANCE, FITS_BY_CHANCE = 0.03, 0.07
"""How much nearer the nearest is, and how much better the best one fits, among e times as many, whether they
are about the question or not: seen on questions that no excerpt answers, among 550 and among 30,000."""

TOGETHER = 5
"""The best of either that stay together before all of the others."""

COVERED = (-6.2, 20.6, -9.2, 6.4)
"""The chance that the best excerpt answers: a bias, and weights of how near it is, of how near the examples
are of subjects that nobody covers, and of how many of the nearest examples are cards'."""

COVERED_BY_WORDS = (-5.0, 5.0)
"""The same without a model, by the best score."""


@dataclass(frozen=True, slots=True)
class Match:
    """A card that was found, and how much speaks for it; scores of one question compare, others do not."""

    card: Card
    score: float


Listed = Sequence[Match | Card]
"""Cards and their scores, or excerpts."""


def merged(
    cards: tuple[Match, ...], found: Finding, reading: Reading | None = None, words: float = 0.0
) -> tuple[Match, ...]:
    """Cards and excerpts, the best first; of an episode's turns, a card takes the place of what was said.

    *words* is what the best card has of the question's words. Each excerpt gets the score of what comes
    behind it, so that the list stays in its order where scores are compared.
    """
    cited = [(it.card.episode.slug, it.card.turns) for it in cards]
    excerpts = [it.card for it in found.excerpts if not _said_by(it.card, cited)]
    ordered = list(_ordered(cards, excerpts, _for_cards(found, reading, words)))
    score = min((it.score for it in cards), default=0.0)
    matches: list[Match] = []
    for it in reversed(ordered):
        score = it.score if isinstance(it, Match) else score
        matches.append(it if isinstance(it, Match) else Match(it, score))
    return tuple(reversed(matches))


def chance(found: Finding, reading: Reading | None = None) -> float:
    """The chance that the best excerpt answers."""
    if not found.excerpts:
        return 0.0
    best = found.excerpts[0]
    if reading is None:
        bias, weight = COVERED_BY_WORDS
        total = bias + weight * best.score
    else:
        bias, near, far, covered = COVERED
        by_chance = NEAR_BY_CHANCE * _many(found)
        total = bias + near * (best.near - by_chance) + far * reading.far + covered * reading.covered
    return 1 / (1 + math.exp(-total))


def _for_cards(found: Finding, reading: Reading | None, words: float) -> float:
    """How much more speaks for the cards than for the excerpts."""
    if not found.excerpts or reading is None:
        return math.inf
    if reading.missed:
        return -math.inf
    cards = ASKED * reading.asked + ADVISED * reading.advised + SHARED * words
    near = found.nearest - NEAR_BY_CHANCE * _many(found)
    fits = found.excerpts[0].score - FITS_BY_CHANCE * _many(found)
    return BIAS + cards - NEAR * near - FITS * fits


def _many(found: Finding) -> float:
    """How many times e times as many excerpts there are; 0 among few."""
    return math.log(max(found.among, FEW) / FEW)


def _ordered(cards: Listed, excerpts: Listed, for_cards: float) -> Iterator[Match | Card]:
    if for_cards >= CARDS_FIRST:
        return _before(cards, excerpts, surely=for_cards >= CARDS_FIRST + SURELY)
    if for_cards < EXCERPTS_FIRST:
        return _before(excerpts, cards, surely=for_cards < EXCERPTS_FIRST - SURELY)
    return (it for pair in zip_longest(cards, excerpts) for it in pair if it is not None)


def _before(ones: Listed, others: Listed, *, surely: bool) -> Iterator[Match | Card]:
    third = 0 if surely else 1
    return chain(ones[:2], others[:third], ones[2:TOGETHER], others[third:], ones[TOGETHER:])


def _said_by(excerpt: Card, cited: Iterable[tuple[str, tuple[int, int]]]) -> bool:
    first, last = excerpt.turns
    return any(
        slug == excerpt.episode.slug and turns[0] <= last and first <= turns[1] for slug, turns in cited
    )
