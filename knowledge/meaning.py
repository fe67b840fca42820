"""The semantic side of search: how near a question is to what the cards say and to what members ask."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from knowledge.cards import Provenance
from knowledge.encoder import Encoder, Vectors
from knowledge.lexical import Scores
from knowledge.library import Library
from knowledge.words import normal, spelled_out

# Weights of what speaks for a card; benchmarks/README.md tells what each is worth.
NEAREST_QUESTION = 0.6
NEAREST_THREE = 0.6
ADVICE = 0.5
BEST_SENTENCE = 0.25
MAIN_TOPIC = 0.25
DISCRIMINANT = 3.0

RIDGE = 3.0
"""Holds the discriminant back from learning single questions by heart."""

FARTHEST = -1.0
"""The least that a cosine can be."""

NEIGHBOURS = 10
"""Example questions looked at to see whether a question lies among covered ones."""


SURELY = 0.52
"""How near, on average, the nearest three examples of a subject are to a question that is named by it:
the lowest number in steps of .02 at which no labelled question is named wrongly."""

SPOKEN_OF = 0.47
"""How near, on average, the nearest passage is to each example of a subject that loaded episodes go into;
benchmarks/README.md tells what of the questions about them is answered so, and what of others."""

PASSAGES_MAX = 2000
"""Passages of a shelf that are looked at: about as many as that was seen among. Of an archive, as many of all
its parts, since among thousands some are near to anything by chance."""

ONE_OF_THEM = 0.8
"""How near a question is to an example of a subject that nobody covers, if it is nearer to none of a card, to
be that one in other words, whatever else speaks for an answer: so is no labelled question that is covered.
Without this, one in eleven of those very examples would be answered."""

THE_SAME = 0.65
"""How near a question is to one that a community answers itself for that to answer it, whatever else speaks
against: of labelled questions that are as near to each other, nine in ten are about one thing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question means to the library.

    *scores* say how much speaks for each card. *near* and *far* are the mean cosines of the three example
    questions nearest to it, of cards and of subjects that are not covered; *covered* is the cards' share
    of its nearest neighbours, and *subject* the place of the subject that it is surely about, if any.
    *asked* and *advised* are the cosines of the one nearest example question and of the nearest advice.
    *ours* is the place of the card with which a community itself answers a question that means the same, and
    *missed* says that it is a question which nobody answers.
    """

    scores: Scores
    near: float
    far: float
    covered: float
    asked: float
    advised: float
    subject: int | None
    ours: int | None = None
    missed: bool = False


class MeaningIndex:
    """The vectors of cards and of uncovered subjects, ready to be compared with a question's.

    *encoder* reads questions and *remembering* the library's own texts, of which it may keep a cache.
    """

    def __init__(self, library: Library, encoder: Encoder, remembering: Encoder) -> None:
        self._encoder = encoder
        cards = library.cards
        asked = [(card.title, *card.questions) for card in cards]
        said = [_sentences(card.advice) for card in cards]
        missed = [subject.questions for subject in library.subjects]
        names = [(topic.id, topic.name, *topic.aliases) for topic in library.topics]
        spoken = [spelled_out(name) for name in chain(*names)]
        texts = [*chain(*asked), *chain(*said), *(card.advice for card in cards), *chain(*missed), *spoken]
        self._vectors = remembering.encode(texts)
        self._ends = _ends(asked, said, [cards], missed)
        self._asked, self._said, self._topics = _Groups(asked), _Groups(said), _Groups(names)
        self._questions, *_, self._missing, self._names = np.split(self._vectors, self._ends)
        self._row_of_name = {normal(name): row for row, name in enumerate(chain(*names))}
        place = {topic.id: number for number, topic in enumerate(library.topics)}
        self._main_topic = np.array([place[card.topics[0]] for card in cards])
        self._missed = _Groups(missed) if missed else None
        community = np.array([card.provenance is Provenance.COMMUNITY for card in cards])
        self._ours = np.flatnonzero(community[self._asked.owner])
        self._centre, self._discriminant = _discriminant(self._questions, self._asked.owner)

    def encode(self, pieces: Sequence[str]) -> Vectors:
        """The vectors of a question, cut into *pieces*."""
        return self._encoder.encode(pieces)

    def read(self, pieces: Sequence[str]) -> Reading:
        """Compare a question, cut into *pieces*, with everything; its best piece counts."""
        return self.compare(self.encode(pieces))

    def read_name(self, name: str) -> Scores:
        """How near each card's questions are to a topic's *name*, in its normal form: a page's order."""
        return self._asked.best_three(self._questions @ self._names[self._row_of_name[name]])

    def spoken_of(self, passages: Iterable[Vectors]) -> frozenset[int]:
        """The places of subjects that the cards do not cover, and that loaded *passages* go into."""
        nearest = [(it @ self._missing.T).max(axis=0) for it in passages if len(it)]
        if self._missed is None or not nearest:
            return frozenset()
        means = self._missed.mean(np.max(nearest, axis=0))
        return frozenset(np.flatnonzero(means >= SPOKEN_OF).tolist())

    def compare(self, pieces: Vectors, spoken_of: frozenset[int] = frozenset()) -> Reading:
        """The same for the vectors of a question's pieces; subjects *spoken_of* count for nothing."""
        cosines = (self._vectors @ pieces.T).max(axis=1)
        asked, said, advice, missed, named = np.split(cosines, self._ends)
        if self._missed is not None and spoken_of:
            missed[np.isin(self._missed.owner, tuple(spoken_of))] = FARTHEST
        scores = (
            NEAREST_QUESTION * self._asked.best(asked)
            + NEAREST_THREE * self._asked.best_three(asked)
            + ADVICE * advice
            + BEST_SENTENCE * self._said.best(said)
            + MAIN_TOPIC * self._topics.best(named)[self._main_topic]
            + DISCRIMINANT * ((pieces - self._centre) @ self._discriminant).max(axis=0)
        )
        neighbours = _largest(np.concatenate([asked, missed]), NEIGHBOURS)
        return Reading(
            scores=scores,
            near=_mean_of_three(asked),
            far=_mean_of_three(missed),
            covered=float((neighbours < len(asked)).mean()),
            asked=float(asked.max()),
            advised=float(advice.max()),
            subject=self._subject(missed),
            ours=self._same(asked),
            missed=bool(missed.max(initial=FARTHEST) >= max(ONE_OF_THEM, asked.max())),
        )

    def _same(self, asked: Scores) -> int | None:
        if not len(self._ours):
            return None
        nearest = self._ours[asked[self._ours].argmax()]
        return int(self._asked.owner[nearest]) if asked[nearest] >= THE_SAME else None

    def _subject(self, missed: Scores) -> int | None:
        if self._missed is None:
            return None
        nearest = self._missed.best_three(missed)
        best = int(nearest.argmax())
        return best if nearest[best] >= SURELY else None


class _Groups:
    """Rows that belong to cards (or topics), so that a number a row becomes the best few numbers a card."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        sizes = np.array([len(group) for group in groups])
        self.owner = np.repeat(np.arange(len(groups)), sizes)
        self._firsts = np.cumsum(sizes) - sizes
        # The rows of each card side by side, filled up with the row behind the last one, which counts for
        # nothing; a card with less than three repeats its last, so that three can be had of each.
        column, size, first = np.arange(max(3, sizes.max())), sizes[:, None], self._firsts[:, None]
        filling = np.where((size < 3) & (column < 3), first + size - 1, sizes.sum())
        self._rows = np.where(column < size, first + column, filling)

    def best(self, values: Scores) -> Scores:
        """The largest of each card's *values*."""
        best: Scores = np.maximum.reduceat(values, self._firsts)
        return best

    def mean(self, values: Scores) -> Scores:
        """The mean of each card's *values*."""
        sizes = np.bincount(self.owner)
        mean: Scores = np.divide(np.add.reduceat(values, self._firsts), sizes, dtype=np.float32)
        return mean

    def best_three(self, values: Scores) -> Scores:
        """The mean of the three largest of each card's *values*."""
        rows = np.append(values, np.float32(FARTHEST))[self._rows]
        three: Scores = np.partition(rows, -3, axis=1)[:, -3:].mean(axis=1)
        return three


def _discriminant(questions: Vectors, owner: NDArray[np.intp]) -> tuple[Vectors, Vectors]:
    """A ridge regression from a question's vector to the card it belongs to: its centre and its matrix.

    It learns which directions tell cards apart, where a cosine takes all for equal.
    """
    centre = questions.mean(axis=0)
    rows = questions - centre
    member = np.eye(owner.max() + 1, dtype=np.float32)[owner]
    gram = rows.T @ rows + RIDGE * np.eye(rows.shape[1], dtype=np.float32)
    return centre, np.linalg.solve(gram, rows.T @ (member - member.mean(axis=0)))


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def _ends(*parts: Sequence[Sequence[object]]) -> list[int]:
    """Where each of the *parts*, laid end to end, stops."""
    return list(accumulate(sum(map(len, part)) for part in parts))


def _largest(values: Scores, count: int) -> NDArray[np.intp]:
    """Places of the *count* largest values, in no order."""
    return np.argpartition(values, -min(count, len(values)))[-count:]


def _mean_of_three(values: Scores) -> float:
    return float(values[_largest(values, 3)].mean()) if len(values) else 0.0
